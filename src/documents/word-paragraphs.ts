import { areColumnHeads } from '../domain/document/table-rows.ts'
import { walkXml, type XmlToken } from './xml-tokens.ts'

/** What Word shows for elements that stand for a character. */
const CHARACTERS: Readonly<Record<string, string>> = {
  'w:tab': '\t',
  'w:br': '\n',
  'w:cr': '\n',
  'w:noBreakHyphen': '\u2011',
  'w:softHyphen': '\u00AD',
}

/** What a reader of the paper does not see: a text box's second copy, deleted text, settings. */
const HIDDEN = new Set([
  'mc:Fallback',
  'w:del',
  'w:moveFrom',
  'w:delText',
  'w:instrText',
  'w:pPr',
  'w:rPr',
])

/** An open table; a cell is where its paragraphs stand in `finished`. */
interface Table {
  start: number
  rows: { start: number; end: number }[][]
  cell: number
}

/** The names of the columns stand in the first row, or below a title. */
const HEAD_ROWS = 2

interface Reading {
  finished: string[]
  /** Open paragraphs, as pieces of text: a text box is a paragraph inside a paragraph. */
  open: string[][]
  tables: Table[]
  hidden: string[]
  inText: boolean
}

function openTable(reading: Reading, name: string): void {
  const table = reading.tables.at(-1)
  if (name === 'w:tbl') reading.tables.push({ start: reading.finished.length, rows: [], cell: 0 })
  else if (name === 'w:tr') table?.rows.push([])
  else if (name === 'w:tc' && table) table.cell = reading.finished.length
}

function closeTable(reading: Reading, name: string): void {
  const table = reading.tables.at(-1)
  const end = reading.finished.length
  if (name === 'w:tc') table?.rows.at(-1)?.push({ start: table.cell, end })
  if (name !== 'w:tbl') return
  reading.tables.pop()
  const rows = (table?.rows ?? []).map((cells) =>
    cells.map((cell) =>
      reading.finished.slice(cell.start, cell.end).join(' ').replace(/\s+/gu, ' ').trim(),
    ),
  )
  // A head block or signatures are read cell by cell; who does what until when stands in one row.
  if (table && rows.slice(0, HEAD_ROWS).some((cells) => areColumnHeads(cells)))
    reading.finished.splice(
      table.start,
      end - table.start,
      ...rows.map((cells) => cells.join('\t')),
    )
}

function openTag(reading: Reading, name: string, isEmpty: boolean): void {
  if (HIDDEN.has(name)) {
    if (!isEmpty) reading.hidden.push(name)
    return
  }
  if (reading.hidden.length > 0) return
  const character = CHARACTERS[name]
  if (character !== undefined) reading.open.at(-1)?.push(character)
  else if (name === 'w:t') reading.inText = !isEmpty
  else if (name === 'w:p' && isEmpty) reading.finished.push('')
  else if (name === 'w:p') reading.open.push([])
  else if (!isEmpty) openTable(reading, name)
}

function closeTag(reading: Reading, name: string): void {
  if (reading.hidden.length > 0) {
    if (reading.hidden.at(-1) === name) reading.hidden.pop()
    return
  }
  if (name === 'w:t') reading.inText = false
  if (name === 'w:p') reading.finished.push((reading.open.pop() ?? []).join(''))
  closeTable(reading, name)
}

function takeToken(reading: Reading, token: XmlToken): void {
  if (token.kind === 'open') openTag(reading, token.name, token.isEmpty)
  else if (token.kind === 'close') closeTag(reading, token.name)
  else if (reading.inText && reading.hidden.length === 0) reading.open.at(-1)?.push(token.text)
}

/**
 * The paragraphs of a WordprocessingML part as plain text, in reading order: list items, text boxes
 * and table cells are paragraphs (of a table with named columns, rows are, with tabs between their cells), a line break is `\n`, deleted text is left out. The numbers that Word counts
 * by itself are not in the file and are not made up. Undefined when the XML is broken.
 */
export function readWordParagraphs(xml: string): string[] | undefined {
  const reading: Reading = { finished: [], open: [], tables: [], hidden: [], inText: false }
  const isWhole = walkXml(xml, (token) => takeToken(reading, token))
  return isWhole && reading.open.length === 0 ? reading.finished : undefined
}
