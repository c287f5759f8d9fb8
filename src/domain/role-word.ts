import type { Role } from './role.ts'
import { foldKey } from './text/fold-key.ts'

/** What is typed for a role: one word without tones, so that the unit's code can follow it. */
const ROLE_WORDS: Readonly<Record<Role, string>> = {
  owner: 'chuquan',
  author: 'soan',
  approver: 'duyet',
  publisher: 'phathanh',
  clerk: 'tiepnhan',
  responder: 'traloi',
  leader: 'truongnhom',
  member: 'thanhvien',
}

/** The role that a typed word means; undefined for none. */
export function readRole(word: string): Role | undefined {
  const key = foldKey(word.replaceAll('_', '')).replaceAll(' ', '')
  const entries = Object.entries(ROLE_WORDS) as [Role, string][]
  return entries.find(([, typed]) => typed === key)?.[0]
}
