import { anyPhrase, eachAfter, withOrWithoutMarks } from './any-phrase.ts'
import { wordsAsWritten } from './words-as-written.ts'

/** What people say in place of pressing a button. */
export type ShortReply = 'yes' | 'no' | 'thanks'

/** Longer than anybody says so little. */
const LONGEST = 80

const YES =
  'ok|oke|okay|okie|yes|vâng|dạ|ừ|ừm|uh|có|rồi|đúng|phải|chuẩn|chính xác|đồng ý|nhất trí|được|tốt|gửi|xác nhận|xong|đủ|thế thôi|vậy thôi'
const NO = 'không|ko|chưa|sai'
const THANKS = 'cảm ơn|cám ơn|thanks|thank you|tks'
/** Who is spoken to, and what is added out of politeness or haste. Alone it says nothing. */
const BESIDES =
  'ạ|nhé|nha|nhá|đi|luôn|ngay|giúp|hộ|với|thế|vậy|nhiều|lắm|rất|xin|chân thành|các|ad|admin|anh|bác|bạn|bot|cán bộ|cháu|chị|chú|cô|con|đồng chí|em|mình|ông|bà|tôi|xã'

const anyOf = (list: string, flags = ''): RegExp => anyPhrase(list, withOrWithoutMarks, flags)

const SAID = anyOf([YES, NO, THANKS, BESIDES].join('|'), 'g')
const [HAS_YES, HAS_NO, HAS_THANKS] = [anyOf(YES), anyOf(NO), anyOf(THANKS)]
/** “Gửi các bác” says whom something is sent to: it is the first line of a letter. */
const LETTER = new RegExp(
  `^${anyOf(eachAfter('gửi', 'các|anh|bác|bạn|chị|chú|cô|ông|bà|đồng chí|em|xã')).source}`,
  'u',
)

/** What a text says that agrees, denies or thanks and says nothing else (“đúng rồi ạ”, “cảm ơn cháu”); null: it says something. */
export function shortReply(text: string): ShortReply | null {
  if (text.length > LONGEST) return null
  const said = wordsAsWritten(text).join(' ')
  if (LETTER.test(said) || said.replace(SAID, '').trim() !== '') return null
  if (HAS_NO.test(said)) return 'no'
  if (HAS_YES.test(said)) return 'yes'
  return HAS_THANKS.test(said) ? 'thanks' : null
}
