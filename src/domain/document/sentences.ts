import { lowOf, sliceOf, trimSpan, type Source, type Span } from './source.ts'

/** A stop, its closing quotes or brackets, and a blank or the end behind it. */
const STOP = /(?:\.\/\.|\.{3}|[.!?…])[”"’')\]]*(?=\s|$)/gu
/** Blanks between two sentences are fewer than this. */
const LOOK_AHEAD = 20
/** Abbreviations whose full stop ends no sentence. */
const ABBREVIATION = /(?:^|[\s(])(?:tp|tt|tx|th\.?s|ts|gs|pgs|bs|ks|đ\/c|v\.v|vd|tr|q|p|st|no)\.$/u
/** "T. Sỹ", "1. ", "I. ": an initial or a number at the start. */
const INITIAL = /(?:^|[\s.(])\p{Lu}\.$/u
const NUMBERING = /^\s*(?:\d{1,2}|[IVX]{1,5}|[a-zđ])\.$/u

function isStop(source: Source, span: Span, end: number): boolean {
  const stop = source.text.slice(Math.max(span.start, end - 12), end)
  if (ABBREVIATION.test(source.low.slice(Math.max(span.start, end - 12), end))) return false
  if (
    INITIAL.test(stop) ||
    (end - span.start < 8 && NUMBERING.test(source.text.slice(span.start, end)))
  )
    return false
  // "v.v… và": a small letter goes on with the sentence.
  return !/^\s*\p{Ll}/u.test(source.text.slice(end, Math.min(span.end, end + LOOK_AHEAD)))
}

/** "./." ends a State paper; the sentence ends with its first stop. */
function endWithin(text: string, at: number, stop: string): number {
  return stop.startsWith('./.') ? at + 1 : at + stop.length
}

/** The sentences of a paragraph, without the blanks between them. */
export function splitSentences(source: Source, span: Span): Span[] {
  const part = sliceOf(source.text, span)
  const sentences: Span[] = []
  let start = span.start
  for (const found of part.matchAll(STOP)) {
    const after = span.start + found.index + found[0].length
    if (!isStop(source, span, after)) continue
    const end = endWithin(part, span.start + found.index, found[0])
    sentences.push(trimSpan(source.text, { start, end }))
    start = after
  }
  sentences.push(trimSpan(source.text, { start, end: span.end }))
  return sentences.filter((one) => /[\p{L}\p{N}]/u.test(sliceOf(source.text, one)))
}

/** The span without a State paper's closing mark "./.": its first stop stays. */
export function withoutClosingMark(text: string, span: Span): Span {
  const trimmed = trimSpan(text, span)
  const mark = /\.\s?\/\s?\.$/u.exec(sliceOf(text, trimmed))
  return mark === null ? trimmed : { start: trimmed.start, end: trimmed.start + mark.index + 1 }
}

const ENUMERATION =
  /(?:^|;\s*)(?=(?:một|hai|ba|bốn|năm|sáu|bảy) là(?!\p{L})|thứ (?:nhất|hai|ba|tư|năm|sáu)(?!\p{L}))/gu

/** The parts of "một là, …; hai là, …", or the span itself where nothing is counted. */
export function splitEnumerated(source: Source, span: Span): Span[] {
  const part = lowOf(source, span)
  const starts = Array.from(part.matchAll(ENUMERATION), (found) => found.index + found[0].length)
  if (starts.length < 2) return [span]
  return starts.map((start, index) =>
    trimSpan(source.text, {
      start: span.start + (index === 0 ? 0 : start),
      end: span.start + (starts[index + 1] ?? part.length),
    }),
  )
}
