import { foldKey } from './text/fold-key.ts'
import { shortReply } from './text/short-reply.ts'

/** What somebody says who has read an answer: that it will do, or that it will not. */
export type SaidOfAnswer = 'thanks' | 'content' | 'unclear'

/** Longer than anybody says so little. */
const LONGEST = 80
const WHO = '(?:(?:toi|em|con|chau|minh|da|vang|thua|nhung|ma|thi|cung|van) )*'
const CONTENT = new RegExp(
  `^${WHO}(?:da |da duoc )?(?:ro|hieu|hai long|nam duoc)(?: (?:roi|a|nhe|lam|voi|cau tra loi|h ?\\d{1,9}))*$`,
  'u',
)
const UNCLEAR = new RegExp(
  `^${WHO}(?:(?:chua|khong)(?: thay| duoc| that)? (?:ro|hieu|hai long|thoa dang|day du)|khong dong y|hoi lai)(?: (?:lam|a|nhe|voi|cau tra loi|cach tra loi|ve cau tra loi|noi dung tra loi|(?:(?:xin|cho|muon) )*hoi (?:lai|them)|h ?\\d{1,9}))*$`,
  'u',
)

/** What a short text says of an answer; null: it says something else. */
export function saidOfAnswer(text: string): SaidOfAnswer | null {
  if (text.length > LONGEST) return null
  const key = foldKey(text)
    .replace(/[!?…"“”]+/gu, '')
    .trim()
  if (UNCLEAR.test(key)) return 'unclear'
  if (CONTENT.test(key)) return 'content'
  const reply = shortReply(text)
  if (reply === 'thanks') return 'thanks'
  return reply === 'yes' ? 'content' : null
}

/** What stands behind “hỏi” where somebody says that they ask again or more (“Tôi hỏi lại H3: …”); null: the text says something else. */
export function wishToAskAgain(text: string): string | null {
  const match =
    /^(?:(?:tôi|toi|em|con|cháu|chau|mình|minh|bác|bac|xin|cho|muốn|muon|dạ|da|vâng|vang)\s+){1,5}(?:hỏi|hoi)\s+(?<again>(?:lại|lai|thêm|them)\s.*)$/isu.exec(
      text.normalize('NFC').trim(),
    )
  return match?.groups?.['again'] ?? null
}

/** “Hỏi lại H1 …”, “hỏi thêm H1 …”, “hỏi H1 …”: which answered question is asked about again, behind the word, and what is asked. */
export function askedAgain(
  words: string,
): { readonly code: string; readonly words: string } | null {
  const match =
    /^(?:(?:lại|lai|thêm|them)\s+){0,2}(?:(?:về|ve)\s+)?(?:(?:câu|cau)\s+(?:(?:hỏi|hoi)\s+)?)?h\s?(?<code>\d{1,9})(?![\p{L}\p{N}])[\s:,.;–-]*(?<rest>.*)$/isu.exec(
      words.normalize('NFC').trim(),
    )
  const { code, rest = '' } = match?.groups ?? {}
  return code === undefined ? null : { code, words: rest.trim() }
}
