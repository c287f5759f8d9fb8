import { toneLast } from './tone-last.ts'

const STRAY_D = /[\u00D0\u00F0\u0189\u0256]/gu

/**
 * What two spellings of one person's name share: case, blanks, NFC/NFD and the place of the tone
 * (`Hoà`/`Hòa`) do not count, but every letter and tone does, because Hùng and Hưng are two people.
 */
export function nameIdentity(name: string): string {
  return name.replace(STRAY_D, 'đ').toLowerCase().trim().split(/\s+/u).map(toneLast).join(' ')
}
