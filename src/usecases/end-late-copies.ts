import type { Deps } from '../deps.ts'
import { endLate } from '../storage/sending/end-late.ts'
import { enoughLate } from './enough-late.ts'

/** Ends copies that are too late; of a great many as far as there is time, the others with the next sweep. */
export async function endLateCopies({
  store,
  clock,
  settings,
}: Pick<Deps, 'store' | 'clock'> & {
  readonly settings: Pick<Deps['settings'], 'timeZone'>
}): Promise<void> {
  const now = clock.now()
  await endLate(store, { now, timeZone: settings.timeZone, isEnough: enoughLate(clock) })
}
