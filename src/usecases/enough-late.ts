import type { Deps } from '../deps.ts'

/** What else is to be made again waits behind this. */
const LONGEST_MS = 10_000

/** From when on a sweep leaves what is too late to the next one; of copies and of reminders, each from its own beginning. */
export function enoughLate(clock: Deps['clock']): () => boolean {
  const until = clock.now().getTime() + LONGEST_MS
  return () => clock.now().getTime() >= until
}
