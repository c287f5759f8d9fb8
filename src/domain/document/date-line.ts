import { dayPattern, isoDay, writtenDay } from './calendar-day.ts'
import { endsBody } from './body-end.ts'
import { headCells } from './cells.ts'
import { holdsVerb } from './organisation-phrase.ts'
import { cue, lowOf, sliceOf, type Source, type Span } from './source.ts'

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
  const [found] = sliceOf(source.text, region).matchAll(PLACE_AND_DATE)
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
/** "Thứ Bảy, ngày 05/12/2026" says when something is; "Sáng Nhè" is a place. */
const TIME_WORDS = cue(
  '^(?:thứ|chủ nhật|hồi|lúc|vào|thời gian|(?:sáng|trưa|chiều|tối|đêm)(?= (?:thứ|chủ nhật|ngày|mai)| ?,))',
)
const LONE = new RegExp(String.raw`^${PLACE_AND_DATE.source}\d[^,;:]*$`, 'u')

export function isLoneDate(text: string): boolean {
  return text.length <= LONE_MAX && LONE.test(text) && !TIME_WORDS.test(text.toLowerCase())
}

/** A post and a name, "(Đã ký)" and a telephone number are no longer. */
const SIGNER_LINES = 4
const SIGNER_MAX = 60
const SAYS_WHEN = /\d\s?[/.-]\s?\d{1,2}(?!\d)|\d\s?(?:giờ|h)(?!\p{L})/u

function isSigner(source: Source, line: Span): boolean {
  const text = sliceOf(source.text, line)
  if (text.length > SIGNER_MAX || /[.:;,!?…]$/u.test(text) || SAYS_WHEN.test(text)) return false
  return text.startsWith('(') || (/^\p{Lu}/u.test(text) && !holdsVerb(source, line))
}

/** Whether nothing but who signs stands behind a line. */
function isAtFoot(source: Source, lines: readonly Span[], at: number): boolean {
  const behind = lines.slice(at + 1, at + 2 + SIGNER_LINES)
  if ([lines[at], behind[0]].some((line) => line && endsBody(source, line))) return true
  return behind.length <= SIGNER_LINES && behind.every((line) => isSigner(source, line))
}

/** How many lines are those of a head, and how many those with its title and the line below it. */
interface Above {
  head: number
  near: number
}

/**
 * Small bodies and open letters have them in a loose head, under the title or above the signature, in a line
 * or a cell of their own. Anywhere else, or later than `today`, it is the day of what the paper is about.
 */
export function findLoneDate(
  source: Source,
  lines: readonly Span[],
  { head, near }: Above,
  today: string | undefined,
): DateLine | undefined {
  for (const [at, line] of lines.entries()) {
    if (!lowOf(source, line).includes('ngày')) continue
    const cell = headCells(source, line).find(({ text }) => isLoneDate(text))
    const date = cell && (at < near || isAtFoot(source, lines, at)) && findDateLine(source, cell)
    if (!date || date.issuedOn === null) continue
    if (at < head || today === undefined || date.issuedOn <= today) return date
  }
  return undefined
}
