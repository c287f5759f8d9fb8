import {
  APPRAISAL,
  CLOSING,
  GROUNDS,
  IMPERATIVE,
  MADE_KNOWN,
  MODAL,
  SPEECH_OPENING,
} from './cues.ts'
import { asksToCome } from './asks-to-come.ts'
import { bareDay } from './bare-day.ts'
import type { DeadlineOp } from './document-reading.ts'
import { findAssignee } from './find-assignee.ts'
import { findDeadlines, type FoundDeadline } from './find-deadlines.ts'
import { readIntroductions, type Introduction } from './introductions.ts'
import { holdsVerb, readOrganisation, startsOrganisation } from './organisation-phrase.ts'
import { bodyOf, isHeading, isTitleOf, type Node } from './outline.ts'
import { findPeople } from './people.ts'
import { splitProposals } from './proposals.ts'
import { groupPoints, type PointGroups } from './point-groups.ts'
import { sectionClasses, type SectionClass } from './section-class.ts'
import { splitEnumerated, splitSentences, withoutClosingMark } from './sentences.ts'
import { cellOf, rowCells, readHeads, type Columns } from './table-rows.ts'
import { cue, lowOf, sliceOf, standsAt, trimSpan, type Source, type Span } from './source.ts'
import { findSpeech, skipLeadIns, startsWithSpeaker, type Speech, type Voice } from './speech.ts'

/** An item in UTF-16 places. */
export interface FoundItem extends Span {
  assignee: Span | null
  /** Every deadline written in the item, or else in the introduction above it. */
  deadlines: FoundDeadline[]
}

export interface BodyReading {
  conclusions: Span[]
  items: FoundItem[]
  proposals: Span[]
  questions: Span[]
  /** Points of a numbered list of tasks in which nothing was recognised: the point without its number. */
  unrecognised: UnrecognisedPoint[]
}

export interface UnrecognisedPoint extends Span {
  /** As it is written: `2`, `b`. */
  number: string
}

/** What is known of the paper before its body is read. */
export interface BodyContext {
  source: Source
  /** A paper with a head block, not a news item. */
  isFormal: boolean
  /** Among the papers with a head block only an invitation asks people to come; others order it. */
  isInvitation: boolean
  /** Its kind only gives tasks in sections that say so (reports, plans). */
  isReporting: boolean
  /** A resolution on questions put to the authorities: its headings are the fields asked about. */
  isQuestioning: boolean
  voice: Voice
  issuedOn: string | null
}

interface Walk extends BodyContext {
  reading: BodyReading
  groups: PointGroups
  /** Of the last table, and the same while one of its rows is read. */
  heads: Columns | undefined
  columns: Columns | undefined
  introductionOf: (node: Node) => Introduction
  sectionOf: (node: Node) => SectionClass | undefined
  /** A leader has begun to speak (news). */
  inSpeech: boolean
}

/** State inside one paragraph: what its last utterance was. */
type Drift = 'none' | 'order' | 'wish'

const SHORTEST_TASK = 20
/** What names a day by which, or on which, a point is to be done. */
const DAYS: readonly DeadlineOp[] = ['before', 'within', 'window']
/** "Hồ sơ gửi về Văn phòng …": whose work it is may be known to all. */
const HANDED_IN = cue('gửi|nộp|hoàn thành|báo cáo|đăng ký|xong|trả lời')
/** "nghỉ học đến hết ngày 05/12" tells how long something lasts. */
const UNTIL = /^(?:cho\s+)?(?:đến\s+)?hết(?!\p{L})/u
/** From when a paper holds is no task. */
const IN_FORCE = cue('hiệu lực')
/** Tells of what was done. */
const TOLD = cue('đã|vừa|đang|từng')

/** What an invitation or a message says to those who are to come. */
function invites(walk: Walk, sentence: Span): boolean {
  if (walk.isFormal && !walk.isInvitation) return false
  return asksToCome(walk.source, sentence)
}

/** A sentence that closes a paper ("Trên đây là …"), unless it orders what is not said above it. */
function isFormula(walk: Walk, sentence: Span): boolean {
  const { source } = walk
  const known = lowOf(source, sentence).search(MADE_KNOWN)
  const closing = standsAt(CLOSING, source, sentence.start) ? 0 : known
  if (closing < 0) return false
  const speech = findSpeech(source, sentence, walk.voice)
  if (speech?.direction !== 'order') return true
  const isFirst = speech.verb.start < sentence.start + closing
  return !isFirst && findDeadlines(source, sentence, walk.issuedOn).length === 0
}

/** The utterance that introduces what stands under a node, from its last sentence. */
function introducedBy(walk: Walk, node: Node): Speech | undefined {
  for (let above = node.parent; above !== null; above = above.parent) {
    const { speech } = walk.introductionOf(above)
    if (speech !== undefined) return speech
  }
  return undefined
}

/** The cell of a table's row that names who has its work: that of the column, or else the first with a body. */
function inRow({ source, columns }: Walk, span: Span): Span | null {
  const cells = rowCells(source.text, span)
  if (cells.length < 2) return null
  const column = columns && cellOf(source, span, columns, 'assignee')
  if (column) return nameIn(source, column)
  return (
    cells.find((cell) => startsOrganisation(source, cell.start) && !holdsVerb(source, cell)) ?? null
  )
}

/** Null for "nt", "như trên", "-" and an empty cell: who is meant stands elsewhere. */
function nameIn(source: Source, cell: Span): Span | null {
  const words = lowOf(source, cell)
  if (!/\p{L}{2}/u.test(words) || /^-?\s*(?:nt|như\s+trên)(?!\p{L})/u.test(words)) return null
  if (!holdsVerb(source, cell)) return cell
  const body = readOrganisation(source, cell.start, cell.end)
  return body === undefined ? null : { start: body.start, end: body.end }
}

/** In the column of deadlines a day needs no word in front. */
function deadlineInRow({ source, columns, issuedOn }: Walk, span: Span): FoundDeadline[] {
  const cell = columns && cellOf(source, span, columns, 'deadline')
  const bare = cell && bareDay(source, cell, issuedOn)
  return bare === undefined ? [] : [bare]
}

/** A heading that only names an addressee speaks for all under it; any other only for who names none. */
function assigneeOf(walk: Walk, span: Span, sentence: Span, parent: Node | null): Span | null {
  const { source } = walk
  const named = inRow(walk, span)
  if (named !== null) return named
  const own = findAssignee(source, span, sentence)
  if (parent === null) return own
  const { assignee: above, isPureAddress } = walk.introductionOf(parent)
  if (above === null) return own
  const handsOn = /^(?:giao|phân\s+công)(?!\p{L})/u.test(lowOf(source, span))
  return isPureAddress && !handsOn ? above : (own ?? (namesOwn(source, span) ? null : above))
}

/** Names nobody the reader can tell from the work: whom the heading addresses would be the wrong one. */
function namesOwn(source: Source, span: Span): boolean {
  return startsOrganisation(source, span.start) && !holdsVerb(source, span)
}

function addItem(walk: Walk, span: Span, sentence: Span, parent: Node | null): void {
  const { source, issuedOn } = walk
  const whole = withoutClosingMark(source.text, span)
  // "Trước ngày 10/12" is found there as in any other words.
  const bare = deadlineInRow(walk, whole)
  const own = findDeadlines(source, whole, issuedOn)
    .filter((one) => !bare.some(({ start, end }) => one.start < end && start < one.end))
    .concat(bare)
    .toSorted((one, other) => one.start - other.start)
  const deadlines = own.length > 0 || parent === null ? own : walk.introductionOf(parent).deadlines
  walk.reading.items.push({
    ...whole,
    assignee: assigneeOf(walk, whole, sentence, parent),
    deadlines,
  })
}

/** "… biểu dương …; yêu cầu …": the judgement in front of the order stands by itself. */
function behindSemicolon(walk: Walk, sentence: Span, speech: Speech): Span {
  const { source, reading } = walk
  const before = trimSpan(source.text, { start: sentence.start, end: speech.verb.start })
  const judgement = { start: before.start, end: before.end - 1 }
  if (source.text[before.end - 1] !== ';' || !isAppraisal(source, judgement)) return sentence
  reading.conclusions.push(judgement)
  return { start: speech.verb.start, end: sentence.end }
}

/** "Một là, …; hai là, …; ba là, …" gives several items in one sentence. */
function addItems(walk: Walk, span: Span, sentence: Span, parent: Node | null): void {
  for (const part of splitEnumerated(walk.source, span)) addItem(walk, part, sentence, parent)
}

/** The question itself, without who asked it. */
function behindAsking(source: Source, sentence: Span): Span {
  const lead = /^[^?]{0,120}?(?<!\p{L})hỏi\s*:\s*/u.exec(lowOf(source, sentence))
  return { start: sentence.start + (lead?.[0].length ?? 0), end: sentence.end }
}

/** Behind "đề nghị:" or "yêu cầu một số nội dung sau:" the item begins after the colon. */
function behindColon(source: Source, sentence: Span, speech: Speech | undefined): Span {
  if (speech === undefined) return sentence
  const rest = source.low.slice(speech.verb.end, sentence.end)
  const lead =
    /^\s*(?:(?:một\s+số|các|những)\s+(?:nội\s+dung|vấn\s+đề|việc|nhiệm\s+vụ)(?:\s+sau)?|như\s+sau|sau\s+đây)?\s*:\s*/u.exec(
      rest,
    )
  return lead === null ? sentence : { start: speech.verb.end + lead[0].length, end: sentence.end }
}

function isDuty(walk: Walk, span: Span, isTask: boolean): boolean {
  const start = skipLeadIns(walk.source, span)
  if (standsAt(IMPERATIVE, walk.source, start)) return true
  const assignee = findAssignee(walk.source, span, span)
  if (assignee === null) return false
  const words = walk.source.low.slice(assignee.end, span.end)
  return isTask ? !TOLD.test(words) : MODAL.test(words)
}

/** Says what somebody has to do: with a verb of bidding or of duty, not only who does something. */
function isBidden(walk: Walk, sentence: Span): boolean {
  const { source } = walk
  const start = skipLeadIns(source, sentence)
  if (standsAt(IMPERATIVE, source, start)) return true
  const assignee = findAssignee(source, sentence, sentence)
  if (assignee === null) return false
  const words = source.low.slice(assignee.end, sentence.end)
  const behind = assignee.end + (/^\s*:?\s*/u.exec(words)?.[0].length ?? 0)
  return !TOLD.test(words) && (MODAL.test(words) || standsAt(IMPERATIVE, source, behind))
}

/** Work with a day still to come ("các hộ nộp quỹ trước ngày 20/12") is a task wherever it stands. */
function isDatedDuty(walk: Walk, sentence: Span, ops: readonly DeadlineOp[]): boolean {
  const { source, issuedOn } = walk
  const words = lowOf(source, sentence)
  const isHandedIn = HANDED_IN.test(words) && !TOLD.test(words)
  if (!isHandedIn && !isBidden(walk, sentence)) return false
  return findDeadlines(source, sentence, issuedOn).some(
    ({ start, end, op, named: { date } }) =>
      date !== null &&
      ops.includes(op) &&
      (isHandedIn || !UNTIL.test(source.low.slice(start, end))) &&
      (issuedOn === null || date >= issuedOn),
  )
}

function opensSpeech(source: Source, sentence: Span): boolean {
  const opening = source.low.slice(sentence.start, sentence.start + 200)
  if (!SPEECH_OPENING.test(opening)) return false
  const start = skipLeadIns(source, sentence)
  return (
    startsWithSpeaker(source, start, 'leader') ||
    findPeople(source, { start, end: Math.min(sentence.end, start + 120) }).length > 0
  )
}

function readUtterance(
  walk: Walk,
  sentence: Span,
  speech: Speech,
  drift: Drift,
  node: Node,
): Drift {
  const { source, reading } = walk
  const isWish = speech.direction === 'wish' || (speech.subject === null && drift === 'wish')
  if (isWish) {
    reading.proposals.push(...splitProposals(source, sentence, speech))
    return 'wish'
  }
  if (speech.subject !== null) walk.inSpeech = true
  const span = behindColon(source, behindSemicolon(walk, sentence, speech), speech)
  if (span.end > span.start) addItems(walk, span, sentence, node.parent)
  return 'order'
}

/** One sentence of running text; gives back what its utterance was, for the sentences behind it. */
function readSentence(
  walk: Walk,
  sentence: Span,
  drift: Drift,
  node: Node,
  isTask: boolean,
): Drift {
  const { source, reading } = walk
  if (/\?[”"’')]*$/u.test(sliceOf(source.text, sentence))) {
    reading.questions.push(behindAsking(source, sentence))
    return drift
  }
  if (isFormula(walk, sentence)) return drift
  const hasGrounds = standsAt(GROUNDS, source, sentence.start)
  if (!hasGrounds && opensSpeech(source, sentence)) walk.inSpeech = true
  const speech = findSpeech(source, sentence, walk.voice)
  if (invites(walk, sentence)) return speech === undefined ? drift : 'order'
  if (speech !== undefined) return readUtterance(walk, sentence, speech, drift, node)
  const isImperative = standsAt(IMPERATIVE, source, skipLeadIns(source, sentence))
  if (walk.inSpeech && !hasGrounds && !isImperative && isAppraisal(source, sentence)) {
    reading.conclusions.push(withoutClosingMark(source.text, sentence))
    return drift
  }
  if (!goesOn(walk, sentence, drift, node, isTask)) return drift
  addItems(walk, sentence, sentence, node.parent)
  return 'order'
}

/**
 * Whether a sentence without a verb of ordering still gives a task: behind an order or under a heading of
 * tasks anything said to be done; later in a leader's speech only a duty of somebody named.
 */
function goesOn(walk: Walk, sentence: Span, drift: Drift, node: Node, isTask: boolean): boolean {
  if (sentence.end - sentence.start < SHORTEST_TASK || drift === 'wish') return false
  if (drift === 'order' || isTask) return isDuty(walk, sentence, true)
  const mayBeDated = walk.voice.isOwn && walk.sectionOf(node) !== 'grounds'
  if (mayBeDated && isDatedDuty(walk, sentence, ['before', 'within'])) return true
  const isImperative = standsAt(IMPERATIVE, walk.source, skipLeadIns(walk.source, sentence))
  return walk.inSpeech && !isImperative && isDuty(walk, sentence, false)
}

function isAppraisal(source: Source, span: Span): boolean {
  return APPRAISAL.test(lowOf(source, span))
}

function readRunningText(walk: Walk, node: Node, isIntro: boolean): void {
  const { source, reading } = walk
  const section = walk.sectionOf(node)
  const body = bodyOf(node)
  if (walk.isFormal && section === 'appraisal' && !isIntro) {
    reading.conclusions.push(withoutClosingMark(source.text, body))
    return
  }
  const introduced = introducedBy(walk, node)
  const isTask = walk.isFormal ? isUnderTasks(walk, node) : introduced?.direction === 'order'
  let drift: Drift = introduced?.direction === 'wish' ? 'wish' : 'none'
  const sentences = splitSentences(source, body)
  for (const sentence of isIntro ? sentences.slice(0, -1) : sentences) {
    drift = readSentence(walk, sentence, drift, node, isTask)
  }
  const last = isIntro ? sentences.at(-1) : undefined
  if (last === undefined) return
  // The introduction itself is no item, but it shows that a leader speaks.
  if (opensSpeech(source, last) || findSpeech(source, last, walk.voice)?.direction === 'order')
    walk.inSpeech = true
}

function utters(walk: Walk, body: Span, direction: Speech['direction']): boolean {
  return splitSentences(walk.source, body).some(
    (sentence) => findSpeech(walk.source, sentence, walk.voice)?.direction === direction,
  )
}

/** Under "Công an xã:" stands what that office has to do. */
function isAddressed(walk: Walk, { parent }: Node): boolean {
  return parent !== null && walk.introductionOf(parent).isPureAddress
}

/** Stands where tasks are given: behind an order, under an addressee, in a section of tasks. */
function isUnderTasks(walk: Walk, node: Node): boolean {
  const section = walk.sectionOf(node)
  if (introducedBy(walk, node)?.direction === 'order' || isAddressed(walk, node)) return true
  return section === 'task' || (section === 'petition' && walk.isFormal)
}

function isTaskPoint(walk: Walk, node: Node, body: Span): boolean {
  const { source } = walk
  if (isUnderTasks(walk, node) || utters(walk, body, 'order')) return true
  const section = walk.sectionOf(node)
  // What a paper aims at and rests on holds days, of others and of none.
  if (section === 'grounds') return false
  const sentences = splitSentences(source, body)
  if (walk.voice.isOwn && sentences.some((one) => isDatedDuty(walk, one, DAYS))) return true
  if (section === 'background' || walk.isReporting) return false
  return (walk.isFormal || walk.inSpeech) && isDuty(walk, sentences[0] ?? body, true)
}

/** A point of a list of tasks is one whatever it rests on or makes known; only what closes the paper is none. */
function isFormulaPoint(walk: Walk, node: Node): boolean {
  const { source, issuedOn } = walk
  const body = bodyOf(node)
  const words = lowOf(source, body)
  if (invites(walk, withoutClosingMark(source.text, body))) return true
  const isUnder = isUnderTasks(walk, node)
  if (standsAt(CLOSING, source, body.start) && !(isUnder && /^kính\s+mời/u.test(words)))
    return IN_FORCE.test(words) || findDeadlines(source, body, issuedOn).length === 0
  return !isUnder && !standsAt(IMPERATIVE, source, body.start) && isFormula(walk, body)
}

/** A numbered or dashed point is taken whole: its sentences belong together. */
function readPoint(walk: Walk, node: Node): void {
  const { source, reading } = walk
  const body = withoutClosingMark(source.text, bodyOf(node))
  if (isFormulaPoint(walk, node) || body.end - body.start < SHORTEST_TASK) return
  // A list of names (to whom a paper goes) gives nobody a task; beside points that say what to do it is no such list.
  const isName = startsOrganisation(source, body.start) && !holdsVerb(source, body)
  if (isName && !walk.groups.saysWhatToDo(node)) return
  const section = walk.sectionOf(node)
  const first = splitSentences(source, body)[0] ?? body
  const speech = findSpeech(source, first, walk.voice)
  const introduced = introducedBy(walk, node)?.direction
  // Told to wish for something, one has a task.
  const isWish = introduced === 'wish' || (introduced !== 'order' && speech?.direction === 'wish')
  const judges =
    isAppraisal(source, first) &&
    !utters(walk, body, 'order') &&
    !standsAt(IMPERATIVE, source, skipLeadIns(source, body))
  if (isWish) reading.proposals.push(body)
  else if (walk.isFormal && (section === 'appraisal' || judges)) reading.conclusions.push(body)
  else if (isTaskPoint(walk, node, body)) addItem(walk, body, first, node.parent)
  else if (judges && walk.inSpeech) reading.conclusions.push(body)
}

/** What is to be done by a day of its own column is a task wherever its table stands. */
function isDatedRow(walk: Walk, body: Span): boolean {
  const { source, voice } = walk
  if (!voice.isOwn || TOLD.test(lowOf(source, body))) return false
  if (inRow(walk, body) === null && !isDuty(walk, body, true)) return false
  return deadlineInRow(walk, body).some(
    ({ named: { date } }) => date !== null && (walk.issuedOn === null || date >= walk.issuedOn),
  )
}

/** A row of a table of tasks, its cells kept together; one of names or figures gives nobody a task. */
function readRow(walk: Walk, node: Node): void {
  const { source } = walk
  const body = bodyOf(node)
  const saysWhat = rowCells(source.text, body).some(
    (cell) => standsAt(IMPERATIVE, source, cell.start) || holdsVerb(source, cell),
  )
  walk.columns = walk.heads
  if (saysWhat && (isTaskPoint(walk, node, body) || isDatedRow(walk, body)))
    addItem(walk, body, body, node.parent)
  walk.columns = undefined
}

function withoutColon(source: Source, span: Span): Span {
  const trimmed = trimSpan(source.text, span)
  const hasColon = /[:.]/u.test(source.text[trimmed.end - 1] ?? '')
  return hasColon ? trimSpan(source.text, { start: span.start, end: trimmed.end - 1 }) : trimmed
}

/** "1. Về phát triển hạ tầng" under "Về các kiến nghị" names a wish; in a hearing, a field asked about. */
function readHeading(walk: Walk, node: Node): void {
  const { source, reading } = walk
  const { start, end } = bodyOf(node)
  if (node.paragraph.marker === null || !/^Về\s/u.test(source.text.slice(start, end))) return
  const colon = source.text.indexOf(':', start)
  const subject = withoutColon(source, { start, end: colon > 0 && colon < end ? colon : end })
  if (walk.isQuestioning) reading.questions.push(subject)
  else if (walk.sectionOf(node) === 'petition') reading.proposals.push(subject)
}

function readNode(walk: Walk, node: Node): void {
  const { source } = walk
  const isTitle = isTitleOf(source, node)
  if (isTitle) readHeading(walk, node)
  if (node.paragraph.marker === null) {
    if (!isHeading(source, node.paragraph))
      readRunningText(walk, node, isTitle && node.children.length > 0)
  } else if (!isTitle) {
    const before = countFound(walk.reading)
    const items = walk.reading.items.length
    const isRow = node.paragraph.marker === 'row'
    const heads = isRow ? readHeads(source, node.paragraph) : undefined
    if (heads) {
      walk.heads = heads
      return
    }
    if (isRow) readRow(walk, node)
    else readPoint(walk, node)
    if (walk.reading.items.length > items) walk.groups.setTask(node)
    else if (countFound(walk.reading) === before && !isFormulaPoint(walk, node))
      walk.groups.setUnrecognised(node)
  }
}

function countFound({ conclusions, items, proposals, questions }: BodyReading): number {
  return conclusions.length + items.length + proposals.length + questions.length
}

/** The number of a point as it is written, without its full stop or brackets. */
function numberOf(source: Source, { paragraph }: Node): string {
  return source.text.slice(paragraph.start, paragraph.body).replace(/[\s().,:]/gu, '')
}

/** Judgements, assignments, wishes and questions in the body of a paper, in the order of the text. */
export function readBody(context: BodyContext, nodes: readonly Node[]): BodyReading {
  const reading: BodyReading = {
    conclusions: [],
    items: [],
    proposals: [],
    questions: [],
    unrecognised: [],
  }
  const groups = groupPoints(context.source, nodes)
  const walk: Walk = {
    ...context,
    reading,
    groups,
    heads: undefined,
    columns: undefined,
    introductionOf: readIntroductions(context),
    sectionOf: sectionClasses(context.source),
    inSpeech: false,
  }
  for (const node of nodes) readNode(walk, node)
  reading.unrecognised.push(
    ...groups.unrecognisedBesideTasks().map((node) => ({
      ...bodyOf(node),
      number: numberOf(context.source, node),
    })),
  )
  return reading
}
