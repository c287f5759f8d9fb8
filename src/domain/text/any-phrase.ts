import { foldKey } from './fold-key.ts'
import { toneLast } from './tone-last.ts'

/** The ways in which a word of a phrase may be typed. */
export type Forms = (word: string) => readonly string[]

/** Hook above and tilde. */
const HOI_OR_NGA = /[\u0309\u0303]/gu

export const asWritten: Forms = (word) => [toneLast(word)]

/** As it is written, or without its marks, as people type in haste. */
export const withOrWithoutMarks: Forms = (word) => [toneLast(word), foldKey(word)]

/**
 * Also with some of its marks, whatever the words beside it have, and with the tones hỏi and ngã for one another, as half the
 * country says them.
 */
export const inHaste: Forms = (word) => {
  const full = toneLast(word)
  const bare = foldKey(word)
  return [
    full,
    full.replace(HOI_OR_NGA, (tone) => (tone === '\u0303' ? '\u0309' : '\u0303')),
    full.replace(/\p{M}+/gu, ''),
    word.startsWith('đ') ? `đ${bare.slice(1)}` : bare,
    bare,
  ]
}

/** Phrases (`hai ba|hai bốn`) of one beginning (`hai`) and several ends (`ba|bốn`). */
export function eachAfter(beginning: string, ends: string): string {
  return ends.replaceAll(/[^|]+/gu, (end) => `${beginning} ${end}`)
}

/** Finds one of the phrases (`một|hai ba`) by whole words, in words that `wordsAsWritten` has joined by blanks. */
export function anyPhrase(list: string, forms: Forms, flags = ''): RegExp {
  const formsOf = (word: string): string => `(?:${[...new Set(forms(word))].join('|')})`
  const phrases = list.split('|').map((phrase) => phrase.split(' ').map(formsOf).join(' '))
  return new RegExp(`(?<!\\S)(?:${phrases.join('|')})(?!\\S)`, `u${flags}`)
}
