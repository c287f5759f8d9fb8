import {
  endOfMonth,
  isoDay,
  nextOnOrAfter,
  writtenDay,
  type Groups,
  type WrittenDay,
} from './calendar-day.ts'
import { isOfLunarCalendar, LUNAR_BEHIND } from './lunar.ts'

/** What a deadline's words name: a day, why none, and whether the year had to be supplied. */
export interface NamedDay {
  date: string | null
  isImpossible: boolean
  isYearSupplied: boolean
  /** One of the lunar calendar, of which no day of ours is made. */
  isLunar: boolean
}

/** Of words that name neither a day nor a period; of no others. */
export const NO_DAY: NamedDay = {
  date: null,
  isImpossible: false,
  isYearSupplied: false,
  isLunar: false,
}

/** Of words that name a day by the one on which they are read ("ngày mai"): which that is, the text does not say. */
export const RELATIVE_DAY: NamedDay = { ...NO_DAY }

/** Month, quarter, half-year or year on lower-case text; `moon` or `lunar` where it is of the lunar calendar. */
export const PERIOD = String.raw`(?:(?:tháng\s+(?<pm>\d{1,2})(?:\s*(?:năm\s+|[/.-])(?<pmy>\d{4,6}))?(?![\d/])|tháng\s+(?<moon>giêng|chạp)(?!\p{L})(?:\s+năm\s+\d{4})?|quý\s+(?<pq>iv|i{1,3}|[1-4])(?:\s*(?:năm\s+|[/.-]\s?)(?<pqy>\d{4,6}))?(?![\d\p{L}])|(?:(?:0?6|sáu)\s+tháng\s+)?(?<half>(?<=(?:6|sáu)\s+tháng\s+)đầu|cuối)\s+năm(?:\s+(?<phy>\d{4}))?(?!\d)|năm\s+(?<py>\d{4})(?!\d))(?<lunar>${LUNAR_BEHIND})?)`

const QUARTERS: Readonly<Record<string, number>> = { i: 1, ii: 2, iii: 3, iv: 4 }

function supply(
  year: string | undefined,
  from: string | null,
  make: (year: number) => string | undefined,
): NamedDay {
  if (year !== undefined) {
    const date = make(Number(year)) ?? null
    return { ...NO_DAY, date, isImpossible: date === null }
  }
  // Year 2000 is a leap year: a day that does not exist in it exists in none.
  if (make(2000) === undefined) return { ...NO_DAY, isImpossible: true }
  const date = from === null ? null : (nextOnOrAfter(from, make) ?? null)
  return { ...NO_DAY, date, isYearSupplied: date !== null }
}

/** The day itself; a missing year is that of the next such day on or after `from`. */
function nameDay(written: WrittenDay, from: string | null): NamedDay {
  const year = written.year === undefined ? undefined : String(written.year)
  return supply(year, from, (candidate) => isoDay(candidate, written.month, written.day))
}

/** The last day of the named period; a missing year is that of the next such period. */
function nameEndOfPeriod(groups: Groups, from: string | null): NamedDay {
  const { pm, pq, half } = groups
  if (pm !== undefined) return supply(groups['pmy'], from, (year) => endOfMonth(year, Number(pm)))
  if (pq !== undefined) {
    const quarter = QUARTERS[pq] ?? Number(pq)
    return supply(groups['pqy'], from, (year) => endOfMonth(year, quarter * 3))
  }
  if (half !== undefined) {
    return supply(groups['phy'], from, (year) => endOfMonth(year, half === 'đầu' ? 6 : 12))
  }
  return supply(groups['py'], from, (year) => isoDay(year, 12, 31))
}

function isLunar(groups: Groups): boolean {
  return groups['moon'] !== undefined || groups['lunar'] !== undefined
}

/** A lunar day is left as it is written, unless the paper says which day of ours it is ("tức ngày 30/01/2027"). */
function nameLunar(groups: Groups, prefix: string, from: string | null): NamedDay {
  const ours = writtenDay(groups, 'b')
  if (ours !== undefined) return nameDay(ours, from)
  const { day, month } = writtenDay(groups, prefix) ?? { day: 1, month: 1 }
  return { ...NO_DAY, isLunar: true, isImpossible: !isOfLunarCalendar(day, month) }
}

/** The day that the groups of dayPattern(prefix) or PERIOD name; NO_DAY when they hold neither. */
export function nameFromGroups(groups: Groups, prefix: string, from: string | null): NamedDay {
  if (isLunar(groups)) return nameLunar(groups, prefix, from)
  const written = writtenDay(groups, prefix)
  if (written !== undefined) return nameDay(written, from)
  const hasPeriod = ['pm', 'pq', 'half', 'py'].some((name) => groups[name] !== undefined)
  return hasPeriod ? nameEndOfPeriod(groups, from) : NO_DAY
}

/** "trước tháng 8/2026" ends where the month begins. */
export function nameStartOfPeriod(groups: Groups, from: string | null): NamedDay {
  if (isLunar(groups)) return nameLunar(groups, '', from)
  const { pm, pq } = groups
  const month = pm === undefined ? ((QUARTERS[pq ?? ''] ?? Number(pq)) - 1) * 3 + 1 : Number(pm)
  const year = pm === undefined ? (groups['pqy'] ?? groups['py']) : groups['pmy']
  if (pm === undefined && pq === undefined) {
    return supply(year, from, (candidate) => isoDay(candidate, 1, 1))
  }
  return supply(year, from, (candidate) => isoDay(candidate, month, 1))
}
