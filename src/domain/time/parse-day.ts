import { DateTime } from 'luxon'

/**
 * A day as people write it, day before month: `20/3/2026`, `20-3-2026`, `20.3`, `ngày 20 tháng 3 năm 2026`.
 * Without a year: this year's. `YYYY-MM-DD`, or undefined when it is no day of the calendar.
 */
export function parseDay(text: string, now: Date, zone: string): string | undefined {
  const iso = DateTime.fromFormat(text.trim(), 'yyyy-MM-dd', { zone })
  if (iso.isValid) return iso.toFormat('yyyy-MM-dd')
  const match =
    /(\d{1,2})\s*(?:[/.-]|th[aá]ng)\s*(\d{1,2})(?:\s*(?:[/.-]|n[aă]m)\s*(\d{4}))?/iu.exec(
      text.normalize('NFC'),
    )
  if (!match) return undefined
  const year = match[3] ? Number(match[3]) : DateTime.fromJSDate(now, { zone }).year
  const day = DateTime.fromObject(
    { year, month: Number(match[2]), day: Number(match[1]) },
    { zone },
  )
  return day.isValid ? day.toFormat('yyyy-MM-dd') : undefined
}
