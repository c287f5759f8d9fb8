import { dayOf } from '../../domain/time/format.ts'

/** Zalo counts its days in Vietnam. */
const ZONE = 'Asia/Ho_Chi_Minh'
const DATE = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?!\d)/u
const ISO = /^(\d{4})-(\d{2})-(\d{2})(?!\d)/u
const MOMENT = /^\d{10}(?:\d{3})?$/u

/** The legal day of an end as Zalo writes it: a date, or seconds or milliseconds since 1970; null: none that can be read. */
export function readOaDay(text: string | null): string | null {
  const given = text?.trim() ?? ''
  if (MOMENT.test(given))
    return dayOf(new Date(Number(given) * (given.length === 10 ? 1000 : 1)), ZONE)
  const [, day, month, year] = DATE.exec(given) ?? []
  if (day && month && year) return realDay(year, month.padStart(2, '0'), day.padStart(2, '0'))
  const [, isoYear, isoMonth, isoDay] = ISO.exec(given) ?? []
  return isoYear && isoMonth && isoDay ? realDay(isoYear, isoMonth, isoDay) : null
}

function realDay(year: string, month: string, day: string): string | null {
  const text = `${year}-${month}-${day}`
  const at = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text) ? text : null
}
