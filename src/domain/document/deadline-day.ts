import { dayPattern, writtenDay, type Groups } from './calendar-day.ts'
import { LUNAR_BEHIND, LUNAR_DAY } from './lunar.ts'
import { loose } from './source.ts'

const PART_OF_DAY = String.raw`(?:(?:cuối\s+)?(?:(?:giờ|buổi)\s+)?(?:sáng|trưa|chiều|tối|đêm)|cuối(?=\s+ngày))(?!\p{L})`
const WEEKDAY = String.raw`(?:thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ\s+nhật)(?![\p{L}\p{N}])`
/** "16 giờ 30", "16h30'", "16g00". */
export const CLOCK = String.raw`\d{1,2}\s?(?:giờ|h|g|:)\s?(?:\d{2})?(?:\s?(?:phút|['’′]))?`
const WEEK = String.raw`tuần\s+(?:này|tới|sau)`
/** A day, or a week or month, as seen from the one on which it is written. */
const RELATIVE = String.raw`(?:(?:sáng|trưa|chiều|tối|đêm)\s+(?:nay|mai)|(?:ngày\s+)?(?:hôm\s+nay|mai)|(?<=ngày\s)kia|(?:(?:đầu|giữa|cuối)\s+)?(?:${WEEK}|tháng\s+(?:này|tới|sau))|cuối\s+tuần)(?!\p{L})`
/** A part of a month or a year, or a day of a month that is not named: what it means, whoever reads it knows. */
const VAGUE = String.raw`(?:cuối\s+(?:tháng|năm)|(?:đầu|giữa)\s+năm(?:\s+(?:nay|sau|tới|\d{4}))?|ngày\s+\d{1,2}(?![\d/-]|\.\d)(?:\s+tháng\s+(?:này|sau|tới))?(?!\s+(?:tháng|của|hằng|hàng|mỗi)(?!\p{L})))(?![\p{L}\d])`
/** What may stand before the day: "17h00 chiều thứ Sáu, ". */
export const HOUR = String.raw`(?:${CLOCK}[\s,]*)?(?:${PART_OF_DAY}[\s,]*)?(?:\(?${WEEKDAY}\)?[\s,(]*)?(?:${RELATIVE}[\s,(]*)?`
/** The same without a day of the calendar behind it. */
export const HOUR_OF_RELATIVE = String.raw`(?:${CLOCK}[\s,]*)?(?:(?:${PART_OF_DAY}[\s,]*)?${WEEKDAY}(?:\s+(?:${WEEK}|này|tới))?(?!\s+(?:của\s+)?(?:hằng|hàng|mỗi))|${RELATIVE}|${VAGUE})`

const SOLAR = String.raw`\s*\((?:tức|nhằm)(?:\s+là)?[^()\d]{0,30}${dayPattern('b')}(?:\s+dương\s+lịch)?\)`

/**
 * A day as a deadline names it, with groups a… of dayPattern; of "ngày 5-10 tháng 12" it is the last. `moon` or `lunar` where it
 * is one of the lunar calendar, b… for the day of ours that may follow it in brackets.
 */
export const DAY = String.raw`(?<named>ngày\s+)?(?:(?<moon>${LUNAR_DAY})|(?:(?:mùng|mồng)\s+)?(?:\d{1,2}\s?[-–]\s?(?=\d{1,2}\s+tháng\s))?${dayPattern('a')})(?<lunar>${LUNAR_BEHIND})?(?:${SOLAR})?`

const TIMES = String.raw`ngày|tuần|tháng|giờ|phút|năm(?! nay| sau| tới| \d)|lần`
const counted = (what: string): RegExp =>
  new RegExp(loose(String.raw`^\s*(?:${what})(?!\p{L})`), 'u')
/** Behind figures they make a count of them: "trước 2-3 ngày". */
const COUNTED_TIME = counted(TIMES)
/** The same where an amount may be meant: "trong 5-7 ngày", "hết 2/3 số tiền". */
const COUNTED = counted(
  String.raw`${TIMES}|số(?! liệu| lượng)|tổng(?! hợp)|hộ|người|học viên|thành viên|hội viên|đoàn viên|đảng viên|đại biểu|trang|tiêu chí|chỉ tiêu|khối lượng|kế hoạch|diện tích|điểm|km|ha|tỷ|triệu|đồng`,
)
/** Nothing is counted in what begins so. */
const GOES_ON = new RegExp(
  loose(
    String.raw`^\s*(?:[.,;:()!?]|$|(?:để|nhằm|tại|về|qua|bằng|cho|và|phải|gửi|nộp|báo cáo|theo)(?!\p{L}))`,
  ),
  'u',
)

/** What stands before figures: "trước", "chậm nhất" name a day; "trong", "không quá" an amount as well as a day. */
export type Lead = 'day' | 'amount' | 'either'

/**
 * Whether what DAY has found is a day: a share ("1/3 số phiếu"), a span ("2-3 trang") or a count is none, unless "ngày" or a
 * year says so. What names a day and is in no calendar passes, to be pointed out.
 */
export function isDay(groups: Groups, behind: string, lead: Lead = 'either'): boolean {
  const written = writtenDay(groups, 'a')
  if (written === undefined || written.year !== undefined || groups['lunar'] !== undefined)
    return true
  const { day, month } = written
  const isCount =
    lead === 'day'
      ? COUNTED_TIME.test(behind)
      : day < 1 || day > 31 || month < 1 || month > 12 || COUNTED.test(behind)
  if (groups['named'] !== undefined) return lead !== 'amount' || !isCount
  const sign = groups['asign']
  if (isCount || sign === undefined) return !isCount
  if (lead === 'amount') return false
  // "2-3" is a span wherever it can be one.
  return sign !== '-' || day > month || GOES_ON.test(behind)
}
