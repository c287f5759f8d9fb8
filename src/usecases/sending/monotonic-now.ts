/** Milliseconds that never run backwards, whatever happens to the wall clock. */
export function monotonicNow(): number {
  return performance.now()
}
