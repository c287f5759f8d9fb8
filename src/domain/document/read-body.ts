import { APPRAISAL, FORMULA, IMPERATIVE, MADE_KNOWN, MODAL, SPEECH_OPENING } from './cues.ts'
import { findAssignee, findHeadingAssignee, isPureAddress } from './find-assignee.ts'
import { findDeadlines, type FoundDeadline } from './find-deadlines.ts'
import { bodyOf, isHeading, isIntroduction, isTitleOf, type Node } from './outline.ts'
import { findPeople } from './people.ts'
import { splitProposals } from './proposals.ts'
import { sectionClass } from './section-class.ts'
import { splitSentences, withoutClosingMark } from './sentences.ts'
import type { Source, Span } from './source.ts'
import { findSpeech, skipLeadIns, startsWithSpeaker, type Speech } from './speech.ts'

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
}

/** What is known of the paper before its body is read. */
export interface BodyContext {
  source: Source
  /** A paper with a head block, not a news item. */
  isFormal: boolean
  /** Its kind only gives tasks in sections that say so (reports, plans). */
  isReporting: boolean
  /** A resolution on questions put to the authorities: its headings are the fields asked about. */
  isQuestioning: boolean
  ownRank: number | undefined
  issuedOn: string | null
}

interface Walk extends BodyContext {
  reading: BodyReading
  /** A leader has begun to speak (news). */
  inSpeech: boolean
}

/** State inside one paragraph: what its last utterance was. */
type Drift = 'none' | 'order' | 'wish'

const SHORTEST_TASK = 20

function startsImperative(source: Source, at: number): boolean {
  IMPERATIVE.lastIndex = at
  return IMPERATIVE.test(source.low)
}

function isFormula(source: Source, span: Span): boolean {
  FORMULA.lastIndex = span.start
  if (FORMULA.test(source.low)) return true
  return MADE_KNOWN.test(source.low.slice(span.start, span.end))
}

/** The utterance that introduces what stands under a node, from its last sentence. */
function introducedBy(walk: Walk, node: Node): Speech | undefined {
  const parent = node.parent
  if (parent === null || !isIntroduction(walk.source, parent.paragraph)) return undefined
  const last = splitSentences(walk.source, bodyOf(parent)).at(-1)
  return last === undefined ? undefined : findSpeech(walk.source, last, walk.ownRank)
}

/** A heading that only names an addressee speaks for all under it; any other only for who names none. */
function assigneeOf(walk: Walk, span: Span, sentence: Span, parent: Node | null): Span | null {
  const { source } = walk
  const own = findAssignee(source, span, sentence)
  if (parent === null || !isTitleOf(source, parent)) return own
  const last = splitSentences(source, bodyOf(parent)).at(-1) ?? bodyOf(parent)
  const above = findHeadingAssignee(source, last)
  if (above === null) return own
  const handsOn = /^(?:giao|phân\s+công)(?!\p{L})/u.test(source.low.slice(span.start, span.end))
  return isPureAddress(source, above) && !handsOn ? above : (own ?? above)
}

function addItem(walk: Walk, span: Span, sentence: Span, parent: Node | null): void {
  const { source, issuedOn } = walk
  const whole = withoutClosingMark(source.text, span)
  const own = findDeadlines(source, whole, issuedOn)
  const isIntroduced = parent !== null && isIntroduction(source, parent.paragraph)
  const deadlines =
    own.length > 0 || !isIntroduced ? own : findDeadlines(source, bodyOf(parent), issuedOn)
  walk.reading.items.push({
    ...whole,
    assignee: assigneeOf(walk, whole, sentence, parent),
    deadlines,
  })
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

function isDuty(walk: Walk, span: Span): boolean {
  const start = skipLeadIns(walk.source, span)
  if (startsImperative(walk.source, start)) return true
  return (
    MODAL.test(walk.source.low.slice(start, span.end)) &&
    findAssignee(walk.source, span, span) !== null
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
  const span = behindColon(source, sentence, speech)
  if (span.end > span.start) addItem(walk, span, sentence, node.parent)
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
  if (/\?[”"’')]*$/u.test(source.text.slice(sentence.start, sentence.end))) {
    reading.questions.push(sentence)
    return drift
  }
  if (isFormula(source, sentence)) return drift
  if (opensSpeech(source, sentence)) walk.inSpeech = true
  const speech = findSpeech(source, sentence, walk.ownRank)
  if (speech !== undefined) return readUtterance(walk, sentence, speech, drift, node)
  const mayGoOn = drift === 'order' || isTask || (walk.inSpeech && drift !== 'wish')
  const words = source.low.slice(sentence.start, sentence.end)
  if (walk.inSpeech && APPRAISAL.test(words)) {
    reading.conclusions.push(withoutClosingMark(source.text, sentence))
    return drift
  }
  const isImperative = startsImperative(source, skipLeadIns(source, sentence))
  const goesOn =
    mayGoOn &&
    (drift === 'order' || isTask
      ? isImperative || isDuty(walk, sentence)
      : !isImperative && isDuty(walk, sentence))
  if (!goesOn || sentence.end - sentence.start < SHORTEST_TASK) return drift
  addItem(walk, sentence, sentence, node.parent)
  return 'order'
}

function readRunningText(walk: Walk, node: Node, isIntro: boolean): void {
  const { source, reading } = walk
  const section = sectionClass(source, node)
  const body = bodyOf(node)
  if (walk.isFormal && section === 'appraisal' && !isIntro) {
    reading.conclusions.push(withoutClosingMark(source.text, body))
    return
  }
  const introduced = introducedBy(walk, node)
  const isTask = walk.isFormal
    ? section === 'task' || section === 'petition' || introduced?.direction === 'order'
    : introduced?.direction === 'order'
  let drift: Drift = introduced?.direction === 'wish' ? 'wish' : 'none'
  const sentences = splitSentences(source, body)
  for (const sentence of isIntro ? sentences.slice(0, -1) : sentences) {
    drift = readSentence(walk, sentence, drift, node, isTask)
  }
  const last = isIntro ? sentences.at(-1) : undefined
  if (last === undefined) return
  // The introduction itself is no item, but it shows that a leader speaks.
  if (opensSpeech(source, last) || findSpeech(source, last, walk.ownRank)?.direction === 'order')
    walk.inSpeech = true
}

function isTaskPoint(walk: Walk, node: Node, body: Span): boolean {
  const { source } = walk
  const section = sectionClass(source, node)
  const introduced = introducedBy(walk, node)
  if (introduced?.direction === 'order' || section === 'task') return true
  if (section === 'petition' && walk.isFormal) return true
  const sentences = splitSentences(source, body)
  if (
    sentences.some((sentence) => findSpeech(source, sentence, walk.ownRank)?.direction === 'order')
  )
    return true
  if (section === 'background' || walk.isReporting) return false
  return (walk.isFormal || walk.inSpeech) && isDuty(walk, sentences[0] ?? body)
}

/** A numbered or dashed point is taken whole: its sentences belong together. */
function readPoint(walk: Walk, node: Node): void {
  const { source, reading } = walk
  const body = withoutClosingMark(source.text, bodyOf(node))
  if (isFormula(source, body) || body.end - body.start < SHORTEST_TASK) return
  const section = sectionClass(source, node)
  const first = splitSentences(source, body)[0] ?? body
  const speech = findSpeech(source, first, walk.ownRank)
  const isWish = introducedBy(walk, node)?.direction === 'wish' || speech?.direction === 'wish'
  const isAppraisal =
    APPRAISAL.test(source.low.slice(first.start, first.end)) &&
    speech === undefined &&
    !startsImperative(source, skipLeadIns(source, body))
  if (isWish) reading.proposals.push(body)
  else if (walk.isFormal && (section === 'appraisal' || isAppraisal)) reading.conclusions.push(body)
  else if (isTaskPoint(walk, node, body)) addItem(walk, body, first, node.parent)
  else if (isAppraisal && walk.inSpeech) reading.conclusions.push(body)
}

function withoutColon(source: Source, span: Span): Span {
  const colon = /\s*[:.]\s*$/u.exec(source.text.slice(span.start, span.end))
  return colon === null ? span : { start: span.start, end: span.start + colon.index }
}

/** "1. Về phát triển hạ tầng" under "Về các kiến nghị" names a wish; in a hearing, a field asked about. */
function readHeading(walk: Walk, node: Node): void {
  const { source, reading } = walk
  const { start, end } = bodyOf(node)
  if (node.paragraph.marker === null || !/^Về\s/u.test(source.text.slice(start, end))) return
  const colon = source.text.indexOf(':', start)
  const subject = withoutColon(source, { start, end: colon > 0 && colon < end ? colon : end })
  if (walk.isQuestioning) reading.questions.push(subject)
  else if (sectionClass(source, node) === 'petition') reading.proposals.push(subject)
}

function readNode(walk: Walk, node: Node): void {
  const { source } = walk
  const isTitle = isTitleOf(source, node)
  if (isTitle) readHeading(walk, node)
  if (node.paragraph.marker === null) {
    if (!isHeading(source, node.paragraph))
      readRunningText(walk, node, isTitle && node.children.length > 0)
  } else if (!isTitle) readPoint(walk, node)
}

/** Judgements, assignments, wishes and questions in the body of a paper, in the order of the text. */
export function readBody(context: BodyContext, nodes: readonly Node[]): BodyReading {
  const reading: BodyReading = { conclusions: [], items: [], proposals: [], questions: [] }
  const walk: Walk = { ...context, reading, inSpeech: false }
  for (const node of nodes) readNode(walk, node)
  return reading
}
