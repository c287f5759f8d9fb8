/** Grave, acute, tilde, hook above, dot below: the tones; other marks make another letter. */
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu

/** A word with its tone behind its letters, because people put it on either of two vowels (`hoà`, `hòa`). */
export function toneLast(word: string): string {
  const letters = word.normalize('NFD')
  const tones = letters.match(TONES) ?? []
  return `${letters.replace(TONES, '').normalize('NFC')}${tones.join('')}`
}
