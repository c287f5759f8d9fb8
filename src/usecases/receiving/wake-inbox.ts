import type { Enqueue } from '../../../jobs/catalogue.ts'

/** Says that something is in the inbox; cheap, may be called for every update. */
export type WakeInbox = () => void

const LEAST_GAP_MS = 50

/**
 * Wakes the inbox at once, then at most every fifty milliseconds: a burst of a thousand updates is
 * twenty jobs. The last wake is never swallowed.
 */
export function createInboxWaker(enqueue: Enqueue, gapMs: number = LEAST_GAP_MS): WakeInbox {
  let resting = false
  let wanted = false
  const wake = (): void => {
    if (resting) {
      wanted = true
      return
    }
    resting = true
    wanted = false
    void enqueue({ name: 'process-inbox', data: {} })
    setTimeout(() => {
      resting = false
      if (wanted) wake()
    }, gapMs).unref()
  }
  return wake
}
