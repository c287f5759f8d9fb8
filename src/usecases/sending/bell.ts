import { setTimeout as sleep } from 'node:timers/promises'

/** Each look at what is in hand costs; three hundred a second are enough. */
const GATHER_MS = 3

/** Wakes one waiter: by a ring, or when its time is up. */
export interface Bell {
  ring(): void
  /** Resolves at the next ring, at once if it has rung since the last wait, or after `ms`; Infinity: at a ring only. */
  wait(ms: number): Promise<void>
}

export function createBell(): Bell {
  let hasRung = false
  let wake: (() => void) | undefined
  return {
    ring() {
      hasRung = true
      wake?.()
    },
    async wait(ms) {
      if (!hasRung)
        await new Promise<void>((resolve) => {
          const timer = ms === Infinity ? undefined : setTimeout(resolve, ms)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      // What rings within the same moment, such as the answers to many calls, is seen at once.
      await sleep(GATHER_MS)
      hasRung = false
      wake = undefined
    },
  }
}
