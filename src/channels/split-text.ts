import type { StyledText, TextSpan } from './styled-text.ts'

/** How a platform measures a text. Must add up: the count of two pieces is the sum of their counts. */
export type CountText = (text: string) => number

/** Unicode code points; Telegram counts these (TDLib MessageContent.cpp). */
export const countCodePoints: CountText = (text) => {
  let count = 0
  for (let index = 0; index < text.length; index++) {
    // The second half of a pair belongs to the character before it.
    if (!isSecondHalf(text, index)) count++
  }
  return count
}

/** UTF-16 code units, the strictest reading of a limit that is published as "characters". */
export const countUtf16: CountText = (text) => text.length

export interface SplitRules {
  /** Longest part, its number included. */
  readonly max: number
  readonly count: CountText
}

/** Below this no room is left beside the number of a part. */
const LEAST_MAX = 32

const PARAGRAPH = /\n[ \t]*\n\s*/gu
const LINE = /\n\s*/gu
/** A mark that ends a sentence, unless it belongs to a numbered item ("3. ") at the start of a line. */
const SENTENCE = /(?<=[.!?…;]["”’)»\]]*)(?<!(?:^|\n)[ \t]*(?:\d{1,3}|\p{L})\.)\s+/gu
const WORD = /\s+/gu

/** Places to cut at, best first, and how full a part must be for a cut there to be worth it. */
const CUTS = [
  { at: PARAGRAPH, fill: 0.5 },
  { at: LINE, fill: 0.4 },
  { at: SENTENCE, fill: 0.3 },
  { at: WORD, fill: 0 },
] as const

const graphemes = new Intl.Segmenter('vi', { granularity: 'grapheme' })

/**
 * Cuts a text into parts that the platform takes, at the end of a paragraph, else of a line, a
 * sentence, a word, a visible character. More than one part: each starts with its number, "(1/3)", on
 * a line of its own. Blank space at a cut is dropped, nothing else is. A blank text has no parts.
 */
export function splitText(styled: StyledText, rules: SplitRules): StyledText[] {
  if (rules.max < LEAST_MAX) throw new RangeError(`a part needs at least ${LEAST_MAX} characters`)
  const whole = trimRange(styled.text, { start: 0, end: styled.text.length })
  if (whole === null) return []
  const text = styled.text.slice(whole.start, whole.end)
  if (rules.count(text) <= rules.max) return [sliceStyled(styled, whole, '')]
  for (let digits = 1; ; digits++) {
    const label = `(${'9'.repeat(digits)}/${'9'.repeat(digits)})\n`
    const ranges = cutRanges(styled.text, { ...rules, max: rules.max - label.length })
    if (String(ranges.length).length > digits) continue
    return ranges.map((range, index) =>
      sliceStyled(styled, range, `(${index + 1}/${ranges.length})\n`),
    )
  }
}

/** The pieces without numbers and with all blank space: together they are exactly the text. */
export function cutText(text: string, rules: SplitRules): string[] {
  const pieces: string[] = []
  let start = 0
  while (start < text.length) {
    const end = endOfPiece(text, start, rules)
    pieces.push(text.slice(start, end))
    start = end
  }
  return pieces
}

/** The beginning of a text, with an ellipsis where something is left out; for titles and toasts. */
export function shortenText(text: string, rules: SplitRules): string {
  if (rules.count(text) <= rules.max) return text
  const end = graphemeEnds(text, 0, { ...rules, max: rules.max - 1 }).at(-1) ?? 0
  return `${text.slice(0, end).trimEnd()}…`
}

interface Range {
  readonly start: number
  readonly end: number
}

function cutRanges(text: string, rules: SplitRules): Range[] {
  const ranges: Range[] = []
  let start = 0
  for (const piece of cutText(text, rules)) {
    const range = trimRange(text, { start, end: start + piece.length })
    if (range !== null) ranges.push(range)
    start += piece.length
  }
  return ranges
}

function endOfPiece(text: string, start: number, rules: SplitRules): number {
  const ends = graphemeEnds(text, start, rules)
  const last = ends.at(-1)
  if (last === undefined) return cutCluster(text, start, rules)
  if (last === text.length) return last
  const window = text.slice(start, last + 1)
  const allowed = new Set(ends)
  for (const { at, fill } of CUTS) {
    const cut = lastCut(window, at, last - start, (place) => allowed.has(start + place))
    if (cut !== null && cut >= (last - start) * fill) return start + cut
  }
  return last
}

/** The ends of the visible characters that fit, in order. */
function graphemeEnds(text: string, start: number, { max, count }: SplitRules): number[] {
  const ends: number[] = []
  let used = 0
  // A window of a bounded size keeps the cost of a long text linear; the last character of a window
  // that does not reach the end may be cut short, so it is not used.
  const reach = Math.min(text.length, start + max * 4 + 64)
  for (const { segment, index } of graphemes.segment(text.slice(start, reach))) {
    used += count(segment)
    const end = start + index + segment.length
    if (used > max || (end === reach && reach < text.length)) break
    ends.push(end)
  }
  return ends
}

/** A single character longer than a whole part (marks piled on a letter) is cut between code points. */
function cutCluster(text: string, start: number, { max, count }: SplitRules): number {
  let end = start
  let used = 0
  for (const point of text.slice(start, start + max * 2)) {
    used += count(point)
    if (used > max && end > start) break
    end += point.length
  }
  return end
}

function lastCut(
  window: string,
  at: RegExp,
  limit: number,
  allowed: (place: number) => boolean,
): number | null {
  let best: number | null = null
  for (const match of window.matchAll(at)) {
    if (match.index === 0 || match.index > limit) continue
    const place = Math.min(match.index + match[0].length, limit)
    if (allowed(place)) best = place
  }
  return best
}

function trimRange(text: string, { start, end }: Range): Range | null {
  const piece = text.slice(start, end)
  const lead = piece.length - piece.trimStart().length
  if (lead === piece.length) return null
  return { start: start + lead, end: start + piece.trimEnd().length }
}

function sliceStyled(
  { text, spans }: StyledText,
  { start, end }: Range,
  label: string,
): StyledText {
  const kept: TextSpan[] = []
  for (const span of spans) {
    const from = Math.max(span.offset, start)
    const to = Math.min(span.offset + span.length, end)
    if (from < to) {
      kept.push({ style: span.style, offset: from - start + label.length, length: to - from })
    }
  }
  return { text: label + text.slice(start, end), spans: kept }
}

function isSecondHalf(text: string, index: number): boolean {
  const unit = text.charCodeAt(index)
  if (unit < 0xdc00 || unit > 0xdfff || index === 0) return false
  const before = text.charCodeAt(index - 1)
  return before >= 0xd800 && before <= 0xdbff
}
