import type { Asking } from './ask-until-answered.ts'
import type { StoreUpdate } from './channel.ts'
import { sleepFor } from './sleep.ts'

/** Stores one update; a store that is down is asked again until the signal aborts, which gives false. */
export async function storeUntilTaken(
  store: StoreUpdate,
  update: unknown,
  { log, signal, sleep = sleepFor }: Asking,
): Promise<boolean> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      await store(update)
      return true
    } catch (error) {
      log.error({ error, attempt }, 'an update is not stored yet')
      await sleep(Math.min(500 * 2 ** Math.min(attempt, 10), 30_000), signal)
    }
  }
  return false
}
