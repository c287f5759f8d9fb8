import { isoDay, nearestTo } from '../document/calendar-day.ts'
import { dayOf } from './format.ts'

/** Words may stand in front ("Như Xuân, thứ 6, ngày …"); behind the day nothing is left unread. */
const BEFORE = String.raw`^\D*?(?:th[ứu]\s*[2-7]\D+?)?`
const BEHIND = String.raw`[^\p{L}\d]*$`
const DAY_FIRST = new RegExp(
  String.raw`${BEFORE}(?<day>\d{1,2})\s*(?:[/.-]|th[aá]ng)\s*(?<month>\d{1,2})(?:\s*(?:[/.-]|n[aă]m)\s*(?<year>\d{4}|\d{2}))?${BEHIND}`,
  'iu',
)
const YEAR_FIRST = new RegExp(
  String.raw`${BEFORE}(?<year>\d{4})\s*[/.-]\s*(?<month>\d{1,2})\s*[/.-]\s*(?<day>\d{1,2})${BEHIND}`,
  'iu',
)

/**
 * A day as people write it, day before month: `20/3/2026`, `20-3-26`, `20.3`, `ngày 20 tháng 3 năm 2026`; or `2026-03-20`.
 * Without a year: the nearest such day, as a paper is of about now. `YYYY-MM-DD`, or undefined when the whole is no day of the
 * calendar.
 */
export function parseDay(text: string, now: Date, zone: string): string | undefined {
  const typed = text.normalize('NFC')
  const groups = (DAY_FIRST.exec(typed) ?? YEAR_FIRST.exec(typed))?.groups
  if (groups === undefined) return undefined
  const [day, month] = [Number(groups['day']), Number(groups['month'])]
  const year = groups['year']
  if (year === undefined) return nearestTo(dayOf(now, zone), month, day)
  return isoDay(year.length === 2 ? 2000 + Number(year) : Number(year), month, day)
}
