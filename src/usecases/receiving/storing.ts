/** A database that is away for a moment is nothing to be woken for. */
const STANDS_MS = 5_000
/** Pollers try again after half a minute at most. When nobody has tried for so long, it is not known any more. */
const FORGOTTEN_MS = 90_000

/** Whether updates can be stored, by what came of the latest tries: a database that is read well may have no room left. */
export interface Storing {
  stored(): void
  failed(): void
  /** False while tries have failed for seconds, and none has succeeded since. */
  works(): boolean
}

/** `now`: milliseconds on a clock that only goes on. */
export function createStoring(now: () => number = () => performance.now()): Storing {
  let failing: { readonly since: number; readonly last: number } | undefined
  return {
    stored: () => void (failing = undefined),
    failed: () => void (failing = { since: failing?.since ?? now(), last: now() }),
    works: () =>
      failing === undefined ||
      failing.last - failing.since < STANDS_MS ||
      now() - failing.last > FORGOTTEN_MS,
  }
}
