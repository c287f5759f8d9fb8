import { nameIdentity } from '../domain/text/name-identity.ts'
import type { Store } from './store.ts'

/** Keyed hashes of a name: `exact` is shared by its spellings, `plain` by nothing else. */
export function nameMarks(store: Store, name: string): { exact: string; plain: string } {
  const mark = (kind: string, text: string) => store.keys.lookup(kind, text).toString('base64url')
  return { exact: mark('import.name', nameIdentity(name)), plain: mark('import.spelling', name) }
}
