import { minuteOfDay } from './time/format.ts'

/** Hours in which nothing is sent without a separate choice: 21:30 to 06:00. */
const QUIET_FROM = 21 * 60 + 30
const QUIET_TO = 6 * 60

export function isQuiet(at: Date, zone: string): boolean {
  const minute = minuteOfDay(at, zone)
  return minute >= QUIET_FROM || minute < QUIET_TO
}
