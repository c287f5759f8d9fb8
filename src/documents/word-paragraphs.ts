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

interface Reading {
  finished: string[]
  /** Open paragraphs, as pieces of text: a text box is a paragraph inside a paragraph. */
  open: string[][]
  hidden: string[]
  inText: boolean
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
}

function closeTag(reading: Reading, name: string): void {
  if (reading.hidden.length > 0) {
    if (reading.hidden.at(-1) === name) reading.hidden.pop()
    return
  }
  if (name === 'w:t') reading.inText = false
  if (name === 'w:p') reading.finished.push((reading.open.pop() ?? []).join(''))
}

function takeToken(reading: Reading, token: XmlToken): void {
  if (token.kind === 'open') openTag(reading, token.name, token.isEmpty)
  else if (token.kind === 'close') closeTag(reading, token.name)
  else if (reading.inText && reading.hidden.length === 0) reading.open.at(-1)?.push(token.text)
}

/**
 * The paragraphs of a WordprocessingML part as plain text, in reading order: table cells, list items and
 * text boxes are paragraphs, a line break is `\n`, deleted text is left out. The numbers that Word counts
 * by itself are not in the file and are not made up. Undefined when the XML is broken.
 */
export function readWordParagraphs(xml: string): string[] | undefined {
  const reading: Reading = { finished: [], open: [], hidden: [], inText: false }
  const isWhole = walkXml(xml, (token) => takeToken(reading, token))
  return isWhole && reading.open.length === 0 ? reading.finished : undefined
}
