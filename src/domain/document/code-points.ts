import type { PlacedText } from './document-reading.ts'
import { sliceOf, type Span } from './source.ts'

/** Turns places in UTF-16 units into places in code points. */
export type Placer = (span: Span) => PlacedText

function surrogateStarts(text: string): number[] {
  return Array.from(text.matchAll(/[\u{10000}-\u{10FFFF}]/gu), (found) => found.index)
}

function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((sorted[middle] ?? limit) < limit) low = middle + 1
    else high = middle
  }
  return low
}

/** A placer for this text: each character beyond the basic plane takes two units but is one point. */
export function makePlacer(text: string): Placer {
  const pairs = surrogateStarts(text)
  const toPoint = (unit: number): number => unit - countBelow(pairs, unit)
  return (span) => ({
    text: sliceOf(text, span),
    start: toPoint(span.start),
    end: toPoint(span.end),
  })
}
