import { headCells, type Cell } from './cells.ts'
import { findDateLine, findLoneDate, isLoneDate } from './date-line.ts'
import { findDocumentNumbers, type DocumentNumber } from './document-numbers.ts'
import { findKindLine, type KindLine } from './kind-line.ts'
import { hasBlankLineBetween, isAllCapitals, splitLines } from './paragraphs.ts'
import { lowOf, sliceOf, type Source, type Span } from './source.ts'
import { isSaying } from './title-line.ts'

/** What the head block of an official paper says; `bodyStart` is where its body begins. */
export interface Head {
  kindLine: KindLine | undefined
  title: Span | null
  number: DocumentNumber | null
  hasBlankNumber: boolean
  issuedOn: string | null
  impossibleDate: Span | null
  place: string | null
  issuer: string | null
  bodyStart: number
}

const LETTER_LINES = 30
const HEAD_MAX = 6000
const TITLE_LINES = 8
const ADDRESSEE = /^kính\s+gửi/u
const SUBJECT_LINE = /^(?:v\/v|về việc)(?![\p{L}])\s*:?/u
/** At the beginning of a cell: "bão số 14", "TỔ DÂN PHỐ SỐ 3" are no numbers of papers. */
const NUMBER_LINE = /^S(?:ố|Ố)\s*:?\s*(?:\d*\s*(?:[-–/…._]|$)|\p{Lu}+[-/])/u
const RULER = /^[\s*\-–—_.=oO0-]*$/u
const MOTTO = /^(?:cộng h[òo]a|cộng hoà|độc lập|đảng cộng sản việt nam)/u
/** First words of a body; a title never begins so. */
const BODY_OPENING =
  /^(?:căn cứ|kính gửi|thực hiện|ngày \d|sáng|chiều|tối|sau khi|trên cơ sở|xét|theo|để |nhằm|quyết nghị|trong |tại |(?!v\/v)\(?[ivx\d]{1,4}[.)/-])/u
const ORGANISATION =
  /^(?:ủy ban|đảng ủy|đảng bộ|huyện ủy|tỉnh ủy|thành ủy|thị ủy|hội đồng|hội|đoàn|liên đoàn|công đoàn|ban|văn phòng|sở|bộ|phòng|trung tâm|chi bộ|mặt trận|mttq|ubnd|chính phủ|thủ tướng|tỉnh đoàn|huyện đoàn|công an|ban chấp hành|bch|ubmttq|viện|cục|chi cục|trường|thanh tra|quốc hội)(?![\p{L}])/u
/** Others that issue papers; in a title their names are words like others. */
const SMALL_ISSUER =
  /^(?:trạm|chủ tịch\s+(?:ủy ban|ubnd)|thôn|tổ dân phố|khu phố|khối phố|buôn|chi hội|chi đoàn|xã đoàn|hợp tác xã|điện lực|bưu điện|ngân hàng|trưởng thôn)\s+\p{L}/u
/** The second line of a name that did not fit on one: "ỦY BAN NHÂN DÂN" / "XÃ NHƯ XUÂN". */
const NAME_GOES_ON =
  /^(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|đặc khu|thị trấn|và|việt nam)(?![\p{L}])/u

/** A head block is short; whatever stands far behind its beginning is none of it. */
function shorten(region: Span): Span {
  return { start: region.start, end: Math.min(region.end, region.start + HEAD_MAX) }
}

function isIssuer(cell: Cell): boolean {
  return isOfficialIssuer(cell) || (isAllCapitals(cell.text) && SMALL_ISSUER.test(cell.low))
}

function isOfficialIssuer(cell: Cell): boolean {
  return isAllCapitals(cell.text) && !MOTTO.test(cell.low) && ORGANISATION.test(cell.low)
}

/** The last body named above the number: the one above it is its superior. */
function findIssuer(cells: readonly Cell[]): string | null {
  const index = cells.findLastIndex(isIssuer)
  const cell = cells[index]
  if (cell === undefined) return null
  const next = cells
    .slice(index + 1)
    .find((other) => !MOTTO.test(other.low) && !RULER.test(other.text))
  const goesOn = next !== undefined && isAllCapitals(next.text) && NAME_GOES_ON.test(next.low)
  return goesOn ? `${cell.text} ${next.text}` : cell.text
}

function startsBody(source: Source, line: Span): boolean {
  const low = lowOf(source, line)
  const isSmall = /^\p{Ll}/u.test(source.text.slice(line.start, line.start + 1))
  return (BODY_OPENING.test(low) && !isSmall) || RULER.test(low)
}

function goesOnWithTitle(source: Source, above: Span, line: Span): boolean {
  if (startsBody(source, line)) return false
  const text = sliceOf(source.text, line)
  const upper = sliceOf(source.text, above)
  if (isAllCapitals(upper) !== isAllCapitals(text))
    return upper.length < 20 && /^\p{Ll}/u.test(text)
  if (isAllCapitals(text)) return !ORGANISATION.test(lowOf(source, line)) || upper.endsWith(',')
  return (
    /^\p{Ll}/u.test(text) ||
    (!hasBlankLineBetween(source.text, above, line) && /^về(?: việc)?$/iu.test(upper))
  )
}

/** Index behind the last line of the title that begins at `first`. */
function endOfTitle(source: Source, lines: readonly Span[], first: number): number {
  let next = first + 1
  while (next < lines.length && next < first + TITLE_LINES) {
    const above = lines[next - 1]
    const line = lines[next]
    if (above === undefined || line === undefined || !goesOnWithTitle(source, above, line)) break
    next += 1
  }
  return next
}

interface TitleLines {
  title: Span | null
  /** Index of the first line of the body. */
  next: number
}

function titleFrom(source: Source, lines: readonly Span[], first: number): TitleLines {
  const line = lines[first]
  if (line === undefined || startsBody(source, line) || isSaying(source, line))
    return { title: null, next: first }
  const next = endOfTitle(source, lines, first)
  return { title: { start: line.start, end: lines[next - 1]?.end ?? line.end }, next }
}

/** A letter has no line of its kind: its subject stands under the number as "V/v …". */
function letterTitle(source: Source, lines: readonly Span[], addressee: number): Span | null {
  for (const line of lines.slice(0, addressee)) {
    for (const cell of headCells(source, line)) {
      if (SUBJECT_LINE.test(cell.low)) return subjectLines(source, lines, line, cell)
    }
  }
  return null
}

function subjectLines(source: Source, lines: readonly Span[], line: Span, cell: Cell): Span {
  if (cell.end < line.end) return { start: cell.start, end: cell.end }
  const first = lines.indexOf(line)
  let end = cell.end
  for (const next of lines.slice(first + 1, first + 4)) {
    if (!/^\p{Ll}/u.test(source.text.slice(next.start, next.start + 1))) break
    end = next.end
  }
  return { start: cell.start, end }
}

function hasNumberLine(source: Source, region: Span): boolean {
  return splitLines(source.text, region)
    .flatMap((line) => headCells(source, line))
    .some(({ text }) => NUMBER_LINE.test(text))
}

function blankNumber(source: Source, region: Span, number: DocumentNumber | undefined): boolean {
  return number === undefined && hasNumberLine(source, region)
}

/** An incoming stamp ("ĐẾN Số: 1998") is another body's number. */
function ownNumber(source: Source, region: Span): DocumentNumber | undefined {
  return findDocumentNumbers(source.text, region).find(({ start }) => {
    const line = source.low.slice(source.low.lastIndexOf('\n', start) + 1, start)
    return !/(?<!\p{L})đến(?!\p{L})/u.test(line) && /(?:^|\s)số\s*:?\s*$|^\s*$|\t\s*$/u.test(line)
  })
}

function readFormalHead(
  source: Source,
  lines: readonly Span[],
  kindLine: KindLine | undefined,
  addressee: number,
  today: string | undefined,
): Head {
  const titled =
    kindLine === undefined
      ? { title: letterTitle(source, lines, addressee), next: addressee }
      : titleFrom(source, lines, kindLine.isTitle ? kindLine.line : kindLine.line + 1)
  const region = { start: 0, end: lines[titled.next]?.start ?? source.text.length }
  const number = ownNumber(source, shorten(region))
  const kindAt = kindLine === undefined ? addressee : kindLine.line
  const above = lines.slice(0, kindAt).flatMap((line) => headCells(source, line))
  const below = lines.slice(titled.next, titled.next + 3).flatMap((line) => headCells(source, line))
  const date =
    findDateLine(source, shorten(region)) ??
    findLoneDate(source, lines.slice(titled.next), { head: 0, near: 1 }, today)
  return {
    kindLine,
    title: titled.title,
    number: number ?? null,
    hasBlankNumber: blankNumber(source, shorten(region), number),
    issuedOn: date?.issuedOn ?? null,
    impossibleDate: date?.impossible ?? null,
    place: date?.place ?? null,
    // Where the head block was lost, the body that decides still stands under the title.
    issuer: findIssuer(above) ?? findIssuer(below.filter(isOfficialIssuer).slice(0, 1)),
    bodyStart: region.end,
  }
}

/** The head block of an official paper; undefined when the text has none (news, posts, messages). */
export function readHead(source: Source, today?: string): Head | undefined {
  const lines = splitLines(source.text, { start: 0, end: source.text.length })
  const kindLine = findKindLine(source, lines)
  const addressee = lines
    .slice(0, LETTER_LINES)
    .findIndex((line) => ADDRESSEE.test(lowOf(source, line)))
  if (kindLine !== undefined) return readFormalHead(source, lines, kindLine, addressee, today)
  const region = { start: 0, end: lines[addressee]?.start ?? 0 }
  const isLetter =
    addressee > 0 &&
    (ownNumber(source, shorten(region)) !== undefined || hasNumberLine(source, shorten(region)))
  return isLetter ? readFormalHead(source, lines, undefined, addressee, today) : undefined
}

/** Whether a line belongs to a head block and says nothing of its own: a body's name, a motto, a number, a day, a kind. */
export function isHeadLine(source: Source, line: Span): boolean {
  const isKind = findKindLine(source, [line])?.isTitle === false
  return (
    isKind ||
    headCells(source, line).every(
      (cell) =>
        isIssuer(cell) ||
        MOTTO.test(cell.low) ||
        RULER.test(cell.text) ||
        NUMBER_LINE.test(cell.text) ||
        isLoneDate(cell.text),
    )
  )
}

/** How many lines at the beginning belong to a head block, and what they say of whose text it is. */
export function readLooseHead(
  source: Source,
  lines: readonly Span[],
): { count: number; number: DocumentNumber | null; issuer: string | null } {
  const count = Math.max(
    0,
    lines.findIndex((line) => !isHeadLine(source, line)),
  )
  const head = lines.slice(0, count)
  const region = { start: 0, end: head.at(-1)?.end ?? 0 }
  return {
    count,
    number: ownNumber(source, shorten(region)) ?? null,
    issuer: findIssuer(head.flatMap((line) => headCells(source, line))),
  }
}
