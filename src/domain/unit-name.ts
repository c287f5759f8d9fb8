import { isTooLong } from './text/clip.ts'
import { foldKey } from './text/fold-key.ts'
import { shortReply } from './text/short-reply.ts'

const NAME_MAX = 300
const CODE = /^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/
/** Control characters, and marks that turn the reading direction round and so hide what a name says. */
const HIDDEN = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u

/** A unit's name as it is kept: NFC, single blanks; null for one that cannot be a name. */
export function readUnitName(typed: string): string | null {
  const name = typed.normalize('NFC').replace(/\s+/gu, ' ').trim()
  const isName = /[\p{L}\p{N}]/u.test(name) && !HIDDEN.test(name) && !name.includes('|')
  return isName && !isTooLong(name, NAME_MAX) ? name : null
}

/** Whether words in place of a unit's name agree, deny or put off (“ok”, “không”, “để sau”): they would stand in every welcome. */
export function isNoUnitName(typed: string): boolean {
  if (shortReply(typed) !== null) return true
  return /^(?:không|khong|thôi|để sau|de sau|đừng|khỏi)(?![\p{L}\p{M}])/iu.test(
    typed.normalize('NFC').trim(),
  )
}

/** A code that people can type on any phone; null for anything else. */
export function readUnitCode(typed: string): string | null {
  const code = typed.trim()
  return CODE.test(code) ? code : null
}

/**
 * A short code for a name, free among the taken ones: its initials, as offices abbreviate
 * ("Hội Nông dân" → HND), with a number where that is taken.
 */
export function proposeUnitCode(name: string, taken: readonly string[]): string {
  const initials = foldKey(name)
    .replace(/[^a-z0-9 ]/gu, '')
    .split(' ')
    .map((word) => (/^\d+$/u.test(word) ? word : word.slice(0, 1)))
    .join('')
    .toUpperCase()
    .slice(0, 12)
  const base = initials || 'DV'
  const used = new Set(taken.map((code) => code.toUpperCase()))
  if (!used.has(base)) return base
  for (let number = 2; ; number++) if (!used.has(`${base}${number}`)) return `${base}${number}`
}
