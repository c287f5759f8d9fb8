import { TOLD_OF } from './cues.ts'
import { RELATIVE_DAY } from './deadline-dates.ts'
import { DAY } from './deadline-day.ts'
import type { DeadlineOp } from './document-reading.ts'
import { findDeadlines, type FoundDeadline } from './find-deadlines.ts'
import { splitLines, splitParagraphs } from './paragraphs.ts'
import { splitSentences } from './sentences.ts'
import { cue, lowOf, sliceOf, type Source, type Span } from './source.ts'
import { ANY_VOICE, findSpeech } from './speech.ts'

const BINDING: readonly DeadlineOp[] = ['before', 'within', 'window']
const HOLDS_DAY = new RegExp(DAY, 'u')
/** How far in front of the words of a deadline it is looked at what they are about. */
const ABOUT_MAX = 160
/** What is told right in front of a day that is nobody's deadline: of a meeting, a law, a birth. */
const HAPPENING = cue(
  '(?:(?:có mặt|đến dự|tới dự|có hiệu lực|hết hiệu lực|có giá trị|đổ bộ)[^,;]{0,40}|(?<!học )(?<!vệ )sinh\\s*)$',
)
/** "trước", "chậm nhất" and "hạn" bind by themselves; "đến hết" and "từ … đến" only what is to be handed in or got done. */
const BINDS = cue('trước|chậm nhất|muộn nhất|không muộn hơn|hạn|thời hạn|hoàn thành')
const TO_BE_DONE = cue(
  'nộp|gửi|đăng ký|báo cáo|hoàn thành|xong|thu|đóng|kê khai|trả|nhận hồ sơ|rà soát|tổng hợp|lập danh sách',
)

/** What the text says and no item holds. */
export interface LeftOut {
  /** The words of sentences that name a day by which something is due. */
  deadlines: string[]
  /** What stands behind the signature and was not read; null where nothing there asks for anything. */
  behindSignature: Span | null
}

function namesDay(source: Source, { named, start, end }: FoundDeadline): boolean {
  return named === RELATIVE_DAY || HOLDS_DAY.test(source.low.slice(start, end))
}

function isDue(source: Source, found: FoundDeadline, sentence: Span, from: string | null): boolean {
  const { date, isImpossible } = found.named
  if (isImpossible || !BINDING.includes(found.op) || !namesDay(source, found)) return false
  if (date !== null && from !== null && date < from) return false
  const about = source.low.slice(Math.max(sentence.start, found.start - ABOUT_MAX), found.start)
  if (HAPPENING.test(about)) return false
  const binds = BINDS.test(lowOf(source, found)) || TO_BE_DONE.test(about)
  return binds || (found.op === 'window' && isOfOrders(source, found, sentence))
}

/** "Từ ngày … đến ngày …, UBND xã yêu cầu các thôn:" is the time of all under it. */
function isOfOrders(source: Source, { start }: Span, sentence: Span): boolean {
  if (source.text[sentence.end - 1] !== ':') return false
  if (TOLD_OF.test(source.low.slice(sentence.start, start))) return false
  return findSpeech(source, sentence, ANY_VOICE)?.direction === 'order'
}

/** The stretches that spans cover, in order and apart from one another. */
function joinSpans(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last === undefined || last.end < start) joined.push({ start, end })
    else last.end = Math.max(last.end, end)
  }
  return joined
}

/** The first of such stretches that ends behind a place. */
function firstBehind(joined: readonly Span[], place: number): Span | undefined {
  let [low, high] = [0, joined.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((joined[middle]?.end ?? place) > place) high = middle
    else low = middle + 1
  }
  return joined[low]
}

/** Whether words name a day by which something is due. */
export function namesDueDay(source: Source, span: Span): boolean {
  return findDeadlines(source, span, null).some((found) => isDue(source, found, span, null))
}

/** The words of a sentence up to the deadline: what is due by it. */
function wordsAbout(source: Source, sentence: Span, { end }: Span): string {
  const from = Math.max(sentence.start, end - ABOUT_MAX)
  const words = source.text.slice(from, end).replace(/\s+/gu, ' ')
  return from === sentence.start ? words : words.replace(/^\S*\s/u, '… ')
}

function findDue(source: Source, told: readonly Span[], from: string | null): string[] {
  const whole = { start: 0, end: source.text.length }
  const joined = joinSpans(told)
  const isUntold = ({ start, end }: Span) => (firstBehind(joined, start)?.start ?? end) >= end
  const isAllTold = ({ start, end }: Span) => {
    const stretch = firstBehind(joined, start)
    return stretch !== undefined && stretch.start <= start && stretch.end >= end
  }
  return splitParagraphs(source, whole)
    .flatMap((paragraph) => splitSentences(source, { start: paragraph.body, end: paragraph.end }))
    .filter((sentence) => !isAllTold(sentence))
    .flatMap((sentence) =>
      findDeadlines(source, sentence, from)
        .filter((found) => isDue(source, found, sentence, from))
        .filter(isUntold)
        .slice(0, 1)
        .map((found) => wordsAbout(source, sentence, found)),
    )
}

/** An order behind the signature. */
function findBehindSignature(source: Source, unread: readonly Span[]): Span | null {
  return (
    unread.flatMap((span) => splitLines(source.text, span)).find((line) => isOrder(source, line)) ??
    null
  )
}

/** In a list of recipients "(để chỉ đạo)" says why they get it. */
function isOrder(source: Source, line: Span): boolean {
  if (/^[-–+•*]/u.test(sliceOf(source.text, line))) return false
  return splitSentences(source, line).some(
    (sentence) => findSpeech(source, sentence, ANY_VOICE)?.direction === 'order',
  )
}

/**
 * What must not vanish without a word: days by which something is due and that stand in nothing that was read, and whatever asks for
 * something behind the signature, where the reading ends. `told`: the places of what was read and of the items' deadlines; `unread`: of signatures and recipients.
 */
export function findLeftOut(
  source: Source,
  { told, unread, from }: { told: readonly Span[]; unread: readonly Span[]; from: string | null },
): LeftOut {
  return {
    deadlines: findDue(source, told, from),
    behindSignature: findBehindSignature(source, unread),
  }
}
