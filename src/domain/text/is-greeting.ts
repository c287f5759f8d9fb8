import { foldKey } from './fold-key.ts'

const WHO =
  'a|ad|admin|anh|ba|bac|ban|bo|bot|cac|can bo|chau|chi|chu|co|co quan|con|da|dong chi|em|kinh|minh|moi nguoi|nha|nhe|oi|ong|quy|toi|uy ban|vang|xa|xin'
const WORDS = `(?: (?:${WHO}))`
const GREETING = new RegExp(
  `^(?:(?:${WHO}) )*chao${WORDS}*(?: a ?lo)*$|^(?:xin )?(?:hello|hi|a ?lo)(?: (?:hello|hi|a ?lo))*${WORDS}*$`,
  'u',
)

/**
 * Whether a text greets and says nothing else: “chào”, “em chào anh chị ạ”, “alo ad ơi”. Many begin so, and write what they
 * want in their next message. “Hi” and the like stand first, because there are people of that name.
 */
export function isGreeting(text: string): boolean {
  return GREETING.test(foldKey(text.replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')))
}
