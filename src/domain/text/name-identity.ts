import { hasMarks } from './phrases.ts'
import { toneLast } from './tone-last.ts'
import { wordsAsWritten } from './words-as-written.ts'

const STRAY_D = /[\u00D0\u00F0\u0189\u0256]/gu

/**
 * What two spellings of one person's name share: case, blanks, NFC/NFD and the place of the tone
 * (`Hoà`/`Hòa`) do not count, but every letter and tone does, because Hùng and Hưng are two people.
 */
export function nameIdentity(name: string): string {
  return name.replace(STRAY_D, 'đ').toLowerCase().trim().split(/\s+/u).map(toneLast).join(' ')
}

/**
 * Whether two names with one search key may be one person's: Hùng is not Hưng. Without any mark a name is typed, or was
 * entered, by who sets none, and may be either.
 */
export function mayBeSameName(one: string, other: string): boolean {
  if (!hasMarks(one) || !hasMarks(other)) return true
  return wordsAsWritten(one).join(' ') === wordsAsWritten(other).join(' ')
}
