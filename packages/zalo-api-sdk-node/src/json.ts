export type JsonObject = { readonly [key: string]: unknown }

/** A quote, or an integer of sixteen digits or more that is no part of a fraction or an exponent. */
const QUOTE_OR_LONG_INTEGER = /"|(?<![\d.eE+-])-?\d{16,}(?![\d.eE])/g

/**
 * Parses JSON with integers of sixteen digits or more kept as strings: Zalo's ids are above 2^53 and some
 * answers carry them without quotes. Throws a SyntaxError like `JSON.parse`.
 */
export function parseJsonKeepingIds(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return /\d{16}/.test(text) ? JSON.parse(quoteLongIntegers(text)) : value
}

/** `text` is valid JSON, so every string ends; what is inside one stays. */
function quoteLongIntegers(text: string): string {
  const pieces: string[] = []
  const pattern = new RegExp(QUOTE_OR_LONG_INTEGER)
  let from = 0
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (match[0] === '"') {
      pattern.lastIndex = endOfString(text, match.index)
      continue
    }
    pieces.push(text.slice(from, match.index), `"${match[0]}"`)
    from = pattern.lastIndex
  }
  return [...pieces, text.slice(from)].join('')
}

/** The place after the quote that closes the string which `start` opens. */
function endOfString(text: string, start: number): number {
  for (let quote = text.indexOf('"', start + 1); ; quote = text.indexOf('"', quote + 1)) {
    if (quote === -1) return text.length
    let slashes = 0
    while (text[quote - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return quote + 1
  }
}

/** The value as an object; an empty one for anything else, so that reading a field never throws. */
export function asObject(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {}
}

export function asArray(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** An id or a text: strings as they are, numbers in decimals, anything else empty. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : ''
}

/** A number that may come as a string (`"90000"`); null when it is neither. */
export function asNumber(value: unknown): number | null {
  if (typeof value === 'string' && value.trim() === '') return null
  const number = typeof value === 'string' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** The last moment of the year 9999, beyond which databases and date formats take no time. */
const LAST_TIME = 253_402_300_799_999

/** Milliseconds since 1970 as a moment; null when they are no number, or none that can be a platform's time. */
export function asTime(value: unknown): Date | null {
  const time = asNumber(value)
  return time === null || time < 0 || time > LAST_TIME ? null : new Date(time)
}

/** A text, or null when there is none. */
export function asTextOrNull(value: unknown): string | null {
  return asText(value) || null
}

/** A yes or no that may come as a text or as 1 and 0; null when it is neither. */
export function asBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value
  if (value === 1 || value === '1' || value === 'true') return true
  return value === 0 || value === '0' || value === 'false' ? false : null
}

/** Only what has a value: an absent field must not be sent as `null` or as an empty one. */
export function withoutUndefined(fields: JsonObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** The composed form: Vietnamese typed in pieces counts up to a third longer against the limits of a text. */
export function composed(text: string): string
export function composed(text: string | undefined): string | undefined
export function composed(text: string | undefined): string | undefined {
  return text?.normalize('NFC')
}
