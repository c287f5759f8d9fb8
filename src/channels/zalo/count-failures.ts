import { createHash } from 'node:crypto'
import type { Destination, RenderedPart } from '../channel.ts'

const MAX_REMEMBERED = 1_000

/** Counts how often one text to one chat has failed in a row; forgets the oldest beyond a bound. */
export interface FailureCount {
  of(to: Destination, part: RenderedPart): number
  add(to: Destination, part: RenderedPart): void
  clear(to: Destination, part: RenderedPart): void
}

export function countFailures(): FailureCount {
  const counts = new Map<string, number>()
  return {
    of: (to, part) => counts.get(markOf(to, part)) ?? 0,
    add: (to, part) => {
      const mark = markOf(to, part)
      counts.set(mark, (counts.get(mark) ?? 0) + 1)
      const [oldest] = counts.keys()
      if (counts.size > MAX_REMEMBERED && oldest !== undefined) counts.delete(oldest)
    },
    clear: (to, part) => {
      if (counts.size > 0) counts.delete(markOf(to, part))
    },
  }
}

/** Words of people are not kept, only their hash. */
function markOf({ chatId }: Destination, { preview }: RenderedPart): string {
  return createHash('sha256').update(`${chatId}\0${preview}`).digest('base64')
}
