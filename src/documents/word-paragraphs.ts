import { isHeadOfTasks } from '../domain/document/table-rows.ts'
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

/** Where the paragraphs of a cell, or of a whole table, stand in `finished`. */
interface Place {
  start: number
  end: number
}

interface Table {
  start: number
  rows: Place[][]
  /** Where its last cell ended. */
  end: number
  holdsTable: boolean
}

/** A table whose rows are lines. */
interface RowTable extends Place {
  rows: string[]
}

/** The names of the columns stand in the first row, or below a title. */
const HEAD_ROWS = 2

export interface WordText {
  /** In reading order; of a table with named columns a row is one, with tabs between its cells. */
  paragraphs: string[]
  /** The same before the cells of such rows are put together: a stamp may stand in one of them. */
  apart: string[]
}

interface Reading {
  finished: string[]
  /** Open paragraphs, as pieces of text: a text box is a paragraph inside a paragraph. */
  open: string[][]
  tables: Table[]
  /** Apart from one another, in reading order. */
  rowTables: RowTable[]
  hidden: string[]
  inText: boolean
}

function openTable({ tables, finished }: Reading, name: string): void {
  const table = tables.at(-1)
  if (name === 'w:tr') table?.rows.push([])
  if (name !== 'w:tbl') return
  if (table) table.holdsTable = true
  tables.push({ start: finished.length, rows: [], end: finished.length, holdsTable: false })
}

function wordsOf({ finished }: Reading, { start, end }: Place): string {
  return finished.slice(start, end).join(' ').replace(/\s+/gu, ' ').trim()
}

/** A head is one paragraph; behind the "CHỦ TRÌ" of minutes come who signed and how. */
function headOf(reading: Reading, cell: Place): string {
  return cell.end - cell.start === 1 ? wordsOf(reading, cell) : ''
}

/** A head block or signatures are read cell by cell; who does what until when stands in one row. */
function hasNamedColumns(reading: Reading, { rows }: Table): boolean {
  return rows
    .slice(0, HEAD_ROWS)
    .some((cells) => isHeadOfTasks(cells.map((cell) => headOf(reading, cell))))
}

function closeTable(reading: Reading, name: string): void {
  const table = reading.tables.at(-1)
  if (!table) return
  if (name === 'w:tc') {
    // From the end of the cell before, so that no paragraph is in two of them, whatever the file says.
    const cell = { start: table.end, end: reading.finished.length }
    table.rows.at(-1)?.push(cell)
    table.end = cell.end
  }
  if (name !== 'w:tbl') return
  reading.tables.pop()
  // What holds a table would be put together once for each table around it.
  if (table.holdsTable || !hasNamedColumns(reading, table)) return
  const rows = table.rows.map((cells) => cells.map((cell) => wordsOf(reading, cell)).join('\t'))
  reading.rowTables.push({ start: table.start, end: table.end, rows })
}

/** One by one: a table may have more rows than a call takes arguments. */
function withRows({ finished, rowTables }: Reading): string[] {
  const paragraphs: string[] = []
  let at = 0
  for (const { start, end, rows } of [...rowTables, { start: finished.length, end: 0, rows: [] }]) {
    for (; at < start; at += 1) paragraphs.push(finished[at] ?? '')
    for (const row of rows) paragraphs.push(row)
    at = end
  }
  return paragraphs
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
 * and table cells are paragraphs, a line break is `\n`, deleted text is left out. The numbers that Word counts
 * by itself are not in the file and are not made up. Undefined when the XML is broken. Linear in time.
 */
export function readWordParagraphs(xml: string): WordText | undefined {
  const reading: Reading = {
    finished: [],
    open: [],
    tables: [],
    rowTables: [],
    hidden: [],
    inText: false,
  }
  const isWhole = walkXml(xml, (token) => takeToken(reading, token))
  if (!isWhole || reading.open.length > 0) return undefined
  return { paragraphs: withRows(reading), apart: reading.finished }
}
