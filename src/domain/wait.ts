import { beyondClock } from './time/ahead-of-clock.ts'

/** For how long a platform wants to be left alone. */
export interface Wait {
  /** When it said so, by the clock of then. */
  readonly from: Date
  readonly until: Date
}

/**
 * Until when to wait; null: not any more. A wait by a clock that was ahead is not believed: it would hold a bot up for as
 * many hours as the clock was wrong, and a platform that is asked too early says it again.
 */
export function waitingUntil(wait: Wait | null, now: Date): Date | null {
  if (wait === null || wait.until <= now || wait.from > beyondClock(now)) return null
  return wait.until
}
