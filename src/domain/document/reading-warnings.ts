import { bareDay } from './bare-day.ts'
import { RELATIVE_DAY } from './deadline-dates.ts'
import type { FoundDeadline } from './find-deadlines.ts'
import { clip } from '../text/clip.ts'
import { findImpossibleDays } from './impossible-days.ts'
import type { LeftOut } from './left-out.ts'
import type { FoundItem, UnrecognisedPoint } from './read-body.ts'
import { rowCells } from './table-rows.ts'
import { sliceOf, type Source, type Span } from './source.ts'

/** A warning recalls a point; the paper is at hand. */
const QUOTED_MAX = 120
/** Who has read so many looks the whole text through. */
const LEFT_OUT_MAX = 5

/** What the reader noticed and a person must look at. */
export interface Findings {
  hasBlankNumber: boolean
  impossibleDate: Span | null
  isYearSupplied: boolean
  isFormal: boolean
  issuedOn: string | null
  items: readonly FoundItem[]
  unrecognised: readonly UnrecognisedPoint[]
  leftOut: LeftOut
}

function vietnameseDay(iso: string): string {
  const [year, month, day] = iso.split('-')
  return `${day ?? ''}/${month ?? ''}/${year ?? ''}`
}

function quote(text: string, span: Span): string {
  return `“${sliceOf(text, span).replace(/\s+/gu, ' ')}”`
}

function warnOfDeadline(text: string, deadline: FoundDeadline, issuedOn: string | null): string[] {
  const words = quote(text, deadline)
  const { date, isImpossible, isYearSupplied, isLunar } = deadline.named
  if (isImpossible) return [`deadline_impossible: Thời hạn ${words} không có trên lịch.`]
  if (isLunar)
    return [`deadline_lunar: Thời hạn ${words} theo âm lịch, chưa ghi là ngày dương lịch nào.`]
  if (deadline.named === RELATIVE_DAY)
    return [`deadline_relative: Thời hạn ${words} chưa ghi là ngày tháng nào.`]
  const warnings: string[] = []
  if (isYearSupplied && date !== null) {
    warnings.push(
      `deadline_year_supplied: Thời hạn ${words} không ghi năm; hiểu là ngày ${vietnameseDay(date)}.`,
    )
  }
  if (date !== null && issuedOn !== null && date < issuedOn) {
    warnings.push(
      `deadline_before_issue: Thời hạn ${words} sớm hơn ngày của văn bản (${vietnameseDay(issuedOn)}).`,
    )
  }
  return warnings
}

/** In a row without a deadline a day by itself may be one. */
function warnOfRow(source: Source, item: FoundItem, index: number): string[] {
  const cells = rowCells(source.text, item)
  const day = cells.length < 2 ? undefined : cells.find((cell) => bareDay(source, cell, null))
  if (day === undefined) return []
  return [
    `deadline_unclear: Việc thứ ${String(index + 1)} lấy từ bảng có ghi ${quote(source.text, day)} nhưng chưa rõ có phải thời hạn không.`,
  ]
}

function warnOfItem(
  source: Source,
  item: FoundItem,
  index: number,
  issuedOn: string | null,
): string[] {
  const { text } = source
  if (item.deadlines.length === 0) return warnOfRow(source, item, index)
  const own = item.deadlines.flatMap((deadline) => warnOfDeadline(text, deadline, issuedOn))
  if (item.deadlines.length < 2) return own
  const all = item.deadlines.map((deadline) => quote(text, deadline)).join(', ')
  return [...own, `deadline_several: Việc thứ ${String(index + 1)} có nhiều mốc thời gian: ${all}.`]
}

function warnOfFrame(findings: Findings): string[] {
  const warnings: string[] = []
  if (findings.hasBlankNumber) warnings.push('number_blank: Số của văn bản còn để trống.')
  if (findings.impossibleDate !== null) {
    warnings.push('issued_on_impossible: Ngày của văn bản không có trên lịch.')
  } else if (findings.isFormal && findings.issuedOn === null) {
    warnings.push('issued_on_missing: Không thấy ngày ban hành.')
  }
  if (findings.isYearSupplied && findings.issuedOn !== null) {
    warnings.push(
      `issued_on_year_supplied: Ngày của tin không ghi năm; hiểu là ${vietnameseDay(findings.issuedOn)}.`,
    )
  }
  return warnings
}

/**
 * What is left to look at once a person has given the number or the day of issue: nothing of the number, or the day, that was
 * read, but a wrong day goes on standing in the text, which goes out as it is.
 */
export function warningsOnceGiven(
  warnings: readonly string[],
  isGiven: { readonly number: boolean; readonly issuedOn: boolean },
): string[] {
  return warnings.flatMap((warning) => {
    if (isGiven.number && warning.startsWith('number_blank: ')) return []
    if (!isGiven.issuedOn) return [warning]
    if (/^issued_on_(?:missing|year_supplied): /u.test(warning)) return []
    return warning.startsWith('issued_on_impossible: ')
      ? [
          'issued_on_impossible: Ngày ban hành đã ghi lại, nhưng trong nội dung vẫn còn ngày không có trên lịch; muốn sửa, chọn “Sửa”, “Nội dung”.',
        ]
      : [warning]
  })
}

/** A point of a list of tasks must not vanish without a word. */
function warnOfPoint(text: string, { number, start, end }: UnrecognisedPoint): string {
  const words = clip(text.slice(start, end).replace(/\s+/gu, ' '), QUOTED_MAX)
  return `item_unrecognised: Mục ${number} chưa nhận ra là ý kiến chỉ đạo (việc được giao): “${words}”`
}

/** Any other day that the text names and no calendar has, be it of a meeting or of a paper that is cited. */
function warnOfDays(source: Source, { items, impossibleDate }: Findings): string[] {
  const told: Span[] = items.flatMap(({ deadlines }) =>
    deadlines.filter(({ named }) => named.isImpossible),
  )
  if (impossibleDate !== null) told.push(impossibleDate)
  return findImpossibleDays(source)
    .filter((day) => !told.some(({ start, end }) => day.start < end && start < day.end))
    .map((day) => `day_impossible: Ngày ${quote(source.text, day)} không có trên lịch.`)
}

function warnOfLeftOut(text: string, { deadlines, behindSignature }: LeftOut): string[] {
  const due = deadlines
    .slice(0, LEFT_OUT_MAX)
    .map(
      (words) =>
        `deadline_left_out: Trong văn bản còn thời hạn chưa đưa vào việc cần làm: “${words}”`,
    )
  if (behindSignature === null) return due
  const words = clip(sliceOf(text, behindSignature).replace(/\s+/gu, ' '), QUOTED_MAX)
  return [...due, `behind_signature: Phần sau chữ ký chưa được đọc: “${words}”`]
}

/** What a person must look at, as `code: sentence`; each only once. */
export function warnOf(source: Source, findings: Findings): string[] {
  const { text } = source
  const items = findings.items.flatMap((item, index) =>
    warnOfItem(source, item, index, findings.issuedOn),
  )
  const days = warnOfDays(source, findings)
  const points = findings.unrecognised.map((point) => warnOfPoint(text, point))
  const leftOut = warnOfLeftOut(text, findings.leftOut)
  const none =
    findings.items.length === 0
      ? ['items_missing: Không thấy việc nào được giao trong văn bản.']
      : []
  return [...new Set([...warnOfFrame(findings), ...items, ...days, ...points, ...leftOut, ...none])]
}
