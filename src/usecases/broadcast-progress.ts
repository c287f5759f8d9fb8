import type { BroadcastId } from '../domain/id.ts'
import type { BroadcastProgress } from '../messages/sending-messages.ts'
import { countPeople } from '../storage/acknowledgements.ts'
import {
  countDeliveries,
  standingOf,
  type BroadcastStanding,
} from '../storage/sending/count-copies.ts'
import { failedDeliveries } from '../storage/sending/failed-copies.ts'
import { countRetryable, type Retryable } from '../storage/sending/plan-again.ts'
import { findBroadcast } from '../storage/sending/broadcasts.ts'
import { findNoticeVersion } from '../storage/notices.ts'
import type { Store } from '../storage/store.ts'

const SHOWN_FAILURES = 10
const NOTHING_RETRYABLE: Retryable = { lost: 0, unclear: 0 }

/** Where a broadcast stands now, counted from the ledger; undefined: there is no such broadcast. */
export async function broadcastProgress(
  store: Store,
  id: BroadcastId,
  pace: BroadcastProgress['pace'],
): Promise<BroadcastProgress | undefined> {
  const broadcast = await findBroadcast(store, id)
  const notice = broadcast && (await findNoticeVersion(store, broadcast.versionId))
  if (!broadcast || !notice) return undefined
  const [{ byState, byPlatform, heldUp }, failures, retryable, people] = await Promise.all([
    countDeliveries(store, id),
    failedDeliveries(store, id, SHOWN_FAILURES),
    broadcast.state === 'finished' ? countRetryable(store, id) : NOTHING_RETRYABLE,
    countPeople(store, id),
  ])
  return {
    broadcastId: id,
    notice,
    state: broadcast.state,
    counts: byState,
    heldFor: broadcast.heldFor,
    isUndoable: broadcast.isUndoable,
    isBeingWritten: broadcast.isBeingWritten,
    byPlatform,
    failures,
    heldUp,
    retryable,
    pace,
    acknowledged: people.acknowledged,
    understood: people.understood,
    expected: people.expected,
  }
}

/** Where a broadcast stands and how fast it goes, for whoever asks; undefined: there is no such broadcast. */
export async function progressNow(
  store: Store,
  id: BroadcastId,
  now: Date,
): Promise<BroadcastProgress | undefined> {
  const standing = await standingOf(store, id, now)
  return standing && broadcastProgress(store, id, paceOf(standing))
}

/** The rate and the time left, while something moves. */
export function paceOf({ etaSeconds, rate }: BroadcastStanding): BroadcastProgress['pace'] {
  return etaSeconds === null ? null : { etaSeconds, perMinute: Math.round(rate * 60) }
}
