import { lowOf, sliceOf, trimSpan, type Source, type Span } from './source.ts'

/** What stands beside other words in one line of a head or a foot. */
export interface Cell extends Span {
  low: string
  text: string
}

/** Cells of one line: what stands beside one another in the head block. */
export function headCells(source: Source, line: Span): Cell[] {
  const cells: Cell[] = []
  const part = sliceOf(source.text, line)
  for (const found of part.matchAll(/\S(?:(?!\t|\s{3,})[\s\S])*/gu)) {
    const span = trimSpan(source.text, {
      start: line.start + found.index,
      end: line.start + found.index + found[0].length,
    })
    cells.push({
      ...span,
      low: lowOf(source, span),
      text: sliceOf(source.text, span),
    })
  }
  return cells
}
