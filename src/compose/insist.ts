import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '../observability/logger.ts'

const AGAIN_MS = 5_000
/** Tries. */
const TELL_EVERY = 60

/**
 * What `step` comes to, tried until it does not fail: what happens once in the life of a process must not be missed
 * because the database is away in that moment. Rejects only by the signal. Says a failure that stays the same once in five
 * minutes.
 */
export async function insist<T>(
  { log, signal }: { readonly log: Logger; readonly signal: AbortSignal },
  { what, ...fields }: { readonly what: string; readonly platform: string },
  step: () => Promise<T>,
): Promise<T> {
  let told: string | undefined
  for (let tries = 0; ; tries++) {
    signal.throwIfAborted()
    try {
      return await step()
    } catch (error) {
      signal.throwIfAborted()
      const words = String(error)
      if (words !== told || tries % TELL_EVERY === 0) log.warn({ err: error, ...fields }, what)
      told = words
    }
    await sleep(AGAIN_MS, undefined, { signal })
  }
}
