import { DateTime } from 'luxon'
import { takeDay, type DayOfPhrase } from './day-of-phrase.ts'
import { NUMBER, readNumber } from './number-word.ts'
import { startPhrase, takeOut, type Phrase } from './phrase.ts'
import { takeTimeOfDay } from './time-of-day.ts'

export type When = { kind: 'at'; at: Date } | { kind: 'past'; at: Date } | { kind: 'unclear' }

/** Nobody types a longer time; anything longer is some other text. */
const LONGEST_PHRASE = 100

const SPAN = String.raw`(?:(?<hours>${NUMBER}) ?(?:gio|tieng|h)(?: ?(?<half>ruoi))?)? ?(?:(?<minutes>${NUMBER}) ?(?:phut|p))?`
/** "sau 8h" may also mean "after eight o'clock", so the short "h" counts only with "nữa". */
const AFTER = new RegExp(String.raw`^ sau ${SPAN} $`, 'u')
const MORE = new RegExp(String.raw`^ ${SPAN} (?:nua|sau) $`, 'u')
const HALF_HOUR = /^ (?:sau )?nua (?:gio|tieng)(?: (?:nua|sau))? $/u
const NOW = /^ (?:gui )?(?:ngay|ngay bay gio|bay gio|luon|ngay lap tuc) $/u
const FILLER = /^(?:\||luc|vao|gui|hen|dung|ngay|nhe|nha|a|-|\.)$/u
/** Without tones "thứ 2 toi" is either "next Monday" or "Monday evening". */
const EVENING_OR_NEXT = / (?:thu \S+|t[2-7]|chu nhat|cn) toi(?= )/u

function readSpan(phrase: Phrase, now: DateTime): When | undefined {
  if (NOW.test(phrase.rest)) return { kind: 'at', at: now.toJSDate() }
  if (HALF_HOUR.test(phrase.rest)) return { kind: 'at', at: now.plus({ minutes: 30 }).toJSDate() }
  const groups = (AFTER.exec(phrase.rest) ?? MORE.exec(phrase.rest))?.groups
  if (groups === undefined) return undefined
  if (AFTER.test(phrase.rest) && /\dh/u.test(phrase.rest)) return { kind: 'unclear' }
  const hours = groups['hours'] === undefined ? 0 : readNumber(groups['hours'])
  const minutes = groups['minutes'] === undefined ? 0 : readNumber(groups['minutes'])
  const total = hours * 60 + minutes + (groups['half'] === undefined ? 0 : 30)
  return total === 0
    ? { kind: 'unclear' }
    : { kind: 'at', at: now.plus({ minutes: total }).toJSDate() }
}

function settleEvening(phrase: Phrase): void {
  phrase.rest = phrase.rest.replace(/(?<= (?:tuan|thang)) toi(?= )/gu, ' next')
}

function isReadWhole(phrase: Phrase): boolean {
  return phrase.rest
    .trim()
    .split(/\s+/u)
    .every((word) => word === '' || FILLER.test(word))
}

function atMinute(day: DateTime, minutes: number): DateTime {
  const start = minutes === 24 * 60 ? day.plus({ days: 1 }) : day
  const rest = minutes % (24 * 60)
  return start.set({ hour: Math.floor(rest / 60), minute: rest % 60 })
}

function settle(day: DayOfPhrase, minutes: number, now: DateTime): When {
  if (day === 'unclear') return { kind: 'unclear' }
  const named = day === 'none' ? now.startOf('day') : day.day
  const at = atMinute(named, minutes)
  if (at > now) return { kind: 'at', at: at.toJSDate() }
  if (day !== 'none' && day.open === true)
    return { kind: 'at', at: at.plus({ weeks: 1 }).toJSDate() }
  return { kind: 'past', at: at.toJSDate() }
}

/**
 * The moment that an officer typed, with or without diacritics: "mai 8h", "8h30 sáng mai",
 * "thứ 2 tuần sau 7h30", "25/12 8:00", "2 giờ nữa". Days are day/month in `zone` (IANA name); a day
 * without a year is the next such day, today included, so a day just gone is next year's. A time
 * without a day is today's and may be `past`. A missing time of day, a word that is not understood,
 * an impossible day or a contradiction ("14h sáng") is `unclear`: nothing is guessed.
 */
export function parseWhen(text: string, now: Date, zone: string): When {
  const local = DateTime.fromJSDate(now, { zone })
  if (text.length > LONGEST_PHRASE || !local.isValid) return { kind: 'unclear' }
  const phrase = startPhrase(text)
  const span = readSpan(phrase, local)
  if (span !== undefined) return span
  settleEvening(phrase)
  const eveningOrNext = EVENING_OR_NEXT.test(phrase.rest)
  const day = takeDay(phrase, local.startOf('day'))
  const minutes = takeTimeOfDay(phrase)
  if (typeof minutes !== 'number' || !isReadWhole(phrase)) return { kind: 'unclear' }
  // Read as evening; an hour that was written on the 24-hour clock is the same either way.
  if (eveningOrNext && !takeOut(startPhrase(text), /(?<!\d)(?:1[7-9]|2[0-3])(?:h|g| gio|:)/u))
    return { kind: 'unclear' }
  return settle(day, minutes, local)
}
