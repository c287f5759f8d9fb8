import type { Turn } from './turn.ts'

/** Clocks differ so much before `doctor` says so. */
const CLOCKS_DIFFER_MS = 30_000

/**
 * What was shown or sent after this moment had not been seen by who said this: it was said hours ago, perhaps, with the machine
 * off. Null: it has just been said, and no clock need be believed.
 */
export function seenUntil({ saidAt, now }: Pick<Turn, 'saidAt' | 'now'>): Date | null {
  const until = saidAt.getTime() + CLOCKS_DIFFER_MS
  return until < now.getTime() ? new Date(until) : null
}
