/** A notice planned further ahead than a year is a slip of the finger. */
const LONGEST_WAIT_MS = 366 * 86_400_000

/** Whether a sending is planned for a moment that nobody can mean. */
export function isTooFar(at: Date, now: Date): boolean {
  return at.getTime() - now.getTime() > LONGEST_WAIT_MS
}
