import { minuteOfDay } from './time/format.ts'

/** Hours in which nothing is sent without a separate choice: 21:30 to 06:00. */
const QUIET_FROM = 21 * 60 + 30
const QUIET_TO = 6 * 60
const DAY = 24 * 60
const MINUTE_MS = 60_000

export function isQuiet(at: Date, zone: string): boolean {
  const minute = minuteOfDay(at, zone)
  return minute >= QUIET_FROM || minute < QUIET_TO
}

/** Quiet hours of one night. */
export interface Night {
  readonly from: Date
  readonly until: Date
}

/** The night in which a moment lies; null: it is day. */
export function nightAt(at: Date, zone: string): Night | null {
  if (!isQuiet(at, zone)) return null
  const minute = minuteOfDay(at, zone)
  const begunMs = Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS
  return {
    from: new Date(begunMs - ((minute - QUIET_FROM + DAY) % DAY) * MINUTE_MS),
    until: new Date(begunMs + ((QUIET_TO - minute + DAY) % DAY) * MINUTE_MS),
  }
}
