import { detectClassified } from './document/detect-classified.ts'
import { lookForPhrases } from './text/phrases.ts'

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

/** What a text seems to be at the door, before anything of it is stored. */
export type DoorVerdict = 'open' | 'complaint' | 'classified'

/**
 * Denunciations and complaints have a lawful form of their own (Luật Tố cáo 25/2018, Điều 22-23; Luật
 * Khiếu nại 02/2011), so they are not taken in here; nor is a paper stamped secret (Luật Bảo vệ bí mật nhà
 * nước 29/2018, Điều 5).
 */
export function judgeAtDoor(text: string): DoorVerdict {
  if (detectClassified(text)) return 'classified'
  return lookForPhrases(text, MEANT_OTHERWISE)(COMPLAINT) ? 'complaint' : 'open'
}

/** Whether the telephone comes first, whatever else becomes of the text. */
export function isEmergency(text: string): boolean {
  return lookForPhrases(text, MEANT_OTHERWISE)(EMERGENCY)
}

const COMPLAINT = [
  'tố cáo',
  'tham nhũng',
  'nhận hối lộ',
  'ăn hối lộ',
  'đòi hối lộ',
  'đưa hối lộ',
  'bao che',
  'khiếu nại',
  'xử lý kỷ luật ông',
  'xử lý kỷ luật bà',
]
const EMERGENCY = [
  'đang cháy',
  'bốc cháy',
  'cháy nhà',
  'cháy rừng',
  'tai nạn',
  'đánh nhau',
  'lũ quét',
  'sạt lở',
  'đuối nước',
  'bạo hành',
  'xâm hại trẻ em',
  'cứu với',
]
/** Cues in another sense, spelt alike. */
const MEANT_OTHERWISE = [
  'lưới bao che',
  'bạt bao che',
  'tấm bao che',
  'tôn bao che',
  'tường bao che',
  'vách bao che',
  'kết cấu bao che',
  'bảo hiểm tai nạn',
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
