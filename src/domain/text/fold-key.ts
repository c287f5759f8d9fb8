/** Eth and African D are typed in place of Vietnamese Đ, which has no canonical decomposition. */
const STRAY_D = /[\u00D0\u00F0\u0110\u0189\u0256\u0111]/gu
/** Soft hyphens and zero-width characters that web copies leave inside words. */
const INVISIBLE = /[\u00AD\u200B-\u200D\u2060\uFEFF]/gu
const COMBINING_MARKS = /\p{M}+/gu
/** Blanks of every kind, dashes and the separators of numbers and dates count as one blank. */
const SEPARATORS = /[\s\u00A0\-\u2010-\u2015\u2212/.,:]+/gu

/**
 * The search key of a text: no tones or other diacritics, `đ` as `d`, lower case, separators folded
 * to single blanks, trimmed. Two spellings that people mix (`hoà/hòa`, NFC/NFD, `Ð/Đ`) share a key.
 * For comparing only; a quoted text is never replaced by its key.
 */
export function foldKey(text: string): string {
  return text
    .replace(INVISIBLE, '')
    .replace(STRAY_D, 'd')
    .toLowerCase()
    .normalize('NFD')
    .replace(COMBINING_MARKS, '')
    .replace(SEPARATORS, ' ')
    .trim()
}
