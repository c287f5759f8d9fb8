const UTF16_LE = [0xff, 0xfe]
const UTF16_BE = [0xfe, 0xff]

function startsWith(bytes: Uint8Array, mark: readonly number[]): boolean {
  return mark.every((byte, index) => bytes[index] === byte)
}

/** Name for TextDecoder of how a text is encoded, by its byte order mark; without one UTF-8. */
export function encodingOf(bytes: Uint8Array): string {
  if (startsWith(bytes, UTF16_LE)) return 'utf-16le'
  return startsWith(bytes, UTF16_BE) ? 'utf-16be' : 'utf-8'
}

/** Text from UTF-8 (with or without byte order mark) or UTF-16 with one; undefined when it is neither. */
export function decodeText(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
