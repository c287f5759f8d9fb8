import type { Asking } from './ask-until-answered.ts'
import { sleepFor } from './sleep.ts'

/** Longer than a person takes to wonder. */
const LOOK_EVERY_MS = 300_000

/**
 * Sets a webhook, and again whenever it does not stand any more, until the signal aborts: the service that polls, or another
 * tool, takes it away, and nobody would hear the bot until the next start.
 */
export async function keepWebhook(
  webhook: {
    /** Asks until the platform agrees; may reject when the signal aborts. */
    readonly set: () => Promise<void>
    /** Whether it may be let be, also where the platform does not say. */
    readonly stands: () => Promise<boolean>
  },
  { signal, sleep = sleepFor }: Pick<Asking, 'signal' | 'sleep'>,
): Promise<void> {
  try {
    while (!signal.aborted) {
      await webhook.set()
      for (let stands = true; stands && !signal.aborted;) {
        await sleep(LOOK_EVERY_MS, signal)
        stands = signal.aborted || (await webhook.stands())
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}
