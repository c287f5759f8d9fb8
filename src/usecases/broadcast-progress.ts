import type { BroadcastId } from '../domain/id.ts'
import type { BroadcastProgress, CopyCounts } from '../messages/sending-messages.ts'
import { countPeople } from '../storage/acknowledgements.ts'
import {
  countDeliveries,
  failedDeliveries,
  type DeliveryCounts,
} from '../storage/sending/count-copies.ts'
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
    counts: countsOf(byState),
    heldFor: broadcast.heldFor,
    isUndoable: broadcast.isUndoable,
    byPlatform: byPlatform.map((one) => ({
      platform: one.platform,
      counts: countsOf(one.byState),
    })),
    failures,
    heldUp,
    retryable,
    pace,
    acknowledged: people.acknowledged,
    expected: people.expected,
  }
}

function countsOf({ 'waiting-for-contact': waiting, ...others }: DeliveryCounts): CopyCounts {
  return { ...others, waiting }
}
