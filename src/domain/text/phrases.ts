import { foldKey } from './fold-key.ts'
import { wordsAsWritten } from './words-as-written.ts'

const MARKS = /\p{M}|[\u0111\u00F0\u0256]/u

/** Whether one of these phrases stands in a text. */
export type FindPhrase = (phrases: readonly string[]) => boolean

/**
 * Looks for phrases by whole words, in any case. Who writes with tones means them: “to cao” is tall, “tố cáo”
 * denounces. Only a text without a single mark is compared without. What stands in one of the phrases `meantOtherwise`
 * is passed over.
 */
export function lookForPhrases(text: string, meantOtherwise: readonly string[] = []): FindPhrase {
  const words = markedKey(text)
  const keyOf = hasMarks(words) ? markedKey : foldKey
  const among = (phrase: string): string => ` ${keyOf(phrase)} `
  const looked = meantOtherwise.reduce(
    (left, phrase) => left.replaceAll(among(phrase), ' | '),
    among(words),
  )
  return (phrases) => phrases.some((phrase) => looked.includes(among(phrase)))
}

/** Whether a text has a mark at all, so that its writer sets them. */
export function hasMarks(text: string): boolean {
  return MARKS.test(text.toLowerCase().normalize('NFD'))
}

function markedKey(text: string): string {
  return wordsAsWritten(text.replaceAll('?', ' ')).join(' ')
}
