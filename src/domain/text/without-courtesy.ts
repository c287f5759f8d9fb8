import { anyPhrase, asWritten, withOrWithoutMarks } from './any-phrase.ts'
import { wordsAsWritten } from './words-as-written.ts'

const startOf = (pattern: RegExp): RegExp => new RegExp(`^${pattern.source} `, 'u')

/** “Dạ duyệt” says yes before it; typed without its mark, “da duyet” may say that it was done before. */
const LEADS = [
  startOf(anyPhrase('dạ', asWritten)),
  startOf(anyPhrase('vâng|ok|oke|ừ|thưa', withOrWithoutMarks)),
]
/** Who agrees or confirms may say so of themselves; “em gửi” is said to somebody else, and chooses nothing. */
const OF_ONESELF = new RegExp(
  `^(?:${anyPhrase('da|tôi|tui|em|con|cháu|mình|xin', withOrWithoutMarks).source} )+(?=${anyPhrase('đồng ý|không đồng ý|xác nhận', withOrWithoutMarks).source}$)`,
  'u',
)
/** “Rồi” is none of them: “duyệt rồi” tells of what was done. Nor is “à”, which asks. */
const ENDS = new RegExp(
  `(?: ${anyPhrase('ạ|nhé|nha|nhá|nghe|nghen', withOrWithoutMarks).source})+$`,
  'u',
)

/**
 * The words of a text as they are written, without what is put around one or two words out of politeness (“dạ đồng ý ạ”):
 * nothing that says no, and nothing that says more.
 */
export function withoutCourtesy(text: string): string {
  let words = wordsAsWritten(text).join(' ').replace(ENDS, '')
  for (let lead = leadOf(words); lead !== ''; lead = leadOf(words)) words = words.slice(lead.length)
  return words.replace(OF_ONESELF, '')
}

function leadOf(words: string): string {
  return LEADS.map((lead) => lead.exec(words)?.[0] ?? '').find((lead) => lead !== '') ?? ''
}
