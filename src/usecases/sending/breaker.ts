import type { BroadcastId } from '../../domain/id.ts'
import type { Held } from '../../storage/sending/broadcast-holds.ts'

/** How a call for a broadcast's copy came out, as far as the breaker looks. */
export type CopyEnd = 'arrived' | 'failed' | 'unknown'

/** Too many copies ended badly. */
export type Abnormal = Extract<Held, { reason: 'failures' | 'unknowns' }>

/** Watches how the copies of broadcasts end and says when it is no longer normal. */
export interface Breaker {
  /** Takes note of a copy's end; not null: the broadcast should be held. Then it is counted anew. */
  note(id: BroadcastId, end: CopyEnd): Abnormal | null
}

const LAST_COPIES = 200
/** A number and a share: two dead groups of six are a commune's daily life, twenty of a hundred are not. */
const FAILURES = 20
const FAILED_SHARE = 0.2
/** Copies of which nobody knows whether they arrived: more than a broken line now and then explains. */
const UNKNOWNS = 10
/** A process seldom sends more broadcasts at once. */
const WATCHED = 32

/** A breaker for one owner of a lane: the next one counts anew. */
export function createBreaker(): Breaker {
  const ends = new Map<BroadcastId, CopyEnd[]>()
  return {
    note(id, end) {
      const last = ends.get(id) ?? []
      last.push(end)
      if (last.length > LAST_COPIES) last.shift()
      // Entered anew, so that the broadcast that was quiet longest stands first and is forgotten first.
      ends.delete(id)
      ends.set(id, last)
      const [oldest] = ends.keys()
      if (ends.size > WATCHED && oldest) ends.delete(oldest)
      const abnormal = end === 'arrived' ? null : judge(last)
      if (abnormal) ends.delete(id)
      return abnormal
    },
  }
}

function judge(last: readonly CopyEnd[]): Abnormal | null {
  const of = last.length
  const failed = last.filter((end) => end === 'failed').length
  if (failed >= FAILURES && failed > of * FAILED_SHARE)
    return { reason: 'failures', count: failed, of }
  const unknown = last.filter((end) => end === 'unknown').length
  return unknown > UNKNOWNS ? { reason: 'unknowns', count: unknown, of } : null
}
