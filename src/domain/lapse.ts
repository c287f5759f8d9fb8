import { DateTime } from 'luxon'
import type { Expiry } from './channel-fact.ts'

/** So many days before the end the owners are told. */
const WARNED_AT: readonly number[] = [14, 7, 3, 1]
/** What renews itself fails only for want of money: one has to look at it once more shortly before. */
const WARNED_AT_OF_RENEWING: readonly number[] = [3, 1]

/** Days from one legal day to another; negative: it is past. */
export function daysUntil(day: string, today: string): number {
  const utc = { zone: 'utc' }
  return Math.round(DateTime.fromISO(day, utc).diff(DateTime.fromISO(today, utc), 'days').days)
}

/**
 * Which warning of an end is due on a day: the nearest that has been reached, so that a service which was down over
 * one sends only the next. Null: too early, or it is over.
 */
export function dueWarning({ on, renews }: Expiry, today: string): number | null {
  const left = daysUntil(on, today)
  if (left < 0) return null
  const reached = (renews ? WARNED_AT_OF_RENEWING : WARNED_AT).filter((days) => left <= days)
  return reached.length === 0 ? null : Math.min(...reached)
}
