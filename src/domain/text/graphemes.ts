const segmenter = new Intl.Segmenter('vi', { granularity: 'grapheme' })

/**
 * In UTF-16 units. The segmenter takes time by the square of its text (V8 11.3: 100,000 characters, half a
 * minute), so it is given a window at a time.
 */
const WINDOW = 512

export interface Grapheme {
  readonly text: string
  /** Where it begins, in UTF-16 units. */
  readonly index: number
}

/** What people see as the characters of a text, one after the other. */
export function* graphemes(text: string): Generator<Grapheme> {
  let start = 0
  let size = WINDOW
  while (start < text.length) {
    const window = text.slice(start, start + size)
    const isLast = start + size >= text.length
    const found = [...segmenter.segment(window)]
    // The last of a window may go on in the next one.
    const whole = isLast ? found : found.slice(0, -1)
    // One character longer than a window: marks piled on a letter.
    size = whole.length === 0 ? size * 2 : WINDOW
    for (const { segment, index } of whole) yield { text: segment, index: start + index }
    start += whole.reduce((sum, { segment }) => sum + segment.length, 0)
  }
}
