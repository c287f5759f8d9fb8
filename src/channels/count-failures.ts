import { createHash } from 'node:crypto'
import type { Destination, RenderedPart } from './channel.ts'

const MAX_REMEMBERED = 10_000

/** After so many failures of one text by the server's own fault a person is shown it; by its waits that is about an hour. */
export const TROUBLE_PATIENCE = 60

const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 60_000

/** How long a text waits that has failed so often before. */
export function troubleWaitMs(failures: number): number {
  return Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS)
}

/** Counts how often one text to one chat has failed in a row; forgets the oldest beyond a bound. */
export interface FailureCount {
  of(to: Destination, part: RenderedPart): number
  add(to: Destination, part: RenderedPart): void
  clear(to: Destination, part: RenderedPart): void
}

/** Counts what the whole platform may be in, not this text alone; told of what is sent between. */
export interface TroubleCount extends FailureCount {
  noteSent(): void
}

export function countFailures(): FailureCount {
  const counts = rememberByText<number>()
  return {
    of: (to, part) => counts.get(to, part) ?? 0,
    add: (to, part) => counts.set(to, part, (counts.get(to, part) ?? 0) + 1),
    clear: counts.delete,
  }
}

/**
 * A failure counts against its text only where something else was sent since the last one: a gateway that is set wrong, and a
 * server that is busy, keep everything out, and no text is to blame. 0: nothing is known against it, or others fail too.
 */
export function countWhileOthersGo(): TroubleCount {
  const last = rememberByText<{ times: number; sent: number; all: number }>()
  let sent = 0
  let all = 0
  return {
    of: (to, part) => {
      const before = last.get(to, part)
      if (before === undefined) return 0
      if (sent > before.sent) return before.times
      // Nobody else was tried: others have their turn before it, and it is no nearer to its end.
      return all > before.all ? 0 : Math.max(1, before.times - 1)
    },
    add: (to, part) => {
      const before = last.get(to, part)
      const isCounted = before === undefined || sent > before.sent
      all += 1
      last.set(to, part, { times: (before?.times ?? 0) + (isCounted ? 1 : 0), sent, all })
    },
    clear: last.delete,
    noteSent: () => void (sent += 1),
  }
}

interface TextMemory<T> {
  readonly get: (to: Destination, part: RenderedPart) => T | undefined
  readonly set: (to: Destination, part: RenderedPart, value: T) => void
  readonly delete: (to: Destination, part: RenderedPart) => void
}

function rememberByText<T>(): TextMemory<T> {
  const values = new Map<string, T>()
  return {
    get: (to, part) => (values.size > 0 ? values.get(markOf(to, part)) : undefined),
    set: (to, part, value) => {
      values.set(markOf(to, part), value)
      const [oldest] = values.keys()
      if (values.size > MAX_REMEMBERED && oldest !== undefined) values.delete(oldest)
    },
    delete: (to, part) => {
      if (values.size > 0) values.delete(markOf(to, part))
    },
  }
}

/** Words of people are not kept, only their hash. */
function markOf({ chatId }: Destination, { preview }: RenderedPart): string {
  return createHash('sha256').update(`${chatId}\0${preview}`).digest('base64')
}
