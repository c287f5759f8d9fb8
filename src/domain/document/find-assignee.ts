import { ORDER_VERBS } from './cues.ts'
import {
  MODAL_BOUNDARY,
  readOrganisation,
  skipBlanks,
  type OrganisationPhrase,
} from './organisation-phrase.ts'
import { cue, type Source, type Span } from './source.ts'
import { findSpeech, skipLeadIns } from './speech.ts'

const LEADING_VERB = cue(`(?:${ORDER_VERBS})`, 'uy')
const HAND_DOWN = /^(?:chỉ\s+đạo|giao|yêu\s+cầu|phân\s+công|đề\s+nghị)$/u
const FIRST_WORDS = cue('(?:cho|tới|đến|đồng thời|tiếp tục|các nội dung sau|thêm)\\s+', 'uy')

function objectOf(source: Source, verbEnd: number, limit: number): OrganisationPhrase | undefined {
  let at = skipBlanks(source, verbEnd)
  FIRST_WORDS.lastIndex = at
  const word = FIRST_WORDS.exec(source.low)
  if (word !== null) at += word[0].length
  const phrase = readOrganisation(source, at, limit)
  if (phrase === undefined || !HAND_DOWN.test(phrase.boundary)) return phrase
  // "đề nghị UBND tỉnh chỉ đạo Công an tỉnh …": the work is the last one's.
  const next = source.low.indexOf(phrase.boundary, phrase.end) + phrase.boundary.length
  return objectOf(source, next, limit) ?? phrase
}

function isSpan(phrase: OrganisationPhrase | undefined): Span | null {
  return phrase === undefined ? null : { start: phrase.start, end: phrase.end }
}

/** "Ủy ban nhân dân xã, trong phạm vi …, có trách nhiệm": a circumstance may stand between. */
function isFollowedByDuty(source: Source, phrase: OrganisationPhrase, limit: number): boolean {
  if (phrase.boundary !== ',') return phrase.boundary !== '' && !/^[.;(]/u.test(phrase.boundary)
  return MODAL_BOUNDARY.test(source.low.slice(phrase.end, Math.min(limit, phrase.end + 200)))
}

/**
 * Who is given the work in an item, by its own words: the object of the verb ("giao Phòng Kinh tế chủ trì"),
 * or the subject it begins with ("Các thôn rà soát"). Null when nobody is named; nobody is guessed.
 */
export function findAssignee(source: Source, item: Span, sentence: Span): Span | null {
  const start = skipLeadIns(source, item)
  LEADING_VERB.lastIndex = start
  const leading = LEADING_VERB.exec(source.low)
  if (leading !== null) return isSpan(objectOf(source, start + leading[0].length, item.end))
  const speech = findSpeech(source, sentence, undefined)
  if (speech !== undefined && speech.subject !== null && speech.verb.start >= item.start) {
    return isSpan(objectOf(source, speech.verb.end, item.end))
  }
  const subject = readOrganisation(source, skipBlanks(source, start), item.end)
  return subject !== undefined && isFollowedByDuty(source, subject, item.end)
    ? isSpan(subject)
    : null
}

/** Whom a heading or an introduction addresses: all of "Công an xã:" or the object of its order. */
export function findHeadingAssignee(source: Source, heading: Span): Span | null {
  const colon = source.low.indexOf(':', heading.start)
  const inner = colon > 0 && colon < heading.end - 1 ? skipBlanks(source, colon + 1) : heading.start
  for (const start of new Set([inner, heading.start])) {
    const found = findAssignee(source, { start, end: heading.end }, { start, end: heading.end })
    if (found !== null) return found
  }
  return null
}

/** Whether the words go straight on with a colon: the heading says nothing but whom it addresses. */
export function isPureAddress(source: Source, assignee: Span): boolean {
  return /^\s*:/u.test(source.low.slice(assignee.end, assignee.end + 4))
}
