import { toneLast } from './tone-last.ts'

const SEPARATORS = /[^\p{L}\p{M}\p{N}?]+/gu
const STRAY_D = /[\u00D0\u00F0\u0110\u0189\u0256]/gu

/** The words of a text in lower case, each with its tone behind its letters; a question mark stays, as it makes other words of them. */
export function wordsAsWritten(text: string): string[] {
  const words = text
    .replace(/\p{Cf}+/gu, '')
    .replace(STRAY_D, 'đ')
    .toLowerCase()
  return words
    .replace(SEPARATORS, ' ')
    .split(' ')
    .filter((word) => word !== '')
    .map(toneLast)
}
