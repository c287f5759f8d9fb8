import { detectClassified } from './document/detect-classified.ts'
import { readDocument } from './document/read-document.ts'
import { hasMarks, lookForPhrases } from './text/phrases.ts'

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
