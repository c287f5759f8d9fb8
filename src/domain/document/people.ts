import { cue, loose, lowOf, sliceOf, trimSpan, type Source, type Span } from './source.ts'

export interface Person extends Span {
  name: string
  title: string | null
}

/** Longest title, and longest sentence that is looked through for names. */
const TITLE_MAX = 120
const SPAN_MAX = 3000

const SURNAMES =
  'Nguyễn|Trần|Lê|Phạm|Hoàng|Huỳnh|Phan|Vũ|Võ|Đặng|Bùi|Đỗ|Hồ|Ngô|Dương|Lý|Lương|Đinh|Đoàn|Trương|Mai|Hà|Trịnh|Đào|Cao|Lâm|Tô|Tạ|Thái|Chu|Châu|Phùng|Tăng|Quách|Vi|Lò|Lường|Quàng|Cà|Tòng|Vàng|Giàng|Sùng|Thào|Mùa|Lù|Lầu|Hạng|Ma|Mạc|Kiều|Nghiêm|Viên|Doãn|Khổng|Khuất|La|Lục|Lại|Lã|Mã|Nhâm|Nông|Ninh|Ông|Phí|Quan|Sầm|Tống|Triệu|Trình|Từ|Ứng|Văn|Vương|Bạch|Bế|Cù|Cung|Diệp|Đàm|Đồng|Giang|Giáp|Hứa|Hàn|Kim|Khúc|Liễu|Lưu|Mẫn|Nhữ|Hờ|Thân|Thạch|Tiêu|Tôn|Tưởng|Thiều|Điểu|Bàn|Đèo|Hầu|Cầm|Lang|Phương|Uông|Âu|Ân'
const NAME_WORD = String.raw`\p{Lu}\p{Ll}*(?!\p{L})`
const NAME = String.raw`${NAME_WORD}(?:[ \u00a0]+(?:${NAME_WORD}|văn(?!\p{L})|thị(?!\p{L}))){1,4}`
const RANK = String.raw`(?:(?:[Đđ]ại|[Tt]hượng|[Tt]rung|[Tt]hiếu)\s(?:tá|úy|uý|tướng)\s|(?:TS|ThS|Th\.S|PGS|GS|BS)\.?\s)?`
const WITH_HONORIFIC = new RegExp(
  String.raw`(?<![\p{L}])(?:[Đđ]ồng\s+chí|[Đđ]/c|[Ôô]ng|[Bb]à|[Aa]nh|[Cc]hị):?\s+${RANK}(?<name>${NAME})`,
  'gu',
)
const TITLE_HEAD = loose(
  '(?:nguyên |quyền |q\\.)?(?:ủy viên|bí thư|phó bí thư|phó|chủ tịch|trưởng|giám đốc|chánh|tổng bí thư|tổng giám đốc|thường trực|thường vụ|chủ nhiệm|đại biểu|bộ trưởng|thứ trưởng|thủ tướng|chỉ huy|hiệu trưởng|đội trưởng|cán bộ|công chức|chuyên viên|thành viên|huv|tuv|đuv|uvbtv|viện trưởng|chính trị viên|kế toán|thư ký)',
)
/** A title, then a full name that begins with a family name and has three words at least. */
const WITH_TITLE = new RegExp(
  String.raw`(?<!\p{L})(?<name>(?!Hồ\sChí\sMinh)(?:${SURNAMES})(?:[ \u00a0]+(?:${NAME_WORD}|văn(?!\p{L})|thị(?!\p{L}))){2,3})`,
  'gu',
)
const TITLE_START = new RegExp(String.raw`^(?:${TITLE_HEAD})(?!\p{L})`, 'u')
const ANY_TITLE = new RegExp(String.raw`(?<![\p{L}\p{N}])(?:${TITLE_HEAD})(?!\p{L})`, 'u')
const NOT_A_NAME =
  /^(?:Bí|Phó|Chủ|Ủy|Uỷ|Trưởng|Giám|Chánh|Tổng|Thường|Thủ|Bộ|Ban|Các|Đảng|Hội|Hội đồng|Công|Lãnh|Đại)\s/u
const TITLE_END = cue(
  'chủ trì|đồng chủ trì|đã|có|dự(?! án)|tham dự|cùng dự|cùng|phát biểu|kết luận|ghi nhận|nhấn mạnh|yêu cầu|đề nghị|cho biết|tiếp thu|khẳng định|cũng|làm việc|đến dự|báo cáo|và (?=đồng chí|các|đại diện|lãnh đạo|ông|bà)|đồng chí|các đồng chí|là|trình bày|thay mặt|làm trưởng|điều hành|giải trình|trả lời',
)

function afterName(source: Source, end: number, limit: number): string | null {
  const rest = source.text.slice(end, limit)
  const lead = /^\s*(?:,|[-–—]|\()\s*/u.exec(rest)
  if (lead === null) return null
  const start = end + lead[0].length
  if (!TITLE_START.test(source.low.slice(start, limit))) return null
  const stop = /[;.()\n:]|\s[-–—]\s/u.exec(source.low.slice(start, limit))?.index ?? limit - start
  const word = TITLE_END.exec(source.low.slice(start, start + stop))?.index ?? stop
  return keepTitleSegments(source, { start, end: start + word })
}

/** A title may hold commas ("Phó Bí thư, Chủ tịch"), as long as each part is a title itself. */
function keepTitleSegments(source: Source, span: Span): string | null {
  let end = span.start
  let at = span.start
  while (at < span.end) {
    const comma = source.low.indexOf(',', at)
    const next = comma < 0 || comma > span.end ? span.end : comma
    const segment = trimSpan(source.text, { start: at, end: next })
    if (!TITLE_START.test(lowOf(source, segment))) break
    end = segment.end
    at = next + 1
  }
  return end === span.start ? null : sliceOf(source.text, { start: span.start, end })
}

function beforeName(source: Source, from: number, start: number): string | null {
  const lowest = Math.max(from, start - TITLE_MAX)
  const before = source.low.slice(lowest, start)
  const clause = Math.max(...[',', '.', ';', ':', '('].map((mark) => before.lastIndexOf(mark))) + 1
  const found = ANY_TITLE.exec(before.slice(clause))
  if (found === null) return null
  const title = trimSpan(source.text, { start: lowest + clause + found.index, end: start })
  const text = sliceOf(source.text, title)
  return text.length >= TITLE_MAX || TITLE_END.test(lowOf(source, title)) ? null : text
}

function readPerson(source: Source, span: Span, found: RegExpMatchArray): Person | undefined {
  const name = found.groups?.['name'] ?? ''
  if (NOT_A_NAME.test(name)) return undefined
  const start = span.start + (found.index ?? 0) + found[0].length - name.length
  const end = start + name.length
  return {
    name,
    start,
    end,
    title: afterName(source, end, span.end) ?? beforeName(source, span.start, start),
  }
}

/**
 * The people named between two places: after an honorific, or by a full name behind a title. The title is
 * the one written beside the name, null when none is.
 */
export function findPeople(source: Source, span: Span): Person[] {
  const part = source.text.slice(span.start, Math.min(span.end, span.start + SPAN_MAX))
  const people: Person[] = []
  for (const found of part.matchAll(WITH_HONORIFIC)) {
    const person = readPerson(source, span, found)
    if (person !== undefined) people.push(person)
  }
  for (const found of part.matchAll(WITH_TITLE)) {
    const person = readPerson(source, span, found)
    const isKnown = people.some(
      (known) => person !== undefined && known.start <= person.start && person.start < known.end,
    )
    if (person !== undefined && person.title !== null && !isKnown) people.push(person)
  }
  return people.toSorted((a, b) => a.start - b.start)
}
