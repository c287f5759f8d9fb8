import { splitLines } from './paragraphs.ts'
import { cue, type Source, type Span } from './source.ts'

/** Who gets the paper: the words alone in their line or cell, or with a colon; "Nơi nhận hồ sơ: …" says something of its own. */
const RECIPIENTS = /^nơi\s+nhận(?:\s*\([^()]*\))?(?:\s*[:.]|\s*$|\t|\s{3,})/u
/** "Nơi nhận: Trụ sở UBND xã." says where gifts are taken in. */
const PLACE = cue('trụ sở|nhà văn hóa|hội trường|bộ phận|trung tâm|tại|tầng|phòng')
const RECIPIENTS_LISTED = cue('như|lưu')
/** "T/M BAN THƯỜNG VỤ", "KT. CHỦ TỊCH", "TL. …": who signs. */
const SIGNATURE = /^(?:T\/M|TM\.|K\/T|KT\.|T\/L|TL\.|TUQ\.|T\/UQ|Q\.)\s*\p{Lu}/u

function isRecipients(low: string): boolean {
  if (!RECIPIENTS.test(low)) return false
  const isPlace = !/[;\t]|\s{3,}/u.test(low) && PLACE.test(low) && !RECIPIENTS_LISTED.test(low)
  return !isPlace
}

/** Whether a line names the recipients of a paper or who signs it. */
export function endsBody(source: Source, { start, end }: Span): boolean {
  return isRecipients(source.low.slice(start, end)) || SIGNATURE.test(source.text.slice(start, end))
}

/** Where the body of an official paper ends: at its recipients or its signature. */
export function findBodyEnd(source: Source, start: number): number {
  const lines = splitLines(source.text, { start, end: source.text.length })
  return lines.find((line) => endsBody(source, line))?.start ?? source.text.length
}
