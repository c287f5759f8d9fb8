/** Clocks of several machines differ by seconds, and one that is being set goes back by a moment. */
const CLOCKS_DIFFER_MS = 60_000

/**
 * What was written down at a later moment than this was written by a clock that was ahead, or ours is behind: a machine
 * that starts with a wrong clock has it set as soon as the network is there. When it was is not known.
 */
export function beyondClock(now: Date): Date {
  return new Date(now.getTime() + CLOCKS_DIFFER_MS)
}
