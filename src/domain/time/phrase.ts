/** What is left of a typed phrase while its pieces are taken out one by one. */
export interface Phrase {
  rest: string
}

/** Evening and "next" are written alike without tones, so the marked forms are told apart first. */
const MARKED: readonly [RegExp, string][] = [
  [/tối/gu, 'evening'],
  [/tới/gu, 'next'],
  [/ngày kìa/gu, 'in3days'],
  [/(?<!hôm )mốt/gu, 'ngay kia'],
  [/đêm/gu, 'night'],
  // "ngay" is "at once"; "ngày" with nothing behind it says no day.
  [/ngày(?=[\s.!]*$)/gu, 'day'],
]

/** A phrase ready for reading: lower case, without tones, blanks folded, `/ . - :` kept. */
export function startPhrase(text: string): Phrase {
  let marked = text.normalize('NFC').toLowerCase()
  for (const [pattern, word] of MARKED) marked = marked.replace(pattern, word)
  const plain = marked
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/đ/gu, 'd')
  return {
    rest: ` ${plain
      .replace(/[\s,;]+/gu, ' ')
      .replace(/[ .!]+$/u, '')
      .trim()} `,
  }
}

/**
 * Takes the first match out of the phrase and leaves a bar, so that what stood on its two sides
 * cannot grow together; undefined when there is none.
 */
export function takeOut(phrase: Phrase, pattern: RegExp): RegExpExecArray | undefined {
  const found = pattern.exec(phrase.rest)
  if (found === null) return undefined
  const end = found.index + found[0].length
  phrase.rest = `${phrase.rest.slice(0, found.index)} | ${phrase.rest.slice(end)}`
  return found
}
