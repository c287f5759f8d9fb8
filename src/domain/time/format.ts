import { DateTime } from 'luxon'

/** `20/03/2023` from `2023-03-20`. */
export function formatDay(day: string): string {
  const [year, month, date] = day.split('-')
  return `${date}/${month}/${year}`
}

/** `07:30 ngày 24/11/2026` as the clocks of the zone show it; `onDay` is the word between, in another language. */
export function formatMoment(at: Date, zone: string, onDay = 'ngày'): string {
  return DateTime.fromJSDate(at, { zone }).toFormat(`HH:mm '${onDay}' dd/MM/yyyy`)
}

/** The legal day (`YYYY-MM-DD`) on which a moment falls. */
export function dayOf(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd')
}

/** Minutes after midnight on the clocks of the zone. */
export function minuteOfDay(at: Date, zone: string): number {
  const local = DateTime.fromJSDate(at, { zone })
  return local.hour * 60 + local.minute
}

/** The moment at which a legal day (`YYYY-MM-DD`) is over. */
export function endOfDay(day: string, zone: string): Date {
  return DateTime.fromISO(day, { zone }).plus({ days: 1 }).startOf('day').toJSDate()
}

/** The last legal day (`YYYY-MM-DD`) of the calendar month. */
export function lastDayOfMonth(at: Date, zone: string): string {
  return DateTime.fromJSDate(at, { zone }).endOf('month').toFormat('yyyy-MM-dd')
}

/** The legal day (`YYYY-MM-DD`) that many months before another. */
export function monthsBefore(day: string, months: number): string {
  return DateTime.fromISO(day).minus({ months }).toFormat('yyyy-MM-dd')
}

/** When the calendar month began in the zone. */
export function startOfMonth(at: Date, zone: string): Date {
  return DateTime.fromJSDate(at, { zone }).startOf('month').toJSDate()
}
