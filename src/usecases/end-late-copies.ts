import type { Deps } from '../deps.ts'
import { endLate } from '../storage/sending/end-late.ts'

/** What else is to be made again waits behind this. */
const LONGEST_MS = 10_000

/** Ends copies that are too late; of a great many as far as there is time, the others with the next sweep. */
export async function endLateCopies({
  store,
  clock,
  settings,
}: Pick<Deps, 'store' | 'clock'> & {
  readonly settings: Pick<Deps['settings'], 'timeZone'>
}): Promise<void> {
  const now = clock.now()
  const until = now.getTime() + LONGEST_MS
  const isEnough = (): boolean => clock.now().getTime() >= until
  await endLate(store, { now, timeZone: settings.timeZone, isEnough })
}
