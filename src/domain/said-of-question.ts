import { foldKey } from './text/fold-key.ts'
import { lookForPhrases } from './text/phrases.ts'

/** Longer than anybody says so little. */
const LONGEST = 80

const LEAD = '(?:(?:toi|em|con|chau|minh|bac|cho|xin|xin phep|muon|vui long|lam on|da|thoi) )*'
const TAKE_BACK = '(?:huy|cancel|rut|xoa|bo|thu hoi)(?: bo)?(?: lai)?'
const QUESTION = '(?:(?:cau hoi|phan anh|kien nghi|gop y|y kien|cau)(?: (?:so|ma|cua toi))? )?'
const END = '(?: (?:a|nhe|nha|di|giup|voi|gui nham|roi))*'
const CODE_TAKEN_BACK = new RegExp(
  `^${LEAD}${TAKE_BACK} ${QUESTION}h ?(?<code>\\d{1,9})${END}$`,
  'u',
)
const SENT_BY_MISTAKE = new RegExp(
  `^${LEAD}(?:(?:gui|hoi) nham(?: roi)? ?)?${LEAD}(?:${TAKE_BACK}(?: (?:cau hoi|phan anh|kien nghi|gop y)(?: cua toi| da gui| vua gui)*)?|gui nham(?: roi)?)${END}$`,
  'u',
)
/** “Rút”, “gửi nhầm”, “câu hỏi”: without one of them it may be anything that is taken back. */
const NAMES_IT = /(?:rut|nham|cau hoi|phan anh|kien nghi|gop y)/u
const ANSWER = '(?:tra loi|phan hoi|hoi am|ket qua|hoi dap)'
const AWAITS = [
  new RegExp(`(?:chua|khong)(?: \\p{L}+){0,3} ${ANSWER}`, 'u'),
  new RegExp(`(?:bao gio|khi nao|luc nao|chung nao|sao|bao lau)(?: \\p{L}+){0,6} ${ANSWER}`, 'u'),
  new RegExp(`${ANSWER}(?: \\p{L}+){0,3} chua(?: a)?$`, 'u'),
  /^(?:sao|lam gi ma) lau (?:the|vay)/u,
]

/** By which people begin a question who do not know the word that opens one. */
const OPENINGS = [
  'phản ánh',
  'kiến nghị',
  'góp ý',
  'có ý kiến',
  'xin hỏi',
  'muốn hỏi',
  'cho hỏi',
  'cho tôi hỏi',
  'cho em hỏi',
  'cho con hỏi',
  'cho cháu hỏi',
]
const OPENING_WORDS = 8
const COURTESY = /^(?:ạ|nhé|với)[.!…]*$/iu

/**
 * The words of a question that nobody was asked for (“Tôi muốn phản ánh đường thôn 3 hỏng”); empty: only the wish to ask; null:
 * the text is something else. They are looked for where a text begins.
 */
export function unbiddenQuestion(text: string): string | null {
  const words = text.trim().split(/\s+/u)
  if (!lookForPhrases(words.slice(0, OPENING_WORDS).join(' '))(OPENINGS)) return null
  const rest = words.filter((word) => !COURTESY.test(word))
  const isOnlyOpening = OPENINGS.some((opening) => {
    const last = rest.slice(-opening.split(' ').length).join(' ')
    return rest.length <= OPENING_WORDS && lookForPhrases(last)([opening])
  })
  return isOnlyOpening ? '' : text
}

/** Whose question, by its number, somebody takes back (“huỷ H1”, “rút câu hỏi H1 ạ”); null: the text says something else. */
export function questionTakenBack(text: string): number | null {
  const code = CODE_TAKEN_BACK.exec(plain(text))?.groups?.['code']
  return code === undefined ? null : Number(code)
}

/** Whether somebody takes back what they have sent and does not say which (“gửi nhầm, xin rút lại”, “bỏ câu hỏi”). */
export function takesBackQuestion(text: string): boolean {
  const key = plain(text)
  return key.length <= LONGEST && NAMES_IT.test(key) && SENT_BY_MISTAKE.test(key)
}

/** Whether somebody asks why there is no answer yet, or when there will be (“sao lâu thế chưa thấy trả lời”). */
export function awaitsAnswer(text: string): boolean {
  const key = plain(text)
  return key.length <= LONGEST && AWAITS.some((pattern) => pattern.test(key))
}

/** The code of a question anywhere in a text (“H1 bao giờ trả lời”); null: there is none. */
export function questionNamed(text: string): number | null {
  const code = /(?<![\p{L}\p{N}])h ?(\d{1,9})(?![\p{L}\p{N}])/u.exec(plain(text))?.[1]
  return code === undefined ? null : Number(code)
}

function plain(text: string): string {
  return foldKey(text)
    .replace(/[!?…"“”]+/gu, ' ')
    .replace(/ +/gu, ' ')
    .replace(/^[/#]/u, '')
    .trim()
}
