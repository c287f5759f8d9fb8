import { findBodyEnd } from './body-end.ts'
import { findKindLine } from './kind-line.ts'
import { splitLines } from './paragraphs.ts'
import { readHead } from './read-head.ts'
import { loose, lowOf, type Source, type Span } from './source.ts'

/** An annex, a plan issued with its decision, or another paper sent in the same draft. */
export interface FurtherPart {
  body: Span
  isReporting: boolean
  isMinutes: boolean
}

/** Each may hold a whole text: no draft holds more. */
const PARTS_MAX = 10
const ANNEX = new RegExp(loose(String.raw`^phụ lục(?!\p{L})`), 'u')

/** What is to be read on behind where a paper ended: what begins with the name of its kind or as an annex. */
export function findFurtherParts(source: Source, bodyEnd: number): FurtherPart[] {
  const parts: FurtherPart[] = []
  let end = bodyEnd
  while (parts.length < PARTS_MAX) {
    const part = nextPart(source, end)
    if (part === undefined) break
    parts.push(part)
    end = part.body.end
  }
  return parts
}

function nextPart(source: Source, from: number): FurtherPart | undefined {
  const lines = splitLines(source.text, { start: from, end: source.text.length })
  const annex = lines.findIndex((line) => ANNEX.test(lowOf(source, line)))
  const kindLine = findKindLine(source, lines)
  if (kindLine !== undefined && (annex < 0 || kindLine.line < annex)) {
    const start = lines[kindLine.line]?.start ?? from
    const rest = { text: source.text.slice(start), low: source.low.slice(start) }
    return partFrom(source, start + (readHead(rest)?.bodyStart ?? 0), kindLine)
  }
  // An annex lists and explains: its tasks stand where it says so.
  const line = lines[annex]
  return line && partFrom(source, line.end, { isReporting: true, isMinutes: false })
}

function partFrom(
  source: Source,
  start: number,
  { isReporting, isMinutes }: Omit<FurtherPart, 'body'>,
): FurtherPart {
  return { body: { start, end: findBodyEnd(source, start) }, isReporting, isMinutes }
}
