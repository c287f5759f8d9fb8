import { DateTime } from 'luxon'
import { NUMBER, readNumber } from './number-word.ts'
import { takeOut, type Phrase } from './phrase.ts'

/** Years to look ahead for a day without a year: 29 February can be eight years away (2096-2104). */
const YEARS_AHEAD = 8

const WEEKDAY = String.raw`(?:thu (?<weekday>[2-7]|hai|ba|tu|nam|sau|bay)|t(?<short>[2-7])|(?<sunday>chu nhat|cn))`
const WEEK = String.raw`(?:tuan (?<week>sau nua|sau|next|toi|nay))`
const NEXT_WEEKDAY = new RegExp(
  String.raw` (?:ngay )?${WEEKDAY}(?: (?:${WEEK}|(?<coming>next)|nay))?(?= )`,
  'u',
)
const WEEK_FIRST = new RegExp(String.raw` ${WEEK} (?:vao )?(?:ngay )?${WEEKDAY}(?= )`, 'u')
const ISO = /(?<![\d/.:-])(?<year>\d{4})-(?<month>\d{1,2})-(?<day>\d{1,2})(?![\d/.:-])/u
const NUMERIC =
  /(?<![\d/.:-])(?:ngay )?(?:m[uo]ng )?(?<day>\d{1,2})[/.-](?<month>\d{1,2})(?:[/.-](?<year>\d{4}|\d{2}))?(?![\d/.:-]|h\b)/u
const WORDED =
  / (?:ngay )?(?:m[uo]ng )?(?<day>\d{1,2}) (?:thang (?<month>\d{1,2})(?:(?: nam |[/-])(?<year>\d{4}))?)(?= )/u
const DAY_OF_MONTH = / ngay (?<day>\d{1,2})(?: thang (?<which>nay|sau|next|toi))?(?= )/u
const LATER = new RegExp(
  String.raw` (?:sau (?<after>${NUMBER}) (?<afterUnit>ngay|tuan)|(?<count>${NUMBER}) (?<unit>ngay|tuan) (?:nua|sau))(?= )`,
  'u',
)
const NEARBY: readonly [RegExp, number][] = [
  [/ (?:hom nay|(?<=(?:sang|trua|chieu|evening|toi|night|dem) )nay)(?= )/u, 0],
  [/ (?:ngay mai|mai)(?= )/u, 1],
  [/ ngay kia(?= )/u, 2],
  [/ in3days(?= )/u, 3],
  [/ hom qua(?= )/u, -1],
  [/ hom kia(?= )/u, -2],
]

/** The day a phrase names, at 00:00 in its zone. `open`: a weekday that may also be a week later. */
export type DayOfPhrase = { day: DateTime; open?: boolean } | 'none' | 'unclear'

type Groups = Record<string, string | undefined>

function isPresent(day: DayOfPhrase): boolean {
  return day !== 'none'
}

function fullYear(year: string): number {
  return year.length === 2 ? 2000 + Number(year) : Number(year)
}

function calendarDay(groups: Groups, today: DateTime): DayOfPhrase {
  const month = Number(groups['month'])
  const day = Number(groups['day'])
  const year = groups['year']
  const first = year === undefined ? today.year : fullYear(year)
  const last = year === undefined ? today.year + YEARS_AHEAD : first
  for (let candidate = first; candidate <= last; candidate += 1) {
    const date = DateTime.fromObject({ year: candidate, month, day }, { zone: today.zone })
    if (date.isValid && (year !== undefined || date >= today)) return { day: date }
  }
  return 'unclear'
}

function weekdayNumber(groups: Groups): number {
  if (groups['sunday'] !== undefined) return 7
  return readNumber(groups['short'] ?? groups['weekday'] ?? '') - 1
}

function weekday(groups: Groups, today: DateTime): DayOfPhrase {
  const wanted = weekdayNumber(groups)
  const week = groups['week']
  if (week !== undefined) {
    const weeks = week === 'nay' ? 0 : week === 'sau nua' ? 2 : 1
    return { day: today.startOf('week').plus({ weeks, days: wanted - 1 }) }
  }
  const ahead = (wanted - today.weekday + 7) % 7
  if (groups['coming'] !== undefined) return { day: today.plus({ days: ahead === 0 ? 7 : ahead }) }
  return { day: today.plus({ days: ahead }), open: true }
}

function dayOfMonth(groups: Groups, today: DateTime): DayOfPhrase {
  const day = Number(groups['day'])
  const which = groups['which']
  const month = today
    .startOf('month')
    .plus({ months: which === undefined || which === 'nay' ? 0 : 1 })
  const inMonth = month.set({ day })
  if (inMonth.month !== month.month || day === 0) return 'unclear'
  if (which !== undefined || inMonth >= today) return { day: inMonth }
  const later = month.plus({ months: 1 })
  const inNext = later.set({ day })
  return inNext.month === later.month ? { day: inNext } : 'unclear'
}

function later(groups: Groups, today: DateTime): DayOfPhrase {
  const count = readNumber(groups['after'] ?? groups['count'] ?? '')
  const unit = groups['afterUnit'] ?? groups['unit']
  return { day: today.plus({ days: unit === 'tuan' ? count * 7 : count }) }
}

function takeNearby(phrase: Phrase, today: DateTime): DayOfPhrase {
  for (const [pattern, days] of NEARBY) {
    if (takeOut(phrase, pattern) !== undefined) return { day: today.plus({ days }) }
  }
  return 'none'
}

type Reader = (groups: Groups, today: DateTime) => DayOfPhrase

const READERS: readonly [RegExp, Reader][] = [
  [ISO, calendarDay],
  [WORDED, calendarDay],
  [NUMERIC, calendarDay],
  [WEEK_FIRST, weekday],
  [NEXT_WEEKDAY, weekday],
  [LATER, later],
  [DAY_OF_MONTH, dayOfMonth],
]

function agree(found: readonly DayOfPhrase[]): DayOfPhrase {
  const [first, second, ...more] = found
  if (first === undefined) return 'none'
  if (second === undefined) return first
  if (more.length > 0 || first === 'unclear' || second === 'unclear') return 'unclear'
  if (first === 'none' || second === 'none') return 'unclear'
  // "thứ Sáu 25/12": the weekday must be that day's weekday, whichever week it is read in.
  const sameWeekday = first.day.weekday === second.day.weekday
  const same = second.open === true ? sameWeekday : first.day.hasSame(second.day, 'day')
  return same ? first : 'unclear'
}

/** Takes every naming of a day out of the phrase; two that contradict each other are unclear. */
export function takeDay(phrase: Phrase, today: DateTime): DayOfPhrase {
  const found: DayOfPhrase[] = []
  for (const [pattern, read] of READERS) {
    const match = takeOut(phrase, pattern)
    if (match?.groups !== undefined) found.push(read(match.groups, today))
  }
  found.push(takeNearby(phrase, today))
  return agree(found.filter(isPresent))
}
