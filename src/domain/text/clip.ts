const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' })

/** How many characters a person sees in a text. */
export function countCharacters(text: string): number {
  let count = 0
  for (const _ of segmenter.segment(text)) count += 1
  return count
}

/** Cuts for a list or a button at `max` characters as people see them, with `…` in place of the rest. */
export function clip(text: string, max: number): string {
  let end = 0
  let count = 0
  for (const { index } of segmenter.segment(text)) {
    if (count === max - 1) end = index
    count += 1
    if (count > max) return `${text.slice(0, end)}…`
  }
  return text
}
