import { ORDER_VERBS } from './cues.ts'
import {
  MODAL_BOUNDARY,
  readOrganisation,
  skipBlanks,
  type OrganisationPhrase,
} from './organisation-phrase.ts'
import { isAllCapitals } from './paragraphs.ts'
import { cue, lengthAt, sliceOf, type Source, type Span } from './source.ts'
import { ANY_VOICE, findSpeech, skipLeadIns, type Speech } from './speech.ts'

const LEADING_VERB = cue(`(?:${ORDER_VERBS})`, 'uy')
/** A asks B to have C do it: longer chains are not written. */
const HAND_DOWNS_MAX = 3
const HAND_DOWN = /^(?:chỉ\s+đạo|giao|yêu\s+cầu|phân\s+công|đề\s+nghị)$/u
const ADDRESS_LEAD = cue('(?:đối với|về phía|riêng đối với|riêng)', 'uy')
const FIRST_WORDS = cue('(?:cho|tới|đến|đồng thời|tiếp tục|các nội dung sau|thêm)', 'uy')

function objectOf(
  source: Source,
  verbEnd: number,
  limit: number,
  handDowns = HAND_DOWNS_MAX,
): OrganisationPhrase | undefined {
  let at = skipBlanks(source, verbEnd)
  const word = lengthAt(FIRST_WORDS, source, at)
  if (word !== null) at = skipBlanks(source, at + word)
  const phrase = readOrganisation(source, at, limit)
  if (phrase === undefined || handDowns === 0 || !HAND_DOWN.test(phrase.boundary)) return phrase
  // "đề nghị UBND tỉnh chỉ đạo Công an tỉnh …": the work is the last one's.
  const next = source.low.indexOf(phrase.boundary, phrase.end) + phrase.boundary.length
  return objectOf(source, next, limit, handDowns - 1) ?? phrase
}

function isSpan(phrase: OrganisationPhrase | undefined): Span | null {
  return phrase === undefined ? null : { start: phrase.start, end: phrase.end }
}

/** "Ủy ban nhân dân xã, trong phạm vi …, có trách nhiệm": a circumstance may stand between. */
function isFollowedByDuty(source: Source, phrase: OrganisationPhrase, limit: number): boolean {
  if (phrase.boundary !== ',') return phrase.boundary !== '' && !/^[.;(]/u.test(phrase.boundary)
  return MODAL_BOUNDARY.test(source.low.slice(phrase.end, Math.min(limit, phrase.end + 200)))
}

/** The object of the order that the item begins with or that its sentence utters; null when there is none. */
function objectOfOrder(source: Source, item: Span, sentence: Span): Span | null {
  const start = skipLeadIns(source, item)
  const leading = lengthAt(LEADING_VERB, source, start)
  if (leading !== null) return isSpan(objectOf(source, start + leading, item.end))
  const speech = utteredInside(source, item, sentence)
  return speech === undefined ? null : isSpan(objectOf(source, speech.verb.end, item.end))
}

function utteredInside(source: Source, item: Span, sentence: Span): Speech | undefined {
  const speech = findSpeech(source, sentence, ANY_VOICE)
  // "Phòng Kinh tế đề nghị UBND tỉnh …" as a task is the office's own.
  const isOrder = speech?.direction === 'order' && speech.verb.start >= item.start
  return isOrder ? speech : undefined
}

/** "Ngân hàng thông báo: các hộ …": who announces has not the work. */
function behindAnnouncement(source: Source, start: number, limit: number): number {
  const subject = readOrganisation(source, start, limit)
  if (subject?.boundary.startsWith('thông') !== true) return start
  const announcing = /^\s*thông\s+báo\s*:\s*/u.exec(source.low.slice(subject.end, limit))
  return announcing === null ? start : subject.end + announcing[0].length
}

function ownAssignee(source: Source, item: Span, sentence: Span): Span | null {
  const object = objectOfOrder(source, item, sentence)
  if (object !== null || utteredInside(source, item, sentence) !== undefined) return object
  const start = skipLeadIns(source, item)
  const announced = behindAnnouncement(source, start, item.end)
  const subject = readOrganisation(source, announced, item.end)
  return subject !== undefined && isFollowedByDuty(source, subject, item.end)
    ? isSpan(subject)
    : null
}

/** "Đối với các tổ chức đoàn thể, đồng chí Bí thư đề nghị: …" */
function addressedInLead(source: Source, sentence: Span): Span | null {
  const lead = lengthAt(ADDRESS_LEAD, source, sentence.start)
  if (lead === null) return null
  const comma = source.low.indexOf(',', sentence.start)
  const limit = comma < 0 ? sentence.end : Math.min(sentence.end, comma + 1)
  const phrase = readOrganisation(source, skipBlanks(source, sentence.start + lead), limit)
  return phrase?.boundary === ',' || phrase?.boundary === ':' ? isSpan(phrase) : null
}

/**
 * Who is given the work in an item, by its own words: the object of the verb ("giao Phòng Kinh tế chủ trì"),
 * the subject it begins with ("Các thôn rà soát"), or who is addressed in front ("Đối với Công an xã, …").
 * Null when nobody is named; nobody is guessed.
 */
export function findAssignee(source: Source, item: Span, sentence: Span): Span | null {
  return ownAssignee(source, item, sentence) ?? addressedInLead(source, sentence)
}

/** Whom a heading or an introduction addresses: all of "Công an xã:" or the object of its order. */
export function findHeadingAssignee(source: Source, heading: Span): Span | null {
  // "TỔ CHỨC THỰC HIỆN" in capitals is the title of a section and names nobody.
  if (isAllCapitals(sliceOf(source.text, heading))) return null
  const colon = source.low.indexOf(':', heading.start)
  const inner = colon > 0 && colon < heading.end - 1 ? skipBlanks(source, colon + 1) : heading.start
  for (const start of new Set([inner, heading.start])) {
    const span = { start, end: heading.end }
    const subject = readOrganisation(source, start, heading.end)
    if (subject !== undefined && isPureAddress(source, subject, heading.end)) return isSpan(subject)
    const found = objectOfOrder(source, span, span)
    if (found !== null) return found
  }
  return addressedInLead(source, heading)
}

/** Whether a heading that ends at `end` says nothing but whom it addresses: a colon or nothing follows. */
export function isPureAddress(source: Source, assignee: Span, end: number): boolean {
  const behind = source.low.slice(assignee.end, Math.min(end, assignee.end + 4))
  return /^\s*(?::|$)/u.test(behind)
}
