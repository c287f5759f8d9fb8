import { dayPattern, isoDay, writtenDay } from './calendar-day.ts'
import { cellsOf } from './cells.ts'
import { splitLines } from './paragraphs.ts'
import type { Source, Span } from './source.ts'

/** Names of the highlands have apostrophes ("Cư M'gar", "Ea H’leo"). */
const PLACE_WORD = String.raw`\p{L}(?:[\p{L}.]|['’‘ʼ\x60´](?=\p{L}))*`
/** "Phan Rang - Tháp Chàm": one name with a dash. */
const PLACE_NAME = String.raw`(?=\p{Lu})${PLACE_WORD}(?:[ \u00a0](?:[-–][ \u00a0])?${PLACE_WORD}){0,6}`
/** A number is a part of the name behind such a word only: "Số 05, ngày …" names no place. */
const NUMBERED = String.raw`(?:(?<=[Pp]hường|PHƯỜNG|[Qq]uận|QUẬN|[Xx]ã|XÃ|[Tt]hôn|[Bb]uôn|[Xx]óm|[Kk]hóm|[ấẤ]p|[Kk]hu phố|[Tt]ổ)[ \u00a0]|(?<=[PQ]\.)[ \u00a0]?)\d{1,2}`
const PLACE_AND_DATE = new RegExp(
  String.raw`(?<![\p{L}\d/'’-])(?<place>${PLACE_NAME}(?:${NUMBERED})?)\s?,\s*[Nn]gày\s+`,
  'gu',
)
const DATE = new RegExp(`^${dayPattern('a')}`, 'u')

/** Place and day of a paper, as its head has them. */
export interface DateLine {
  issuedOn: string | null
  place: string | null
  impossible: Span | null
}

/** The place and the day that a head has; undefined where it has none. */
export function findDateLine(source: Source, region: Span): DateLine | undefined {
  const [found] = source.text.slice(region.start, region.end).matchAll(PLACE_AND_DATE)
  if (found === undefined) return undefined
  const place = found.groups?.['place'] ?? null
  const start = region.start + found.index + found[0].length
  const date = DATE.exec(source.low.slice(start, region.end))
  const written = writtenDay(date?.groups ?? {}, 'a')
  // "ngày    tháng    năm 2026" was left blank: the place stands, the day is not written.
  if (written?.year === undefined) return { issuedOn: null, place, impossible: null }
  const issuedOn = isoDay(written.year, written.month, written.day) ?? null
  const end = start + (date?.[0].length ?? 0)
  return { issuedOn, place, impossible: issuedOn === null ? { start, end } : null }
}

/** A name of a place and a day are no longer. */
const LONE_MAX = 100
const LONE = new RegExp(String.raw`^${PLACE_AND_DATE.source}\d[^,;:]*$`, 'u')

export function isLoneDate(text: string): boolean {
  return text.length <= LONE_MAX && LONE.test(text)
}

/** Small bodies and open letters have them under the title or above the signature: in a line or a cell of their own. */
export function findLoneDate(source: Source, start: number): DateLine | undefined {
  for (const line of splitLines(source.text, { start, end: source.text.length })) {
    const cell = cellsOf(source, line).find(({ text }) => isLoneDate(text))
    const date = cell && findDateLine(source, cell)
    if (date?.issuedOn != null) return date
  }
  return undefined
}
