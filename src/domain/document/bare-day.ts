import type { Groups } from './calendar-day.ts'
import { nameFromGroups, PERIOD } from './deadline-dates.ts'
import { DAY, HOUR, isDay } from './deadline-day.ts'
import type { FoundDeadline } from './find-deadlines.ts'
import { loose, lowOf, trimSpan, type Source, type Span } from './source.ts'

/** No cell with one day, or two, is longer. */
const LONGEST = 80
const WEEKDAY = String.raw`\(?(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)\)?`
/** "05/12 - 10/12/2026", "ngày 05-10/12/2026": the first of two days. */
const FIRST = String.raw`(?<first>(?:ngày\s+)?\d{1,2}(?:\s?\/\s?\d{1,2}(?:\s?\/\s?\d{4})?)?\s?(?:[-–]|đến)\s?)`
const ONE_DAY = new RegExp(
  loose(String.raw`^(?:(?:đến|tới|vào)\s+)?${HOUR}${DAY}(?:\s*${WEEKDAY})?$`),
  'u',
)
const TWO_DAYS = new RegExp(loose(String.raw`^${FIRST}${DAY}$`), 'u')
/** "5-12/2026": of two days, two months, or one day, nobody can tell. */
const UNCLEAR = /^\d{1,2}\s?[-–]\s?\d{1,2}\s?\/\s?\d{4}$/u
const A_PERIOD = new RegExp(loose(String.raw`^${PERIOD}$`), 'u')
const A_MONTH = /^(?<pm>0?[1-9]|1[0-2])\s?[/-]\s?(?<pmy>20\d\d)$/u

/** In a row "2-3" and "2.5" may be anything; a day is written with a stroke, in words or with its year. */
function isPlain(groups: Groups): boolean {
  const { asign, ay } = groups
  return (asign === undefined || asign === '/' || ay !== undefined) && isDay(groups, '')
}

/** The day, days, month, quarter or year that a cell of a table holds and nothing else, as a deadline. */
export function bareDay(
  source: Source,
  cell: Span,
  from: string | null,
): FoundDeadline | undefined {
  if (cell.end - cell.start > LONGEST) return undefined
  const closed = /[\s.;,]*$/u.exec(lowOf(source, cell))?.[0].length ?? 0
  const span = trimSpan(source.text, { start: cell.start, end: cell.end - closed })
  const words = lowOf(source, span)
  if (UNCLEAR.test(words)) return undefined
  const day = (ONE_DAY.exec(words) ?? TWO_DAYS.exec(words))?.groups
  if (day !== undefined) {
    const op = day['first'] === undefined ? 'within' : 'window'
    return isPlain(day) ? { ...span, op, named: nameFromGroups(day, 'a', from) } : undefined
  }
  const period = (A_PERIOD.exec(words) ?? A_MONTH.exec(words))?.groups
  if (period === undefined || (period['half'] === 'đầu' && !/^0?6/u.test(words))) return undefined
  return { ...span, op: 'within', named: nameFromGroups(period, '', from) }
}
