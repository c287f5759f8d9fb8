import { foldKey } from './fold-key.ts'
import { toneLast } from './tone-last.ts'

const WHO =
  'a|ad|admin|anh|ba|bac|ban|bo|bot|cac|can bo|chau|chi|chu|co|co quan|con|da|dong chi|em|kinh|minh|moi nguoi|nha|nhe|oi|ong|quy|toi|uy ban|vang|xa|xin'
const WORDS = `(?: (?:${WHO}))`
const GREETING = new RegExp(
  `^(?:(?:${WHO}) )*chao${WORDS}*(?: a ?lo)*$|^(?:xin )?(?:hello|hi|a ?lo)(?: (?:hello|hi|a ?lo))*${WORDS}*$`,
  'u',
)
/** The words that greet, as they are written, also in haste beside words with marks: Chảo is a surname, and A Lơ a name. */
const WRITTEN = new Set(['chào', 'chao', 'lô', 'lo', 'alô', 'alo'].map(toneLast))
const BARE = /^(?:(?:xin )?chao|hello|hi|alo)$/u
/** A greeting and whom it is for, as it is written: without its marks, “Chao Anh” may be Chảo Anh. */
const TO_SOMEBODY = /^(?:chào|hello|hi|al[oô]) (?:anh|chị|cô|bác|bạn|ông|bà|em)$/u
/** What stands in a greeting and in no name. “A”, “Anh”, “Quý” and “Vàng” do. */
const IN_NO_NAME =
  /(?<!\S)(?:ad|admin|anh chi|bot|cac|can bo|co quan|dong chi|moi nguoi|nhe|oi|uy ban|(?:chau|con|da|em|kinh|toi|xin) chao)(?!\S)/u

/**
 * Whether a text greets and says nothing else: “chào”, “em chào anh chị ạ”, “alo ad ơi”. Many begin so, and write what they
 * want in their next message. “Hi” and the like stand first, because there are people of that name.
 */
export function isGreeting(text: string): boolean {
  const words = wordsOf(text)
  const key = foldKey(words)
  if (!GREETING.test(key)) return false
  return key === words || words.split(' ').every(isAsWritten)
}

/** Whether a text that looks like a name is none: a greeting alone, to one person, or with a word that no name has. */
export function isGreetingNoName(text: string): boolean {
  if (!isGreeting(text)) return false
  const words = wordsOf(text)
  const key = foldKey(words)
  if (BARE.test(key) || IN_NO_NAME.test(key) || TO_SOMEBODY.test(words)) return true
  return words.split(' ').includes('ạ')
}

function isAsWritten(word: string): boolean {
  return !/^(?:chao|a?lo)$/u.test(foldKey(word)) || WRITTEN.has(toneLast(word))
}

function wordsOf(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim()
}
