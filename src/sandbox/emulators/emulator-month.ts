/** Month of a time (UTC), for counters that start again with each month. */
export function monthOf(now: number): string {
  return new Date(now).toISOString().slice(0, 7)
}
