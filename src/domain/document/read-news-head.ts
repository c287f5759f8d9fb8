import { dayPattern, isoDay, nearestTo, writtenDay } from './calendar-day.ts'
import type { DocumentKind } from './document-reading.ts'
import { findDocumentNumbers, type DocumentNumber } from './document-numbers.ts'
import { findLoneDate } from './date-line.ts'
import { holdsVerb } from './organisation-phrase.ts'
import { splitLines } from './paragraphs.ts'
import { readLooseHead } from './read-head.ts'
import { cue, loose, lowOf, sliceOf, trimSpan, type Source, type Span } from './source.ts'
import { isSaying } from './title-line.ts'

/** What can be told of a news item or a message before its body is read. */
export interface NewsHead {
  kind: DocumentKind
  title: Span | null
  number: DocumentNumber | null
  issuedOn: string | null
  isYearSupplied: boolean
  impossibleDate: Span | null
  issuer: string | null
  /** News of what others said or of what has been: no paper or message of its own. */
  isReport: boolean
  bodyStart: number
  bodyEnd: number
}

const TITLE_MAX = 250
const LEAD_MAX = 600
const SIGNATURE_MAX = 100
const GREETING = /^(?:kính gửi|kính thưa|thưa|đề nghị|yêu cầu|thông báo:|xin|\[)/u
/** What the name of an office begins with; "TM.", "Tin:" may stand before it. */
const ISSUER = new RegExp(
  loose(
    String.raw`^(?:(?:tm|t/m|tl|t/l|tin|nguồn|theo|ảnh|bài)[.:,\s]+)*(?:trung tâm|ban(?! ngày| đêm)|văn phòng|đài|báo|phòng(?! họp| khi)|ubnd|hội(?! viên| trường)|chi hội|đoàn|chi đoàn|ủy ban|đảng ủy|mttq|mặt trận|chi bộ|công an|cổng thông tin|tổ(?! trưởng)|sở|huyện ủy|trạm|trường|bch|btv)(?!\p{L})`,
  ),
  'u',
)
/** A day, an hour or a telephone number: the line says something. */
const FIGURES = /\d[\s/.-]*\d[\s/.-]*\d|\d\s?[/.-]\s?\d|\d\s?(?:giờ|h)(?!\p{L})/u
/** At the head of a sentence or clause, as news tells when it was; "trước ngày 28/11" is a deadline. */
const WHEN = new RegExp(
  String.raw`(?:^|[.,)–-]\s+)(?:vào\s+)?(?:(?:sáng|chiều|tối|trưa|hôm|ngày)\s+)+(?:\(?\s*)?(?:(?:nay|qua)\s*,?\s*\(?)?(?:ngày\s+)?${dayPattern('a')}`,
  'u',
)
/** What is still to come has no day of issue in it. */
const TO_COME = cue('sẽ|dự kiến|kính mời|đề nghị|yêu cầu')
const TOLD_LENGTH = 200
const YEAR =
  /(?<![\d/.-])(?:(?:quý\s+(?:iv|i{1,3}|[1-4])|\d{1,2})\/|năm\s+)(?<year>(?:19|20)\d{2})(?!\d)/gu
const ISSUING = /ban\s+hành[^.;]{0,120}?số\s*:?\s*$/u

const KIND_CUES: readonly [RegExp, DocumentKind][] = [
  [cue('tiếp xúc cử tri'), 'tin_tiep_xuc_cu_tri'],
  [cue('lấy ý kiến|góp ý (?:dự thảo|vào dự thảo)'), 'lay_y_kien'],
  [cue('đối thoại'), 'tin_doi_thoai'],
  [cue('thông báo kết luận|kết luận của|kết luận kiểm tra'), 'tin_ket_luan'],
  [
    cue(
      'ban hành (?:nghị quyết|chỉ thị|kế hoạch|công văn|quyết định|hướng dẫn|thông báo|kết luận|chương trình|công điện)',
    ),
    'tin_van_ban',
  ],
  [cue('làm việc với|buổi làm việc|hội nghị|cuộc họp|phiên họp|họp|giao ban|gặp mặt'), 'tin_hop'],
  [cue('chỉ đạo|yêu cầu|đề nghị|giao|chấn chỉnh|tăng cường'), 'tin_chi_dao'],
]

/** What a text calls itself in its first words. */
const CALLED_INVITATION = /^[^\p{L}]*(?:giấy|thư)\s+mời(?!\p{L})/u
/** "Kính mời các đồng chí dự họp", "Chi bộ thôn Yên Cát kính mời …"; behind a comma or a stop it is a word of a report. */
const INVITES = new RegExp(
  loose(
    String.raw`^[^\p{L}]*(?:kính (?:gửi|thưa) [^.,;:!?]{1,100}[.,;:!]\s*)?(?:(?:[^.,;:!?]{1,80} )?(?:kính|trân trọng) |xin )?mời(?!\p{L}):?[^.;:!?]{0,200}(?<!\p{L})(?:dự|họp|sinh hoạt)(?!\p{L}| án| kiến| toán| thảo)`,
  ),
  'u',
)
const CALLED_ANNOUNCEMENT = /^[^\p{L}]*thông\s+báo(?!\s+(?:nhanh\s+)?kết\s+quả)(?!\p{L})/u
/** News of what others said. */
const REPORTS: readonly DocumentKind[] = [
  'tin_hop',
  'tin_doi_thoai',
  'tin_tiep_xuc_cu_tri',
  'tin_ket_luan',
  'tin_van_ban',
]
/** News of what has been; an announcement of one tells what is to come. */
const MEETINGS: readonly DocumentKind[] = ['tin_hop', 'tin_doi_thoai', 'tin_tiep_xuc_cu_tri']

function newsKind(source: Source, title: Span | null, lead: Span): DocumentKind {
  const start = lowOf(source, title ?? lead)
  if (CALLED_INVITATION.test(start) || INVITES.test(start)) return 'giay_moi'
  const kind = kindByCue(source, title, lead)
  return CALLED_ANNOUNCEMENT.test(start) && MEETINGS.includes(kind) ? 'khac' : kind
}

function kindByCue(source: Source, title: Span | null, lead: Span): DocumentKind {
  for (const span of [title, lead]) {
    if (span === null) continue
    const words = lowOf(source, span)
    const found = KIND_CUES.find(([pattern]) => pattern.test(words))
    if (found !== undefined) return found[1]
  }
  return 'khac'
}

function isTitle(source: Source, line: Span, count: number): boolean {
  const low = lowOf(source, line)
  if (count < 2 || low.length > TITLE_MAX) return false
  return !GREETING.test(low) && !/[;:,]$/u.test(low) && !isSaying(source, line)
}

/** The last line, when it is the name of an office and not a sentence. */
function signatureLine(source: Source, lines: readonly Span[]): Span | undefined {
  const last = lines.at(-1)
  if (last === undefined || lines.length < 3) return undefined
  const text = sliceOf(source.text, last)
  const isName = text.length <= SIGNATURE_MAX && !/[.!?;:…]$/u.test(text) && /^\p{Lu}/u.test(text)
  const low = lowOf(source, last)
  const says = FIGURES.test(low) || holdsVerb(source, last)
  return isName && ISSUER.test(low) && !says ? last : undefined
}

interface NewsDate {
  issuedOn: string | null
  isYearSupplied: boolean
  impossible: Span | null
}

const NO_DATE: NewsDate = { issuedOn: null, isYearSupplied: false, impossible: null }

/** A year said beside the day ("quý I/2025") holds when it is the only one. */
function onlyYear(words: string): number | undefined {
  const years = new Set(Array.from(words.matchAll(YEAR), (found) => Number(found.groups?.['year'])))
  return years.size === 1 ? [...years][0] : undefined
}

function newsDate(source: Source, lead: Span, today: string | undefined): NewsDate {
  const words = source.low.slice(lead.start, Math.min(lead.end, lead.start + LEAD_MAX))
  const found = WHEN.exec(words)
  const told = found === null ? '' : words.slice(0, found.index + found[0].length + TOLD_LENGTH)
  const written = TO_COME.test(told.split(/[.;]\s/u)[0] ?? '')
    ? undefined
    : writtenDay(found?.groups ?? {}, 'a')
  if (found === null || written === undefined) return NO_DATE
  const year = written.year ?? onlyYear(words)
  const day =
    year === undefined
      ? today === undefined
        ? undefined
        : nearestTo(today, written.month, written.day)
      : isoDay(year, written.month, written.day)
  const isKnownYear = written.year !== undefined
  const start = lead.start + found.index
  return {
    issuedOn: day ?? null,
    isYearSupplied: !isKnownYear && day !== undefined,
    impossible:
      year !== undefined && day === undefined ? { start, end: start + found[0].length } : null,
  }
}

/** In news of a paper, the number behind "ban hành … số" is the paper's own. */
function announcedNumber(source: Source, span: Span): DocumentNumber | null {
  const found = findDocumentNumbers(source.text, span).find(({ start }) =>
    ISSUING.test(source.low.slice(Math.max(0, start - 160), start)),
  )
  return found ?? null
}

/** Title, date, office and kind of a text without a head block. */
export function readNewsHead(source: Source, today: string | undefined): NewsHead {
  const whole = { start: 0, end: source.text.length }
  const lines = splitLines(source.text, whole)
  // A body's name or a number above it is no title.
  const head = readLooseHead(source, lines)
  const below = lines.slice(head.count)
  const first = below[0] ?? { start: 0, end: 0 }
  const title = isTitle(source, first, below.length) ? first : null
  const rest = title === null ? below : below.slice(1)
  const signature = signatureLine(source, lines)
  const lead = rest.find((line) => source.text[line.start] !== '[') ?? trimSpan(source.text, whole)
  const kind = newsKind(source, title, {
    start: lead.start,
    end: Math.min(lead.end, lead.start + LEAD_MAX),
  })
  // A message without a title is no report: the days in it are deadlines and appointments.
  const told = title === null ? NO_DATE : newsDate(source, lead, today)
  const above = { head: head.count, near: lines.length - rest.length + 1 }
  const signed = told === NO_DATE ? findLoneDate(source, lines, above, today) : undefined
  const date = signed === undefined ? told : { ...NO_DATE, issuedOn: signed.issuedOn }
  return {
    kind,
    title,
    number: head.number ?? (kind === 'tin_van_ban' ? announcedNumber(source, whole) : null),
    issuedOn: date.issuedOn,
    isYearSupplied: date.isYearSupplied,
    impossibleDate: date.impossible,
    issuer: signature === undefined ? head.issuer : sliceOf(source.text, signature),
    isReport: REPORTS.includes(kind) || told.issuedOn !== null,
    bodyStart: rest[0]?.start ?? source.text.length,
    bodyEnd: signature?.start ?? source.text.length,
  }
}
