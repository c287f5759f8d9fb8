import { setTimeout as sleep } from 'node:timers/promises'
import { monotonicNow } from './monotonic-now.ts'
import type { PacedCall, Pacer } from './pacer.ts'

/** Calls of one bot that are out at a time: fewer than the Telegram client has connections, so that none queues behind them. */
export const MOST_CALLS_OUT = 64
/** Longer than this a claimed call does not wait; it goes back and is claimed again later. */
const LONGEST_ARMED_MS = 1_000
/**
 * Later than this after its claim no call leaves: a process that stood still may have lost the lane meanwhile, whose lease is
 * good for ten seconds at least.
 */
export const LONGEST_CLAIMED_MS = 5_000

/** Lets claimed calls out one after another: the pace counts from the moment a call really starts, not from its claim. */
export interface Slots {
  /**
   * Waits for the bot's next slot and takes it; false: that takes too long, the lane ended, the chat freezes, or its claim
   * was asked for too long ago to be trusted.
   */
  take(call: PacedCall, claimedAt: number): Promise<boolean>
  /** A call that had its slot is over. */
  leave(): void
  callsOut(): number
}

export function createSlots(pacer: Pacer, hasEnded: () => boolean): Slots {
  let tail: Promise<unknown> = Promise.resolve()
  let out = 0
  /** One call at a time looks for its slot, so that there is one who waits for another's end. */
  let wakeWaiter: (() => void) | undefined

  const nextEnd = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      wakeWaiter = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const takeAfter = async (
    earlier: Promise<unknown>,
    call: PacedCall,
    claimedAt: number,
  ): Promise<boolean> => {
    const since = monotonicNow()
    let hasStoodStill = false
    await earlier
    for (;;) {
      const now = monotonicNow()
      const wait = pacer.laneReadyAt() - now
      // Only an answer to somebody else can have frozen the chat since this call was claimed.
      const isFrozen = pacer.chatReadyAt(call) > now
      const isStale = now - claimedAt > LONGEST_CLAIMED_MS
      if (hasEnded() || isFrozen || isStale || wait > LONGEST_ARMED_MS) return false
      if (out >= MOST_CALLS_OUT) {
        const patience = since + LONGEST_ARMED_MS - now
        if (patience <= 0) return false
        await nextEnd(patience)
      } else if (wait > 0) {
        await sleep(wait)
        const woke = monotonicNow()
        // Once: nothing has left since, and on a machine whose every timer is late nothing ever would.
        hasStoodStill ||= pacer.stoodStill(woke - now - wait, woke)
      } else {
        pacer.take(call, now)
        out++
        return true
      }
    }
  }

  return {
    take(call, claimedAt) {
      const slot = takeAfter(tail, call, claimedAt)
      tail = slot
      return slot
    },
    leave() {
      out--
      wakeWaiter?.()
    },
    callsOut: () => out,
  }
}
