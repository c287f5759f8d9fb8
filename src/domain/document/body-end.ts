import { splitLines } from './paragraphs.ts'
import type { Source } from './source.ts'

/** Who gets the paper: the words alone in their line or cell, or with a colon; "Nơi nhận hồ sơ: …" says something of its own. */
const RECIPIENTS = /^nơi\s+nhận(?:\s*\([^()]*\))?(?:\s*[:.]|\s*$|\t|\s{3,})/u
/** "T/M BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "TL. …": who signs. */
const SIGNATURE = /^(?:T\/M|TM\.|K\/T|KT\.|T\/L|TL\.|TUQ\.|T\/UQ|Q\.)\s*\p{Lu}/u

/** Where the body of an official paper ends: at its recipients or its signature. */
export function findBodyEnd(source: Source, start: number): number {
  const lines = splitLines(source.text, { start, end: source.text.length })
  const end = lines.find((line) => {
    const text = source.text.slice(line.start, line.end)
    return RECIPIENTS.test(source.low.slice(line.start, line.end)) || SIGNATURE.test(text)
  })
  return end?.start ?? source.text.length
}
