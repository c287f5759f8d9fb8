import { IMPERATIVE } from './cues.ts'
import type { Groups } from './calendar-day.ts'
import {
  NO_DAY,
  nameFromGroups,
  nameStartOfPeriod,
  PERIOD,
  RELATIVE_DAY,
  type NamedDay,
} from './deadline-dates.ts'
import { CLOCK, DAY, HOUR, HOUR_OF_RELATIVE, isDay, type Lead } from './deadline-day.ts'
import type { DeadlineOp } from './document-reading.ts'
import { LUNAR_BEHIND } from './lunar.ts'
import { cue, loose, lowOf, trimSpan, type Source, type Span } from './source.ts'

/** A deadline found in the text, in UTF-16 places. */
export interface FoundDeadline extends Span {
  op: DeadlineOp
  named: NamedDay
}

interface Rule {
  pattern: RegExp
  op: DeadlineOp | ((groups: Groups) => DeadlineOp)
  name?: (groups: Groups, from: string | null) => NamedDay
  /** Looks at the clause before the words and at what follows; false means they are no deadline. */
  accept?: (clauseBefore: string, groups: Groups, behind: string) => boolean
}

/** No clause and no item of an office is longer; both keep the time of reading in bounds. */
const CLAUSE_MAX = 400
const SPAN_MAX = 8000
const LOOK_BEHIND = 100

/** Patterns stop at Vietnamese letters, which \b does not know. */
const EDGE = String.raw`(?<![\p{L}\p{N}])`
const DONE = loose('(?:(?:cơ bản )?hoàn thành(?: xong| dứt điểm)? )?')
const COMPLETED = new RegExp(loose('^(?:cơ bản )?hoàn thành'), 'u')
const EVENT_NAME = loose(
  '(?:kỳ họp|hội nghị|phiên họp|cuộc họp|đại hội|buổi làm việc|buổi đối thoại|kỳ tiếp xúc)',
)
/** An event's words run to the end of the clause; the name of a body may follow a comma. */
function eventTail(word: string): string {
  const body = String.raw`,\s*(?:hđnd|ubnd|hội\s+đồng|ban\s|đảng|khóa)${word}{0,80}`
  return String.raw`${word}{0,120}(?:${body}){0,2}(?:\s*\([^()]{0,120}\))?`
}
const EVENT_TAIL = eventTail('[^,;.:()]')
/** "tại Kỳ họp … và báo cáo …": here the clause goes on with "và". */
const EVENT_TAIL_TO_AND = eventTail(String.raw`(?:(?!\s(?:và|về)\s)[^,;.:()])`)
const PAST = cue('đã|vừa qua|vừa|được giao|đề ra|đặt ra|so với')
/** "Các đơn vị được giao chủ trì hoàn thành …" charges them; "nhiệm vụ được giao" tells of it. */
const CHARGED = cue(
  'được giao(?: nhiệm vụ)?(?= (?:chủ trì|phối hợp|tham mưu|thực hiện|triển khai|hoàn thành|làm|theo dõi|tổng hợp|báo cáo))',
  'gu',
)
/** "đến ngày 15/12 phải hoàn thành" and "đến ngày 15/12, các thôn phải nộp"; other words tell how far things are. */
const DUE = new RegExp(
  loose(String.raw`^,? (?:(?:[^,;.:]{1,60}\s)?phải|(?:cơ bản )?(?:hoàn thành|xong))(?!\p{L})`),
  'u',
)
const FARING = cue('đã|mới|còn|có|chưa|vẫn|đang')
const COUNTING = cue('(?:tính|từ|cập nhật|lũy kế)\\s*$')
/** "nhiệm vụ trong quý III" speaks of a stretch of time, not of when to be ready. */
const STRETCH = cue(
  '(?:nhiệm vụ|kết quả|tình hình|công tác|hoạt động|chỉ tiêu|diễn ra|phát sinh|có hiệu lực|số liệu)\\s*$',
)
/** "báo cáo số liệu từ ngày … đến ngày …": the time that a report is about. */
const REPORTED = cue(
  '(?:(?:báo cáo|tổng hợp|thống kê|cung cấp|đánh giá)[^,;]{0,60}(?:kết quả|số liệu|tình hình)(?:(?! và )[^,;]){0,60}|số liệu|phát sinh|có hiệu lực|kỳ báo cáo)\\s*$',
)
const SINCE = /từ\s+(?:ngày\s+)?\d[\d\s/-]*(?:tháng\s+\d+\s+(?:năm\s+\d+\s+)?)?$/u
const FINISHING_YEAR = cue('hoàn thành|xong|kết thúc|đưa vào|dứt điểm')
const REPORTING = cue('báo cáo|trình|thông qua|giải trình|trả lời|thông báo|xem xét')
const RETOLD = cue('chỉ đạo của|kết luận|đã')
/** "tại phiên họp" in general is no day; "tại kỳ họp thứ sáu" is one. */
const PARTICULAR = cue('thứ|cuối năm|giữa năm|đầu năm|gần nhất|tới|lần|tháng|quý|ngày')
const REGULAR = cue('báo cáo|định kỳ|gửi|họp|giao ban|tổng hợp|kiểm tra|sinh hoạt|tổ chức')

const RECURRING: Readonly<Record<string, DeadlineOp>> = {
  ngày: 'recurring_daily',
  tuần: 'recurring_weekly',
  tháng: 'recurring_monthly',
  quý: 'recurring_quarterly',
  năm: 'recurring_yearly',
}

function recurring(groups: Groups): DeadlineOp {
  return RECURRING[groups['every'] ?? ''] ?? 'recurring_yearly'
}

const EVENT_DAY = new RegExp(DAY, 'u')

/** An event without a day of its own may be given one in brackets: "(dự kiến tháng 12/2017)". */
function nameEvent(groups: Groups, from: string | null): NamedDay {
  const tail = groups['tail'] ?? ''
  const brackets = /\([^()]*\)$/u.exec(tail)?.[0] ?? ''
  const words = brackets || tail
  const day = EVENT_DAY.exec(words)
  if (day?.groups !== undefined && isDay(day.groups, words.slice(day.index + day[0].length)))
    return nameFromGroups(day.groups, 'a', from)
  const period = new RegExp(PERIOD, 'u').exec(brackets)?.groups
  return period === undefined ? NO_DAY : nameFromGroups(period, '', from)
}

function pattern(words: string): RegExp {
  return new RegExp(EDGE + loose(words), 'gu')
}

/** The first day of a window may lack its month ("từ ngày 22 đến ngày 24 tháng 02", "từ ngày 22 - 24/02"). */
const WINDOW = String.raw`từ\s+(?:nay|${HOUR}(?:ngày\s+)?(?:(?:mùng|mồng)\s+)?\d{1,2}(?:\s?[/.-]\s?\d{1,2}(?:\s?[/.-]\s?\d{4})?|\s+tháng\s+(?:\d{1,2}(?:\s+năm\s+\d{4})?|giêng|chạp))?(?:${LUNAR_BEHIND})?)(?:\s+(?:đến|tới)\s+|\s?[-–]\s?)(?:hết\s+)?${HOUR}${DAY}`
/** "các ngày 05, 06 và 07/12", "ngày 30/11 và 01/12": the last one counts. */
const DAYS_BEFORE = String.raw`(?:(?:các|hai|ba|bốn|\d{1,2})\s+)?ngày\s+(?:\d{1,2}(?:\s?\/\s?\d{1,2}(?:\s?\/\s?\d{4})?)?\s*(?:,|và|[-–]|đến)\s*){1,6}`
const BY = loose(
  '(?:(?:chậm nhất|muộn nhất|không muộn hơn|không quá|hạn chót|hạn cuối|(?:thời hạn|hạn|thời gian(?! thực hiện)) (?:hoàn thành|thực hiện|trả lời|(?:gửi |nộp )?báo cáo|gửi|nộp)(?:[^,;.:\\n]{1,30}(?=:))?|thời hạn|(?=hạn:)(?<=(?:^|[.;,:(\\n–-])\\s*)hạn)(?: là| vào| đến| trước){0,2}|(?:đến |cho đến )?hết|(?=vào)(?<=xong )vào|hoàn thành(?: vào| trong| đến|(?= ngày ))|trong)',
)
/** Behind these come amounts too: "trong 2-3 trang", "không quá 1/3". */
const BY_AMOUNT = cue('trong|không quá')
/** These name a day and nothing else. */
const BY_DAY = cue('chậm nhất|muộn nhất|không muộn hơn|hạn|thời hạn')

function leadOf(words: string): Lead {
  if (BY_AMOUNT.test(words)) return 'amount'
  return BY_DAY.test(words) ? 'day' : 'either'
}

const RULES: readonly Rule[] = [
  {
    pattern: pattern(
      String.raw`(?:định\s+kỳ\s+)?(?:báo\s+cáo\s+)?(?:(?:trước|vào|chậm\s+nhất(?:\s+là)?)\s+(?:${CLOCK}[\s,]*)?(?:ngày\s+)?(?:mùng\s+|mồng\s+|thứ\s+|chủ\s+)?(?:\d{1,2}|hai|ba|tư|năm|sáu|bảy|nhật|cuối)\s+(?:của\s+)?)(?:hằng|hàng|mỗi)\s+(?<every>ngày|tuần|tháng|quý|năm)(?!\p{L})`,
    ),
    op: recurring,
  },
  {
    pattern: pattern(
      String.raw`(?:trước|lúc|vào)\s+${CLOCK}\s+(?:hằng|hàng|mỗi)\s+(?<every>ngày)(?!\p{L})`,
    ),
    op: recurring,
  },
  {
    pattern: pattern(
      String.raw`định\s+kỳ\s+(?:(?:hằng|hàng|mỗi|theo|báo\s+cáo)\s+)*(?<every>ngày|tuần|tháng|quý|năm)(?!\p{L})`,
    ),
    op: recurring,
  },
  {
    pattern: pattern(String.raw`(?:hằng|hàng|mỗi)\s+(?<every>ngày|tuần|tháng|quý|năm)(?!\p{L})`),
    op: recurring,
    accept: (before) => REGULAR.test(before.slice(-60)),
  },
  {
    pattern: pattern(
      String.raw`(?:hằng|hàng|mỗi)\s+(?<every>ngày|tuần|tháng|quý|năm)(?=,?\s+(?:báo\s+cáo|gửi|tổng\s+hợp|họp|tổ\s+chức|sinh\s+hoạt|rà\s+soát|kiểm\s+tra|đánh\s+giá)(?!\p{L}))`,
    ),
    op: recurring,
  },
  {
    pattern: pattern(WINDOW),
    op: 'window',
    accept: (before, groups, behind) => isDay(groups, behind) && !REPORTED.test(before),
  },
  {
    pattern: pattern(String.raw`(?:chậm\s+nhất\s+)?trước\s+${HOUR}${DAY}`),
    op: 'before',
    accept: (before, groups, behind) =>
      isDay(groups, behind, 'day') && !isPast(before, before.slice(-25)),
  },
  {
    pattern: pattern(String.raw`(?:chậm\s+nhất\s+)?trước\s+${PERIOD}`),
    op: 'before',
    name: nameStartOfPeriod,
    accept: (before, groups) => groups['half'] === undefined && !isPast(before, before),
  },
  {
    pattern: pattern(String.raw`${DONE}trong\s+${DAYS_BEFORE}${DAY}`),
    op: 'within',
    accept: (before, groups, behind) => isDay(groups, behind) && !isPast(before, before),
  },
  {
    pattern: pattern(String.raw`${DONE}(?<lead>${BY}):?\s+${HOUR}${DAY}`),
    op: 'within',
    accept: (before, groups, behind) =>
      isDay(groups, behind, leadOf(groups['lead'] ?? '')) &&
      !isPast(before, before.replace(CHARGED, '')) &&
      !endsReport(before),
  },
  {
    pattern: pattern(String.raw`(?:đến|tới)\s+${HOUR}${DAY}`),
    op: 'within',
    accept: (before, groups, behind) =>
      isDay(groups, behind) &&
      mustBeDone(behind) &&
      !isPast(before, before) &&
      !COUNTING.test(before),
  },
  {
    pattern: pattern(String.raw`${DONE}(?:${BY}:?|cuối)\s+${PERIOD}`),
    op: 'within',
    accept: (before, groups) => isCompletion(before, groups),
  },
  {
    pattern: pattern(String.raw`(?:chậm\s+nhất\s+)?trước\s+${HOUR_OF_RELATIVE}`),
    op: 'before',
    name: () => RELATIVE_DAY,
    accept: (before) => !isPast(before, before.slice(-25)),
  },
  {
    pattern: pattern(String.raw`${DONE}${BY}:?\s+${HOUR_OF_RELATIVE}`),
    op: 'within',
    name: () => RELATIVE_DAY,
    accept: (before) => !isPast(before, before) && !STRETCH.test(before),
  },
  {
    pattern: pattern(
      String.raw`(?:trong\s+(?:vòng\s+|thời\s+(?:hạn|gian)\s+)?|chậm\s+nhất\s+(?:là\s+)?|không\s+quá\s+|sau\s+)(?:\d{1,3}\s?[-–]\s?)?\d{1,3}\s+(?:ngày|tuần|tháng|giờ)(?:\s+làm\s+việc)?(?:,?\s+(?:kể\s+)?từ\s+(?:ngày|khi)\s+[^,;.]{1,80})?`,
    ),
    op: 'within',
    accept: (before) => !isPast(before, before),
  },
  {
    pattern: pattern(
      String.raw`(?:ngay\s+sau(?:\s+khi)?|sau\s+khi\s+(?:kết\s+thúc|hoàn\s+thành|nhận\s+được))\s+(?<tail>${EVENT_TAIL})`,
    ),
    op: 'after_event',
    name: nameEvent,
  },
  {
    pattern: pattern(
      String.raw`(?:trước\s+khi|trước\s+(?=${EVENT_NAME}|tết|mùa|thềm|năm\s+học|kỳ|đại\s+hội))\s*(?<tail>${EVENT_TAIL})`,
    ),
    op: 'before_event',
    name: nameEvent,
  },
  {
    pattern: pattern(String.raw`tại\s+(?<tail>${EVENT_NAME}${EVENT_TAIL_TO_AND})`),
    op: 'at_event',
    name: nameEvent,
    accept: (before, groups) =>
      REPORTING.test(before) && !RETOLD.test(before) && PARTICULAR.test(groups['tail'] ?? ''),
  },
  {
    pattern: pattern(
      String.raw`(?:ngay\s+lập\s+tức|(?:thực\s+hiện|triển\s+khai|tiến\s+hành|báo\s+cáo|xử\s+lý|khắc\s+phục|chấn\s+chỉnh|dừng)\s+ngay(?!\s+(?:sau|từ|trong|tại|cả|khi|trên)(?!\p{L}))(?!\p{L}))`,
    ),
    op: 'immediate',
  },
]

/** "Bàn giao các vụ đã xử lý" orders something; "các đoàn thể đã đăng ký" tells of it. */
function isPast(clause: string, words: string): boolean {
  IMPERATIVE.lastIndex = clause.search(/\S/u)
  return PAST.test(words) && !IMPERATIVE.test(clause)
}

/** "số liệu từ ngày … đến hết ngày …" */
function endsReport(before: string): boolean {
  const since = SINCE.exec(before)
  return since !== null && REPORTED.test(before.slice(0, since.index))
}

function mustBeDone(behind: string): boolean {
  const due = DUE.exec(behind)
  return due !== null && !FARING.test(due[0])
}

function isCompletion(before: string, groups: Groups): boolean {
  if (groups['py'] === undefined) return !isPast(before, before) && !STRETCH.test(before)
  // "trong năm 2026" speaks of the year in general unless something is to be finished in it.
  return FINISHING_YEAR.test(before.slice(-40)) && !isPast(before, before.slice(-40))
}

function clauseStart(low: string, from: number, at: number): number {
  const lowest = Math.max(from, at - CLAUSE_MAX)
  for (let index = at - 1; index >= lowest; index -= 1) {
    if (';.:!?'.includes(low[index] ?? ' ')) return index + 1
    if (low[index] === ',' && !/^,\d/u.test(low.slice(index, index + 2))) return index + 1
  }
  return lowest
}

/** A bracket opened within the words ("trước thứ Sáu (ngày 05/12)") is closed with them. */
function closeBracket(words: string, behind: string): string {
  if (words.lastIndexOf('(') <= words.lastIndexOf(')')) return ''
  return /^[^()]{0,60}\)/u.exec(behind)?.[0] ?? ''
}

function applyRule(source: Source, span: Span, from: string | null, rule: Rule): FoundDeadline[] {
  const part = lowOf(source, span)
  const found: FoundDeadline[] = []
  // `matchAll` would make a copy of each of these long patterns for every sentence.
  rule.pattern.lastIndex = 0
  for (let match = rule.pattern.exec(part); match !== null; match = rule.pattern.exec(part)) {
    const groups: Groups = match.groups ?? {}
    const start = span.start + match.index
    // The verb of a completed clause may be part of the match itself ("hoàn thành trong …").
    const clause = source.low.slice(clauseStart(source.low, span.start, start), start)
    const before = clause + (COMPLETED.exec(match[0])?.[0] ?? '')
    const behind = part.slice(
      match.index + match[0].length,
      match.index + match[0].length + LOOK_BEHIND,
    )
    const end = start + match[0].length + closeBracket(match[0], behind).length
    if (rule.accept?.(before, groups, behind) === false) continue
    const named = rule.name?.(groups, from) ?? nameFromGroups(groups, 'a', from)
    const op = typeof rule.op === 'string' ? rule.op : rule.op(groups)
    found.push({ ...trimSpan(source.text, { start, end }), op, named })
  }
  return found
}

function overlaps(a: Span, b: Span): boolean {
  return a.start < b.end && b.start < a.end
}

/**
 * The deadlines written between two places, in order. Earlier rules win where two overlap. `from` is the
 * document's date: a missing year is that of the next such day on or after it.
 */
export function findDeadlines(source: Source, span: Span, from: string | null): FoundDeadline[] {
  const kept: FoundDeadline[] = []
  const looked = { start: span.start, end: Math.min(span.end, span.start + SPAN_MAX) }
  for (const rule of RULES) {
    for (const deadline of applyRule(source, looked, from, rule)) {
      if (!kept.some((other) => overlaps(other, deadline))) kept.push(deadline)
    }
  }
  return kept.toSorted((a, b) => a.start - b.start)
}
