export type JsonObject = { readonly [key: string]: unknown }

// A string is matched first and kept, so digits inside one are never touched.
const STRING_OR_LONG_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g

/**
 * Parses JSON with integers of sixteen digits or more kept as strings: Zalo's ids are above 2^53 and some
 * answers carry them without quotes. Throws a SyntaxError like `JSON.parse`.
 */
export function parseJsonKeepingIds(text: string): unknown {
  return JSON.parse(
    text.replace(STRING_OR_LONG_NUMBER, (token) => (token.startsWith('"') ? token : `"${token}"`)),
  )
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
