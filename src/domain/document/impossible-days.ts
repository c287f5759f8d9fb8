import { isoDay, writtenDay, type Groups, type WrittenDay } from './calendar-day.ts'
import { isOfLunarCalendar, LUNAR_BEHIND } from './lunar.ts'
import { cue, loose, type Source, type Span } from './source.ts'

/** What one writes within a day: the number that begins the next line belongs to that. */
const GAP = String.raw`[\x20\t\u00a0]`
/** Where "ngày" opens a list ("ngày 29, 30 và 31/11"), the day with the month comes last. */
const LISTED = loose(String.raw`(?:\d{1,2}${GAP}?(?:,|-|–|và|hoặc|đến)${GAP}?){0,6}`)
const NAMED = String.raw`(?<named>ngày${GAP}+(?:mùng${GAP}+|mồng${GAP}+)?${LISTED})`
/** Without "ngày", these still say that a day comes; "31/11" alone may be a house or a share. */
const TIMED = loose(
  String.raw`(?<timed>(?:sáng|chiều|tối|trưa|đêm|hôm|nay|qua|trước|hết|vào|từ|đến|tới|chậm nhất|hạn chót|chủ nhật|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7]))[\x20,(]{1,3})`,
)
/** A number of a document goes on with letters, a decimal or a share with other signs. */
const FIGURES = String.raw`(?<d>\d{1,2})(?<sign>${GAP}?/${GAP}?|[.-])(?<m>\d{1,2})(?:\k<sign>(?<y>\d{4,6}))?(?![\p{L}\d/]|${GAP}?%|[-–]\p{L}|[.,]\d)`
const WORDS = String.raw`(?<d2>\d{1,2})${GAP}+tháng${GAP}+(?<m2>\d{1,2})(?:${GAP}*(?:năm${GAP}+|[/.-])(?<y2>\d{4,6}))?(?!\d|\s+(?:ngày|tuần))`
const DAY = new RegExp(
  String.raw`(?<![\p{L}\p{N}]|\d[/.,-])(?:${NAMED}|${TIMED})?(?<day>${WORDS}|${FIGURES})`,
  'gu',
)
const NUMBER_BEFORE = cue(
  '(?:số|mục|điều|khoản|nhà|hẻm|ngõ|ngách|thửa|lô|tờ|bản đồ|tỷ lệ|tỉ lệ|giấy phép|hồ sơ)\\s*:?\\s*$',
)
/** "trong ngày 20/12 hộ" is a share. */
const WITHIN_BEFORE = cue('trong\\s*$')
/** Words behind make a count of it, or an address: "từ 30/2 lớp học", "tối 31/11 Nguyễn Trãi". */
const ENDS_THERE = /^[ \t\u00a0]*(?:[.,;:()!?\n\r]|$)/u
const LUNAR = new RegExp(`^${LUNAR_BEHIND}`, 'u')
const LOOK = 40

function isOfCalendar({ day, month, year }: WrittenDay): boolean {
  // Year 2000 is a leap year: a day that does not exist in it exists in none. History is older than isoDay.
  const known = year === undefined || (year >= 1000 && year < 1900) ? 2000 : year
  return isoDay(known, month, day) !== undefined
}

interface Found extends WrittenDay {
  readonly groups: Groups
  readonly before: string
  readonly behind: string
}

/**
 * Whether figures, and what stands about them, mean a day and nothing else. An ordinary text must not be found fault with: a
 * share, a house or a stretch of numbers that is taken for a day hides what is truly to be looked at.
 */
function isMeant({ groups, day, month, year, before, behind }: Found): boolean {
  const hasMonth = month >= 1 && month <= 12
  const isSlash = groups['sign'] === undefined || groups['sign'].includes('/')
  if (groups['named'] !== undefined && year !== undefined) return true
  if (!hasMonth || day < 1) return false
  if (groups['named'] !== undefined) return !WITHIN_BEFORE.test(before)
  if (day > 31 || !isSlash || NUMBER_BEFORE.test(before)) return false
  if (year !== undefined) return true
  return groups['timed'] !== undefined && ENDS_THERE.test(behind)
}

/** The days written anywhere in a text that no calendar has, in UTF-16 places. */
export function findImpossibleDays({ low }: Source): Span[] {
  return Array.from(low.matchAll(DAY)).flatMap((found) => {
    const groups = found.groups ?? {}
    const end = found.index + found[0].length
    const start = end - (groups['day'] ?? '').length
    const written = writtenDay(groups, '')
    if (written === undefined || isOfCalendar(written)) return []
    const before = low.slice(Math.max(0, found.index - LOOK), found.index)
    const behind = low.slice(end, end + LOOK)
    if (!isMeant({ ...written, groups, before, behind })) return []
    const isLunar = LUNAR.test(behind) && isOfLunarCalendar(written.day, written.month)
    return isLunar ? [] : [{ start, end }]
  })
}
