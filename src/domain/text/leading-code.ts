import { foldKey } from './fold-key.ts'

/** Nothing but politeness, after the keywords of a command that takes no words. */
export const NOTHING_MORE =
  /^(?:(?:ạ|a|nhé|nhe|nha|đi|di|với|voi|giúp|giup|của|cua|tôi|toi|mình|minh|em|cháu|chau)[\s,.!…]*(?: |$))*$/iu
/** What people add to a command out of politeness or haste, folded. */
const COURTESY = /^(?:(?:a|nhe|nha|di|ngay|luon|giup|gium|voi)(?: |$))*$/u
/** What folds to the polite "ạ", and asks. */
const ASKING = /(?<!\p{L})[àá](?!\p{L})/iu

/**
 * The code that a text begins with, of a notice or of a question, whatever comes after it ("T12 nhé", "T12, gửi nhầm rồi");
 * `isAlone` where that is nothing, or courtesy. A number without its letter has no words after it: "2 ngày nữa" begins with no code.
 */
export function leadingCode(
  text: string,
  letter: 'T' | 'H' = 'T',
): { readonly number: number; readonly isAlone: boolean } | null {
  const words = text.replace(/(?<![\s!….])[\s!….]+$/u, '').trim()
  const bare = new RegExp(`^${letter}?\\s*(\\d{1,9})$`, 'iu').exec(words)
  if (bare) return { number: Number(bare[1]), isAlone: true }
  const match = new RegExp(`^${letter}\\s*(\\d{1,9})(?![\\p{L}\\p{N}])(.*)$`, 'isu').exec(
    text.trim(),
  )
  if (!match) return null
  return { number: Number(match[1]), isAlone: isCourtesy(match[2] ?? '') }
}

/** Whether a text begins with the code of a notice or of a question. */
export function beginsWithCode(text: string): boolean {
  return (leadingCode(text) ?? leadingCode(text, 'H')) !== null
}

/** Whether words after a command change nothing of it: there are none, or only such as are added out of politeness or haste. */
export function isCourtesy(words: string): boolean {
  const rest = words.replace(/[!;…]+/gu, ' ')
  return COURTESY.test(foldKey(rest)) && !ASKING.test(rest.normalize('NFC'))
}
