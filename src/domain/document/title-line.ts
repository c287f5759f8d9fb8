import { namesDueDay } from './left-out.ts'
import { splitSentences } from './sentences.ts'
import { lowOf, type Source, type Span } from './source.ts'
import { ANY_VOICE, findSpeech } from './speech.ts'

/** "V/v nộp báo cáo trước ngày 10/12." says what a paper is about, whatever it ends with. */
const SUBJECT = /^(?:v\/v|về)(?!\p{L})/u

/** Whether a line where a title may stand is already what the paper says: sentences, or one that tells somebody what to do. */
export function isSaying(source: Source, line: Span): boolean {
  if (SUBJECT.test(lowOf(source, line))) return false
  const sentences = splitSentences(source, line)
  const asks = sentences.map((one) => findSpeech(source, one, ANY_VOICE)?.direction === 'order')
  const isDue = sentences.some((one) => namesDueDay(source, one))
  if (sentences.length > 1) return isDue || asks.includes(true) || endsWithStop(source, line)
  return endsWithStop(source, line) && (isDue || asks.includes(true))
}

function endsWithStop(source: Source, { end }: Span): boolean {
  return /[.!]/u.test(source.text[end - 1] ?? '')
}
