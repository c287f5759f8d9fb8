import { graphemes } from './graphemes.ts'

/** In UTF-16 units: what people see as one character may be built of hundreds of marks. */
const UNITS_A_CHARACTER = 8

/** How many characters a person sees in a text. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of graphemes(text)) count += 1
  return count
}

/** Cuts for a list or a button at `max` characters as people see them, with `…` in place of the rest. */
export function clip(text: string, max: number): string {
  if (text.length <= max) return text
  let end = 0
  let count = 0
  for (const { index, text: character } of graphemes(text)) {
    if (count < max) end = index
    count += 1
    if (count > max || index + character.length > UNITS_A_CHARACTER * max)
      return `${text.slice(0, end)}…`
  }
  return text
}

/** Whether a text has more than `max` characters, as people see them, or is far beyond in bytes. */
export function isTooLong(text: string, max: number): boolean {
  return text.length > UNITS_A_CHARACTER * max || (text.length > max && countCharacters(text) > max)
}
