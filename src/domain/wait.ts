import { beyondClock } from './time/ahead-of-clock.ts'

/** For how long a platform wants to be left alone. */
export interface Wait {
  /** When it said so, by the clock of then. */
  readonly from: Date
  readonly until: Date
}

/** One as its two moments are kept; null: there is none. */
export function waitBetween(from: Date | null, until: Date | null): Wait | null {
  return from && until && { from, until }
}

/**
 * Until when to wait; null: not any more. A wait by a clock that was ahead is not believed: it would hold a bot up for as
 * many hours as the clock was wrong, and a platform that is asked too early says it again.
 */
export function waitingUntil(wait: Wait | null, now: Date): Date | null {
  if (wait === null || wait.until <= now || wait.from > beyondClock(now)) return null
  return wait.until
}

/** After so long a wait or rest, what it held up does not ring at night (`endOfWait`, `nightAfterRest`). */
export const LONG_REST_MS = 10 * 60_000

/**
 * The rest that is remembered when the bot has to rest once more: what comes right after a long one belongs to it, or what has
 * not had its turn since would go as if there had been none.
 */
export function restOf(last: Wait | null, next: Wait): Wait {
  const isLong = last !== null && last.until.getTime() - last.from.getTime() > LONG_REST_MS
  const isRecent = last !== null && last.until.getTime() > next.from.getTime() - LONG_REST_MS
  if (!last || !isLong || !isRecent || last.from > next.from) return next
  return { from: last.from, until: last.until > next.until ? last.until : next.until }
}
