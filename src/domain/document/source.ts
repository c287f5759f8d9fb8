/** A stretch of the source in UTF-16 units, half-open. */
export interface Span {
  start: number
  end: number
}

/**
 * A text together with its reading copy: lower case, tone marks of oa, oe, uy in one place, Eth as đ.
 * Both have the same length, so a place found in one holds in the other.
 */
export interface Source {
  text: string
  low: string
}

const BEFORE_TONE: readonly [string, string][] = [
  ['o', 'àáảãạ'],
  ['o', 'èéẻẽẹ'],
  ['u', 'ỳýỷỹỵ'],
]
const TONED_FIRST: Readonly<Record<string, string>> = { o: 'òóỏõọ', u: 'ùúủũụ' }
const PLAIN_SECOND = ['a', 'e', 'y']

function tonePairs(): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const [row, [first, seconds]] of BEFORE_TONE.entries()) {
    for (const [index, second] of Array.from(seconds).entries()) {
      const toned = TONED_FIRST[first]?.[index] ?? first
      pairs.set(first + second, toned + (PLAIN_SECOND[row] ?? ''))
    }
  }
  return pairs
}

const TONE_PAIRS = tonePairs()
const TONE_PAIR = new RegExp(String.raw`(?<!q)(?:${[...TONE_PAIRS.keys()].join('|')})`, 'gu')

/** Tone marks as in "hòa, thủy"; "hoà, thuỷ" are the same words. Keeps the length. */
function placeTones(text: string): string {
  return text.replace(TONE_PAIR, (pair) => TONE_PAIRS.get(pair) ?? pair)
}

function lowerCase(text: string): string {
  const lower = text.toLowerCase()
  if (lower.length === text.length) return lower
  // A few foreign letters grow when lowered; they stay as they are.
  return Array.from(text, (letter) => {
    const small = letter.toLowerCase()
    return small.length === letter.length ? small : letter
  }).join('')
}

/** Prepares a text for reading. */
export function toSource(text: string): Source {
  return { text, low: placeTones(lowerCase(text)).replace(/[ðɖ]/gu, 'đ') }
}

/**
 * A pattern of whole words to be run on the reading copy. Written in lower case with single blanks;
 * a blank matches any run of blanks and line ends.
 */
export function cue(pattern: string, flags = 'u'): RegExp {
  return new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${loose(pattern)})(?![\p{L}\p{N}])`, flags)
}

/** The same without the demand of word ends. */
export function loose(pattern: string): string {
  return placeTones(pattern).replace(/ /gu, String.raw`\s+`)
}

/** The span without blanks at its ends. */
export function trimSpan(text: string, span: Span): Span {
  let { start, end } = span
  while (start < end && /\s/u.test(text[start] ?? '')) start += 1
  while (end > start && /\s/u.test(text[end - 1] ?? '')) end -= 1
  return { start, end }
}

/** Whether a sticky pattern matches the reading copy at this place. */
export function standsAt(pattern: RegExp, source: Source, at: number): boolean {
  pattern.lastIndex = at
  return pattern.test(source.low)
}

/** How long the match of a sticky pattern is that begins at this place of the reading copy; null: there is none. */
export function lengthAt(pattern: RegExp, source: Source, at: number): number | null {
  pattern.lastIndex = at
  return pattern.exec(source.low)?.[0].length ?? null
}

export function sliceOf(text: string, span: Span): string {
  return text.slice(span.start, span.end)
}

/** The words of a span on the reading copy. */
export function lowOf(source: Source, span: Span): string {
  return sliceOf(source.low, span)
}
