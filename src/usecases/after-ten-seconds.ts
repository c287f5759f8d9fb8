import type { Deps } from '../deps.ts'

/** What else is to be made again waits behind this. */
const LONGEST_MS = 10_000

/** Says from ten seconds after now on that it is enough: what a run of a job has not ended by then is left to the next one. */
export function afterTenSeconds(clock: Deps['clock']): () => boolean {
  const until = clock.now().getTime() + LONGEST_MS
  return () => clock.now().getTime() >= until
}
