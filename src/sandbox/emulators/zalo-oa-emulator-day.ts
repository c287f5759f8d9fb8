/** UTC+7 all year. */
export const VIETNAM_MS = 7 * 3_600_000

/** `DD/MM/YYYY` of a moment, as Vietnam counts days. */
export function dayOf(ms: number): string {
  const [year, month, day] = new Date(ms + VIETNAM_MS).toISOString().slice(0, 10).split('-')
  return `${day}/${month}/${year}`
}
