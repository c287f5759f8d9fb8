import { NO_DAY } from './deadline-dates.ts'
import type { FoundDeadline } from './find-deadlines.ts'
import { readOrganisation, startsOrganisation } from './organisation-phrase.ts'
import type { FoundItem } from './read-body.ts'
import { cue, loose, lowOf, standsAt, type Source, type Span } from './source.ts'

/** How much a deadline binds beside others: a day or a period by name, a stretch of days, an event or a count of days, the rest. */
function weightOf({ op, named }: FoundDeadline): number {
  if (op === 'immediate' || op.startsWith('recurring')) return 0
  if (named === NO_DAY) return 1
  return op === 'window' ? 2 : 3
}

/** "nộp trước ngày 05/12 để kịp báo cáo tỉnh trước ngày 10/12": what follows is what it is good for. */
const PURPOSE = cue('để|nhằm|phục vụ|kịp')
/** "…, riêng thôn Yên Cát trước ngày 05/12": some of those addressed. */
const EXCEPTION = new RegExp(loose(String.raw`[,;.] (?:riêng|trong đó)(?!\p{L})`), 'u')
const FINISHING = cue('hoàn thành|xong')
/** Verbs that begin like the name of a body. */
const NO_BODY = cue('báo cáo|tổ chức|ban hành|cấp(?! ủy| dưới| trên)|đoàn kết|bản', 'uy')

/** Where the last clause that names who acts begins between two deadlines; undefined where none does. */
function otherBody(source: Source, between: Span): number | undefined {
  const words = lowOf(source, between)
  const starts = Array.from(
    words.matchAll(/[,;.]\s+(?:(?:còn|và)\s+)?/gu),
    (found) => between.start + found.index + found[0].length,
  )
  return starts.findLast((at) => !standsAt(NO_BODY, source, at) && startsOrganisation(source, at))
}

/** The name that a clause begins with may be the very one that the item is for, or one of several. */
function isAddressed(source: Source, { assignee, end }: FoundItem, at: number): boolean {
  if (assignee === null) return false
  const name = readOrganisation(source, at, Math.max(at, end))
  const isNamed = name !== undefined && lowOf(source, assignee).includes(lowOf(source, name))
  return isNamed || at <= assignee.start
}

function isInBrackets(source: Source, item: Span, at: number): boolean {
  const before = source.low.slice(Math.min(item.start, at), at)
  return before.lastIndexOf('(') > before.lastIndexOf(')')
}

/** Said between the deadline before and this one, in the same breath. */
function isAside(words: string): boolean {
  if (EXCEPTION.test(words)) return true
  const breath = words.slice(Math.max(words.lastIndexOf(';'), words.lastIndexOf('. ')) + 1)
  const purpose = PURPOSE.exec(breath)
  if (purpose === null) return false
  const comma = breath.indexOf(',', purpose.index)
  return comma < 0 || !FINISHING.test(breath.slice(comma))
}

/** Those that bind whom the item addresses: not another body's, nor some of its members', nor what the work is good for. */
function ownDeadlines(source: Source, item: FoundItem): FoundDeadline[] {
  const own: FoundDeadline[] = []
  let isOthers = false
  let end: number | undefined
  for (const deadline of item.deadlines) {
    const between = { start: end ?? deadline.start, end: deadline.start }
    end = deadline.end
    const other = otherBody(source, between)
    if (other !== undefined) isOthers = !isAddressed(source, item, other)
    const words = lowOf(source, between)
    if (isOthers || isAside(words) || isInBrackets(source, item, deadline.start)) continue
    own.push(deadline)
  }
  return own
}

/** Where a point holds several deadlines, the last of those that bind most is what the whole must keep. */
export function mainDeadline(source: Source, item: FoundItem): FoundDeadline | undefined {
  const own = ownDeadlines(source, item)
  const deadlines = own.length > 0 ? own : item.deadlines
  const most = Math.max(...deadlines.map(weightOf))
  return deadlines.findLast((deadline) => weightOf(deadline) === most)
}
