import type { PersonId } from './id.ts'
import { foldKey } from './text/fold-key.ts'

/** As many of one name a screen offers; where there are more it says so. */
export const NAMESAKES_OFFERED = 10

/** Those of a list beside whom it names somebody else in the same way; who stands there twice is one. */
export function namesakesIn<T extends { readonly personId: PersonId; readonly name: string }>(
  people: readonly T[],
): T[] {
  const bearers = new Map<string, Set<PersonId>>()
  for (const { personId, name } of people) {
    const key = foldKey(name)
    bearers.set(key, (bearers.get(key) ?? new Set()).add(personId))
  }
  return people.filter(({ name }) => (bearers.get(foldKey(name))?.size ?? 0) > 1)
}
