import { NUMBER, readNumber } from './number-word.ts'
import { takeOut, type Phrase } from './phrase.ts'

type PartOfDay = 'morning' | 'noon' | 'afternoon' | 'evening' | 'night'

/** Minutes after midnight of the named day (1440 = the midnight that ends it), or what is missing. */
export type TimeOfDay = number | 'none' | 'unclear'

const CLOCK = new RegExp(
  String.raw`(?<![\da-z/.:-])(?<hour>${NUMBER})\s*(?:(?:h|g|gio)(?![a-z])|:(?=\d{2}))\s*(?:(?<less>kem)\s+)?(?:(?<half>ruoi)|(?<minute>\d{1,2})(?![\d/.:-]|\s*(?:h|gio)\b)\s*(?:phut|p)?)?(?![\da-z:/.-])`,
  'u',
)

const PARTS: readonly [RegExp, PartOfDay][] = [
  [/ (?:buoi )?sang(?= )/u, 'morning'],
  [/ (?:buoi )?trua(?= )/u, 'noon'],
  [/ (?:buoi )?chieu(?= )/u, 'afternoon'],
  [/ (?:buoi )?(?:evening|toi)(?= )/u, 'evening'],
  [/ (?:night|dem|khuya)(?= )/u, 'night'],
]

/** Hours that a part of the day may be said with, and how far each is from the 24-hour clock. */
const SPANS: Readonly<Record<PartOfDay, readonly { from: number; to: number; add: number }[]>> = {
  morning: [{ from: 1, to: 11, add: 0 }],
  noon: [
    { from: 10, to: 14, add: 0 },
    { from: 1, to: 2, add: 12 },
  ],
  afternoon: [
    { from: 12, to: 18, add: 0 },
    { from: 1, to: 6, add: 12 },
  ],
  evening: [
    { from: 17, to: 23, add: 0 },
    { from: 5, to: 11, add: 12 },
  ],
  night: [
    { from: 18, to: 24, add: 0 },
    { from: 9, to: 12, add: 12 },
  ],
}

function takePart(phrase: Phrase): PartOfDay | undefined {
  for (const [pattern, part] of PARTS) {
    if (takeOut(phrase, pattern) !== undefined) return part
  }
  return undefined
}

function onTwentyFourHours(hour: number, part: PartOfDay | undefined): number | undefined {
  if (part === undefined) return hour <= 24 ? hour : undefined
  const span = SPANS[part].find(({ from, to }) => hour >= from && hour <= to)
  return span === undefined ? undefined : hour + span.add
}

function minutesOf(groups: Record<string, string | undefined>): number | undefined {
  const minute = groups['half'] === undefined ? Number(groups['minute'] ?? '0') : 30
  if (minute > 59) return undefined
  if (groups['less'] === undefined) return minute
  return minute === 0 ? undefined : -minute
}

/** Takes "8h30 sáng", "14 giờ", "7 giờ kém 15", "19:30" out of the phrase. */
export function takeTimeOfDay(phrase: Phrase): TimeOfDay {
  const clock = takeOut(phrase, CLOCK)
  const part = takePart(phrase)
  if (clock?.groups === undefined) return 'none'
  const hour = onTwentyFourHours(readNumber(clock.groups['hour'] ?? ''), part)
  const minute = minutesOf(clock.groups)
  if (hour === undefined || minute === undefined) return 'unclear'
  const total = hour * 60 + minute
  return total < 0 || total > 24 * 60 ? 'unclear' : total
}
