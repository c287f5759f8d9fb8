import type { Logger } from '../observability/logger.ts'
import { within } from '../storage/within.ts'

/** Something of the service that was started, and how it is stopped. */
export interface Started {
  readonly name: string
  /** Milliseconds after which the others are not kept waiting any longer. */
  readonly limitMs: number
  /** Whether it also takes the time that those before it have left: what it waits for is lost without it. */
  readonly takesRest?: true
  readonly end: () => Promise<unknown>
}

/**
 * Stops what was started, in the reverse order, each within its limit: one that hangs, on a platform
 * or a disk, must not take the time of those after it. What it leaves is judged at the next start, as after
 * a crash.
 */
export async function stopAll(started: Started[], log: Logger): Promise<void> {
  let restMs = 0
  for (let last = started.pop(); last; last = started.pop()) {
    const { name, end } = last
    const limitMs = last.limitMs + (last.takesRest ? restMs : 0)
    const began = performance.now()
    const ending = end().then(
      () => true,
      (error: unknown) => {
        log.warn({ err: error, part: name }, 'a part did not stop as it should')
        return true
      },
    )
    const isInTime = await within(limitMs, ending).catch(() => false)
    if (!isInTime) log.warn({ part: name }, 'a part did not stop in its time')
    restMs += Math.max(0, last.limitMs - (performance.now() - began))
  }
}
