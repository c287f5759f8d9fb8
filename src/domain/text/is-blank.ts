/** Blanks of every kind, what is drawn as nothing, and the empty pattern of Braille. */
const NOTHING_SEEN = /^[\p{Z}\p{Cc}\p{Cf}\p{DI}\s\u2800]*$/u

/** Whether a person sees nothing in a text. */
export function isBlank(text: string): boolean {
  return NOTHING_SEEN.test(text)
}
