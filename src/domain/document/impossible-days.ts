import { isoDay } from './calendar-day.ts'
import { cue, loose, type Source, type Span } from './source.ts'

/** Where "ngày" opens a list ("ngày 29, 30 và 31/11"), the day with the month comes last. */
const LISTED = loose(String.raw`(?:\d{1,2}\s?(?:,|-|–|và|hoặc|đến)\s?){0,6}`)
const NAMED = String.raw`(?<named>ngày\s+(?:mùng\s+|mồng\s+)?${LISTED})`
/** Without "ngày", these still say that a day comes; "31/11" alone may be a house or a share. */
const TIMED = loose(
  String.raw`(?<timed>(?:sáng|chiều|tối|trưa|đêm|hôm|nay|qua|trước|hết|vào|từ|đến|tới|chậm nhất|hạn chót|chủ nhật|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7]))[ ,(]{1,3})`,
)
/** A number of a document goes on with letters, a decimal or a share with other signs. */
const FIGURES = String.raw`(?<d>\d{1,2})\s?(?<sign>[/.-])\s?(?<m>\d{1,2})(?:\s?\k<sign>\s?(?<y>\d{4,6}))?(?![\p{L}\d/%]|[-–]\p{L}|[.,]\d)`
const WORDS = String.raw`(?<d2>\d{1,2})\s+tháng\s+(?<m2>\d{1,2})(?:\s*(?:năm\s+|[/.-])(?<y2>\d{4,6}))?(?!\d|\s+(?:ngày|tuần))`
const DAY = new RegExp(
  String.raw`(?<![\p{L}\p{N}]|\d[/.,-])(?:${NAMED}|${TIMED})?(?<day>${WORDS}|${FIGURES})`,
  'gu',
)
const NUMBER_BEFORE = cue('(?:số|mục|điều|khoản)\\s*:?\\s*$')
/** "trong ngày 20/25 hộ" is a share, "ngày 20-25 hằng tháng" a stretch. */
const WITHIN_BEFORE = cue('trong\\s*$')
/** A lunar month has thirty days at most, whichever it is. */
const LUNAR_BEHIND = /^[\s(]{0,3}(?:năm\s+\p{L}+\s+\p{L}+\s*)?(?:âm\s+lịch|âl)(?!\p{L})/u
const LOOK = 30

interface Written {
  readonly day: number
  readonly month: number
  readonly year: number | undefined
}

function isOfCalendar({ day, month, year }: Written): boolean {
  // Year 2000 is a leap year: a day that does not exist in it exists in none. History is older than isoDay.
  const known = year === undefined || (year >= 1000 && year < 1900) ? 2000 : year
  return isoDay(known, month, day) !== undefined
}

/** Whether figures, and what stands about them, mean a day and nothing else. */
function isMeant(groups: Readonly<Record<string, string | undefined>>, before: string): boolean {
  const month = Number(groups['m2'] ?? groups['m'])
  const hasMonth = month >= 1 && month <= 12
  if (groups['named'] !== undefined) {
    const isShare = groups['sign'] !== '/' || WITHIN_BEFORE.test(before)
    return hasMonth || groups['m2'] !== undefined || !isShare
  }
  if (NUMBER_BEFORE.test(before)) return false
  if (groups['y'] !== undefined) return groups['sign'] === '/'
  return hasMonth && (groups['m2'] !== undefined || groups['timed'] !== undefined)
}

/** The days written anywhere in a text that no calendar has, in UTF-16 places. */
export function findImpossibleDays({ low }: Source): Span[] {
  return Array.from(low.matchAll(DAY)).flatMap((found) => {
    const groups = found.groups ?? {}
    const end = found.index + found[0].length
    const start = end - (groups['day'] ?? '').length
    const year = groups['y2'] ?? groups['y']
    const written = {
      day: Number(groups['d2'] ?? groups['d']),
      month: Number(groups['m2'] ?? groups['m']),
      year: year === undefined ? undefined : Number(year),
    }
    if (isOfCalendar(written)) return []
    if (!isMeant(groups, low.slice(Math.max(0, found.index - LOOK), found.index))) return []
    const isLunar = written.day <= 30 && LUNAR_BEHIND.test(low.slice(end, end + LOOK))
    return isLunar && written.month <= 12 ? [] : [{ start, end }]
  })
}
