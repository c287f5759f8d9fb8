import { detectClassified } from './document/detect-classified.ts'
import { readDocument } from './document/read-document.ts'
import { hasMarks, lookForPhrases } from './text/phrases.ts'

/** Longest question in characters, as the invitation to ask says. */
export const QUESTION_MAX = 1_000
export const ANSWER_MAX = 3_000
/** Questions one account may send a day: far above honest use, far below a flood. */
export const QUESTIONS_PER_DAY = 10
/** Outcome to the asker within 10 working days: Luật Tiếp công dân 42/2013, Điều 28. */
export const ANSWER_WORKING_DAYS = 10

/** `H34`, as people type and read it. */
export function questionCode(code: number): string {
  return `H${code}`
}

/** The words of a question under the line that names the notice it is about; undefined: about none. */
export function questionAbout(about: string | undefined, words: string): string {
  return about === undefined ? words : `${about}\n${words}`
}

/** What a text seems to be at the door, before anything of it is stored. */
export type DoorVerdict = 'open' | 'complaint' | 'classified'

/**
 * Denunciations and complaints have a lawful form of their own (Luật Tố cáo 25/2018, Điều 22-23; Luật
 * Khiếu nại 02/2011), so they are not taken in here; nor is a paper stamped secret (Luật Bảo vệ bí mật nhà
 * nước 29/2018, Điều 5).
 */
export function judgeAtDoor(text: string): DoorVerdict {
  if (detectClassified(text)) return 'classified'
  return hasComplaint(text, MEANT_OTHERWISE) ? 'complaint' : 'open'
}

/**
 * Whether a text that somebody sends unasked is a person's denunciation or complaint, and no paper or notice of an office, which
 * speaks of such by the day: one has number and issuer in its head, the other calls the subject by its name and says no “tôi”.
 */
export function isComplaintUnasked(text: string): boolean {
  const speaks = lookForPhrases(text)(['tôi'])
  const meantOtherwise = speaks ? MEANT_OTHERWISE : [...MEANT_OTHERWISE, ...SUBJECTS_OF_OFFICES]
  if (!hasComplaint(text, meantOtherwise)) return false
  const { number, issuer } = readDocument(text)
  return number === null || issuer === null
}

function hasComplaint(text: string, meantOtherwise: readonly string[]): boolean {
  const find = lookForPhrases(text, meantOtherwise)
  return find(COMPLAINT) || (hasMarks(text) && find(COMPLAINT_WITH_MARKS))
}

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

const COMPLAINT = [
  'tố cáo',
  'tố giác',
  'tham nhũng',
  'nhận hối lộ',
  'ăn hối lộ',
  'đòi hối lộ',
  'đưa hối lộ',
  'vòi hối lộ',
  'tiền hối lộ',
  'quà hối lộ',
  'tham ô tiền',
  'tham ô tài sản',
  'tham ô của',
  'đút lót',
  'bao che',
  'khiếu nại',
  'xử lý kỷ luật ông',
  'xử lý kỷ luật bà',
]
/** Without marks these are everyday words: “hỏi lô đất”, “chị Thắm ở”, “với tiền”, “biên thư”. */
const COMPLAINT_WITH_MARKS = ['hối lộ', 'tham ô', 'ăn chặn', 'vòi tiền', 'vòi vĩnh', 'biển thủ']
/** Cues in another sense, spelt alike. */
const MEANT_OTHERWISE = [
  'lưới bao che',
  'bạt bao che',
  'tấm bao che',
  'tôn bao che',
  'tường bao che',
  'vách bao che',
  'kết cấu bao che',
]

const SUBJECTS_OF_OFFICES = [
  'khiếu nại tố cáo',
  'khiếu nại và tố cáo',
  'tố cáo khiếu nại',
  'giải quyết khiếu nại',
  'giải quyết tố cáo',
  'luật khiếu nại',
  'luật tố cáo',
  'tố giác tội phạm',
  'tích cực tố giác',
  'kịp thời tố giác',
  'tố giác tin báo',
  'tin báo tố giác',
  'chống tham nhũng',
  'chống tham ô',
  'không bao che',
]

/** The day `count` working days after `from` (`YYYY-MM-DD`); Saturdays and Sundays do not count. */
export function addWorkingDays(from: string, count: number): string {
  const day = new Date(`${from}T00:00:00Z`)
  let left = count
  while (left > 0) {
    day.setUTCDate(day.getUTCDate() + 1)
    const weekday = day.getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return day.toISOString().slice(0, 10)
}
