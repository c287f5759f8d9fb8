import type { BroadcastId } from '../../domain/id.ts'
import type { Reason } from '../../domain/reason.ts'
import type { Asked, Held } from '../../storage/sending/broadcast-holds.ts'

/** How a call for a broadcast's copy came out, as far as the breaker looks: well, or why not. */
export type CopyEnd = 'arrived' | Reason

/** Too many copies ended badly. */
export type Abnormal = Extract<Held, { reason: 'failures' | 'unknowns' }>

/** Watches how the copies of broadcasts end and says when it is no longer normal. */
export interface Breaker {
  /** Takes note of a copy's end; true: so many end badly that they should be judged. */
  note(id: BroadcastId, end: CopyEnd, at: Date): boolean
  /**
   * Judges the last copies; not null: the broadcast should be held. Then it is counted anew. What a person was asked about
   * already (`askedAbout`) is let pass, and what came before they last had it go on or tried again, who takes it for mended.
   */
  judge(id: BroadcastId, asked: Asked): Abnormal | null
}

/** Of `passed` it is known that a person lets it pass. */
type JudgedEnd = CopyEnd | 'passed'

interface WatchedEnd {
  readonly end: JudgedEnd
  readonly at: Date
}

const LAST_COPIES = 200
/** A number and a share: two dead groups of six are a commune's daily life, more than a fifth of a hundred are not. */
const FAILURES = 20
const FAILED_SHARE = 0.2
/** Copies of which nobody knows whether they arrived: more than a broken line now and then explains. */
const UNKNOWNS = 10
/** Of more that take turns each would be forgotten before its next copy; two hundred small objects are kept of each. */
const WATCHED = 1_024

/** A breaker for one owner of a lane: the next one counts anew. */
export function createBreaker(): Breaker {
  const ends = new Map<BroadcastId, WatchedEnd[]>()
  return {
    note(id, end, at) {
      const last = ends.get(id) ?? []
      last.push({ end, at })
      if (last.length > LAST_COPIES) last.shift()
      // Entered anew, so that the broadcast that was quiet longest stands first and is forgotten first.
      ends.delete(id)
      ends.set(id, last)
      const [oldest] = ends.keys()
      if (ends.size > WATCHED && oldest) ends.delete(oldest)
      return end !== 'arrived' && areMany(last)
    },
    judge(id, { about, wantedAt }) {
      const last = ends
        .get(id)
        ?.filter(({ at }) => wantedAt === null || at >= wantedAt)
        .map(({ end, at }): WatchedEnd => ({
          end: about.some((reason) => reason === end) ? 'passed' : end,
          at,
        }))
      if (!last) return null
      const abnormal = judgeEnds(last)
      if (abnormal) ends.delete(id)
      else ends.set(id, last)
      return abnormal
    },
  }
}

/** What share of all they are is seen by `judge` alone, who knows which of all still count. */
function areMany(watched: readonly WatchedEnd[]): boolean {
  const failed = watched.filter(({ end }) => isFailure(end)).length
  const unknown = watched.filter(({ end }) => end === 'no-answer').length
  return failed >= FAILURES || unknown > UNKNOWNS
}

function judgeEnds(watched: readonly WatchedEnd[]): Abnormal | null {
  const last = watched.map(({ end }) => end)
  const of = last.length
  const failed = last.filter(isFailure)
  const count = failed.length
  if (count >= FAILURES && count > of * FAILED_SHARE)
    return {
      reason: 'failures',
      count,
      of,
      why: commonestOf(failed),
      isMore: last.includes('passed'),
    }
  const unknown = last.filter((end) => end === 'no-answer').length
  return unknown > UNKNOWNS ? { reason: 'unknowns', count: unknown, of } : null
}

function isFailure(end: JudgedEnd): end is Reason {
  return end !== 'arrived' && end !== 'passed' && end !== 'no-answer'
}

/** Of equally common ones the one that came first. */
function commonestOf(reasons: readonly Reason[]): Reason {
  const counts = new Map<Reason, number>()
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const [first] = [...counts].sort(([, a], [, b]) => b - a)
  return first?.[0] ?? 'unknown'
}
