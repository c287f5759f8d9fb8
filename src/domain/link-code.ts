import { randomInt } from 'node:crypto'

/** How long a code from one app can be typed and confirmed in the other, in minutes. */
export const LINK_CODE_MINUTES = 10
/** Wrong codes that an account may type in an hour: with six digits nobody gets far by guessing. */
export const LINK_MISSES_PER_HOUR = 5

const DIGITS = 6

export function newLinkCode(): string {
  return String(randomInt(10 ** DIGITS)).padStart(DIGITS, '0')
}

/** The code where a text is nothing else, written as people type what a bank sends them; null for anything else. */
export function readBareLinkCode(text: string): string | null {
  return /^\d{3}[ .-]?\d{3}$/u.test(text.trim()) ? readLinkCode(text) : null
}

/** The six digits that somebody typed, in groups or not; null for anything else. */
export function readLinkCode(typed: string): string | null {
  const digits = typed.replace(/[\s.-]/gu, '')
  return /^\d{6}$/.test(digits) ? digits : null
}
