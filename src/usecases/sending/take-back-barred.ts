import type { BroadcastId } from '../../domain/id.ts'
import { appendAudit } from '../../storage/audit.ts'
import { findNoticeVersion } from '../../storage/notices.ts'
import { isJudgedByAuthor } from '../../storage/approvals.ts'
import { cancelBroadcast, findBroadcast, type Broadcast } from '../../storage/sending/broadcasts.ts'
import { findDueLanes } from '../../storage/sending/due-deliveries.ts'
import { inTransaction, type Store } from '../../storage/store.ts'
import { actorOf } from '../actor-of.ts'
import { whyNotJudged } from '../find-approval-scope.ts'
import { wakeLanes } from '../to-wake.ts'
import type { Barred, HoldDeps } from './sending-deps.ts'

/**
 * Takes a broadcast back that nobody could send now as it was approved, since somebody sent it or planned its hour, and says
 * so, once. Its notice stays as it is: it goes when that is put right and somebody sends it anew. False: it may go.
 */
export async function takeBackBarred(deps: HoldDeps, id: BroadcastId): Promise<boolean> {
  const now = deps.clock.now()
  const isTakenBack = await inTransaction(deps.store, async (tx) => {
    const broadcast = await findBroadcast(tx, id)
    const barred = broadcast && (await whyBarred(tx, broadcast))
    if (!barred || !(await cancelBroadcast(tx, id, now))) return false
    await appendAudit(tx, {
      at: now,
      actor: null,
      action: 'undo-broadcast',
      subject: { kind: 'broadcast', id },
      detail: { reason: barred },
    })
    await deps.onTakenBack(tx, id, barred)
    return true
  })
  if (!isTakenBack) return false
  await wakeLanes(deps.enqueue, await findDueLanes(deps.store, now, deps.settings.timeZone))
  return true
}

async function whyBarred(
  tx: Store,
  { versionId, startedBy }: Broadcast,
): Promise<Barred | undefined> {
  if (await isJudgedByAuthor(tx, versionId)) return 'own-approval'
  const notice = await findNoticeVersion(tx, versionId)
  return notice && whyNotJudged(tx, notice, await actorOf(tx, startedBy))
}
