import { loose, lowOf, sliceOf, trimSpan, type Source, type Span } from './source.ts'
import type { Speech } from './speech.ts'

/** "đề xuất một số ý kiến, kiến nghị liên quan đến công tác …": the wishes are what follows. */
const LIST_LEAD = new RegExp(
  loose(
    '^\\s*(?:một số |nhiều |các |những )?(?:ý kiến|nội dung|vấn đề|kiến nghị|đề xuất|khó khăn)(?:, (?:kiến nghị|đề xuất|ý kiến))*\\s*(?:liên quan đến|liên quan tới|về|như|gồm|tập trung vào|:)\\s*:?\\s*(?:công tác |các vấn đề |vấn đề |nội dung )?',
  ),
  'u',
)
const SUBJECT_MAX = 80
const LIST_BREAK = /;|,(?=\s+(?:việc|về|công\s+tác|vấn\s+đề)\s)/gu

function splitAt(source: Source, span: Span, separator: RegExp): Span[] {
  const parts: Span[] = []
  let start = span.start
  for (const found of lowOf(source, span).matchAll(separator)) {
    parts.push(trimSpan(source.text, { start, end: span.start + found.index }))
    start = span.start + found.index + found[0].length
  }
  parts.push(trimSpan(source.text, { start, end: span.end }))
  return parts.filter((part) => part.end > part.start)
}

function withoutStop(source: Source, span: Span): Span {
  const stop = /[.…]+$/u.exec(sliceOf(source.text, span))
  return stop === null ? span : { start: span.start, end: span.start + stop.index }
}

/** The single wishes that a sentence utters, as they stand in it. */
export function splitProposals(source: Source, sentence: Span, speech: Speech): Span[] {
  const lead = LIST_LEAD.exec(source.low.slice(speech.verb.end, sentence.end))
  if (lead !== null) {
    const start = speech.verb.end + lead[0].length
    return splitAt(source, withoutStop(source, { start, end: sentence.end }), LIST_BREAK)
  }
  const { subject, verb } = speech
  // Where much stands between who and what ("cử tri phấn khởi …, đồng thời kiến nghị"), the verb begins it.
  const isFar = subject !== null && verb.start - subject.start > SUBJECT_MAX
  const start = subject === null ? sentence.start : isFar ? verb.start : subject.start
  return splitAt(source, { start, end: sentence.end }, /;/gu)
}
