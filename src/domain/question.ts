import { detectClassified } from './document/detect-classified.ts'
import { foldKey } from './text/fold-key.ts'

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
export type DoorVerdict = 'open' | 'complaint' | 'classified' | 'emergency'

/**
 * Denunciations and complaints have a lawful form of their own (Luật Tố cáo 25/2018, Điều 22-23; Luật
 * Khiếu nại 02/2011), so they are not taken in here; nor is a paper stamped secret (Luật Bảo vệ bí mật nhà
 * nước 29/2018, Điều 5). In an emergency the telephone comes first.
 */
export function judgeAtDoor(text: string): DoorVerdict {
  if (detectClassified(text)) return 'classified'
  const key = ` ${foldKey(text)} `
  if (COMPLAINT.some((cue) => key.includes(` ${cue} `))) return 'complaint'
  if (EMERGENCY.some((cue) => key.includes(` ${cue} `))) return 'emergency'
  return 'open'
}

const COMPLAINT = [
  'to cao',
  'don to cao',
  'tham nhung',
  'nhan hoi lo',
  'dua hoi lo',
  'bao che',
  'khieu nai',
  'don khieu nai',
  'xu ly ky luat ong',
  'xu ly ky luat ba',
]
const EMERGENCY = [
  'dang chay',
  'chay nha',
  'chay rung',
  'tai nan',
  'danh nhau',
  'lu quet',
  'sat lo',
  'duoi nuoc',
  'bao hanh',
  'xam hai tre em',
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
