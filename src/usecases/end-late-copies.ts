import type { Deps } from '../deps.ts'
import { endAwaiting, endLate } from '../storage/sending/end-late.ts'
import { afterTenSeconds } from './after-ten-seconds.ts'

/**
 * Ends copies that are too late; of a great many as far as there is time, the others with the next sweep. The card of what
 * has ended before says so: what goes on is counted anyway.
 */
export async function endLateCopies({
  store,
  clock,
  settings,
  enqueue,
}: Pick<Deps, 'store' | 'clock' | 'enqueue'> & {
  readonly settings: Pick<Deps['settings'], 'timeZone'>
}): Promise<void> {
  const options = {
    now: clock.now(),
    timeZone: settings.timeZone,
    isEnough: afterTenSeconds(clock),
  }
  await endLate(store, options)
  for (const broadcastId of await endAwaiting(store, options))
    await enqueue({ name: 'update-progress', data: { broadcastId } })
}
