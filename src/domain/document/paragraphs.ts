import { sliceOf, trimSpan, type Source, type Span } from './source.ts'

export type MarkerKind =
  | 'ordinal'
  | 'article'
  | 'roman'
  | 'number'
  | 'subnumber'
  | 'letter'
  | 'dash'
  | 'plus'
  /** A row of a table: its cells, with tabs between them. */
  | 'row'

/** `body` starts behind the marker. */
export interface Paragraph extends Span {
  marker: MarkerKind | null
  body: number
}

const MARKERS: readonly [RegExp, MarkerKind][] = [
  [
    /^(?:Thứ\s(?:nhất|hai|ba|tư|năm|sáu|bảy)|(?:Một|Hai|Ba|Bốn|Năm|Sáu|Bảy)\slà)\s*[,:]\s*/u,
    'ordinal',
  ],
  [/^Điều\s+\d{1,3}\s*[.:]\s*/u, 'article'],
  [/^(?!V\/v)[IVX]{1,5}\s*[.)/-]+\s*(?=\p{L})/u, 'roman'],
  [/^\d{1,2}(?:\.\d{1,2}){1,3}\s*[.)]?\s+(?=\p{L})/u, 'subnumber'],
  [/^\(?\d{1,2}\s*(?:[.)]|[/-](?=\s))\s*(?=[\p{L}“"(])/u, 'number'],
  [/^\(?(?:i{1,3}|iv|v|vi{1,3})\)\s*/u, 'letter'],
  [/^[a-zđ]\s*[.)]\s*(?=\p{L})/u, 'letter'],
  [/^(?:\+|○)\s*/u, 'plus'],
  [/^[-–—•*·▪●➢✓]\s*(?=[\p{L}\d“"(])/u, 'dash'],
]
const ENDS_SENTENCE = /[.!?…;][”"’')\]]*$/u
/** Shorter numbered lines that end with a colon are headings, not broken sentences. */
const HEADING_LENGTH = 120
/** Share of lines that start with a small letter from which on a text counts as broken into lines. */
const BROKEN_SHARE = 0.12

/** The non-empty lines between two places, without blanks at their ends. */
export function splitLines(text: string, span: Span): Span[] {
  const lines: Span[] = []
  let start = span.start
  while (start <= span.end) {
    const found = text.indexOf('\n', start)
    const end = found < 0 || found > span.end ? span.end : found
    const line = trimSpan(text, { start, end })
    if (line.end > line.start) lines.push(line)
    start = end + 1
  }
  return lines
}

/** At least three cells; a number in the first is that of the row. */
const ROW = /^(?<number>\d{1,3}\s*[.)]?\t+)?(?=[^\t]+\t+[^\t]+\t|(?<=\t)[^\t]+\t)/u

function readMarker(text: string, line: Span): Paragraph {
  const row = ROW.exec(sliceOf(text, line))
  if (row !== null) return { ...line, marker: 'row', body: line.start + row[0].length }
  const head = text.slice(line.start, Math.min(line.end, line.start + 40))
  for (const [pattern, marker] of MARKERS) {
    const found = pattern.exec(head)
    if (found !== null) return { ...line, marker, body: line.start + found[0].length }
  }
  return { ...line, marker: null, body: line.start }
}

export function isAllCapitals(line: string): boolean {
  return /\p{Lu}.*\p{Lu}/u.test(line) && !/\p{Ll}/u.test(line)
}

interface Layout {
  isBroken: boolean
  width: number
}

function measureLayout(text: string, lines: readonly Span[]): Layout {
  const small = lines.filter(
    (line) =>
      /^\p{Ll}/u.test(text.slice(line.start, line.start + 1)) &&
      readMarker(text, line).marker === null,
  )
  const lengths = lines.map((line) => line.end - line.start).toSorted((a, b) => a - b)
  return {
    isBroken: lines.length > 3 && small.length >= lines.length * BROKEN_SHARE,
    width: lengths[Math.floor(lengths.length * 0.9)] ?? 0,
  }
}

export function hasBlankLineBetween(text: string, above: Span, below: Span): boolean {
  return /\n[^\S\n]*\n/u.test(text.slice(above.end, below.start))
}

/** Whether a line goes on with the paragraph above it: only where the text was broken into lines. */
function continues(
  text: string,
  layout: Layout,
  above: Paragraph,
  lastLine: Span,
  below: Paragraph,
): boolean {
  if (below.marker !== null || hasBlankLineBetween(text, above, below)) return false
  const upper = sliceOf(text, lastLine)
  const lower = sliceOf(text, below)
  if (isAllCapitals(upper) || isAllCapitals(lower) || text[above.start] === '[') return false
  const isSmall = /^\p{Ll}/u.test(lower)
  if (!layout.isBroken) return isSmall && !/[.!?…;:][”"’')\]]*$/u.test(upper)
  if (isSmall) return true
  if (ENDS_SENTENCE.test(upper)) {
    return !upper.endsWith(';') && lastLine.end - lastLine.start >= layout.width * 0.75
  }
  return !upper.endsWith(':') || above.marker === null || above.end - above.start > HEADING_LENGTH
}

/** The paragraphs between two places: lines, joined where the text was broken inside sentences. */
export function splitParagraphs(source: Source, span: Span): Paragraph[] {
  const lines = splitLines(source.text, span)
  const layout = measureLayout(source.text, lines)
  const paragraphs: Paragraph[] = []
  let lastLine: Span | undefined
  for (const line of lines) {
    const paragraph = readMarker(source.text, line)
    const above = paragraphs.at(-1)
    if (above && lastLine && continues(source.text, layout, above, lastLine, paragraph)) {
      above.end = line.end
    } else paragraphs.push(paragraph)
    lastLine = line
  }
  return paragraphs
}
