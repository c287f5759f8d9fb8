import type { BroadcastId } from '../../domain/id.ts'
import { appendAudit } from '../../storage/audit.ts'
import { isJudgedByAuthor } from '../../storage/notices.ts'
import { cancelBroadcast, findBroadcast } from '../../storage/sending/broadcasts.ts'
import { findDueLanes } from '../../storage/sending/due-deliveries.ts'
import { inTransaction } from '../../storage/store.ts'
import type { HoldDeps } from './sending-deps.ts'

/**
 * Takes a broadcast back whose author and approver have become one human since somebody sent it or planned its hour, and
 * says so, once. Its notice stays as it is: it goes when the link is undone and somebody sends it anew. False: it may go.
 */
export async function takeBackOwn(deps: HoldDeps, id: BroadcastId): Promise<boolean> {
  const now = deps.clock.now()
  const isTakenBack = await inTransaction(deps.store, async (tx) => {
    const broadcast = await findBroadcast(tx, id)
    if (!broadcast || !(await isJudgedByAuthor(tx, broadcast.versionId))) return false
    if (!(await cancelBroadcast(tx, id, now))) return false
    await appendAudit(tx, {
      at: now,
      actor: null,
      action: 'undo-broadcast',
      subject: { kind: 'broadcast', id },
      detail: { reason: 'own-approval' },
    })
    await deps.onTakenBack(tx, id)
    return true
  })
  if (!isTakenBack) return false
  for (const channelInstanceId of await findDueLanes(deps.store, now, deps.settings.timeZone))
    await deps.enqueue({ name: 'run-lane', data: { channelInstanceId } })
  return true
}
