import type { JobRequest } from '../../jobs/catalogue.ts'
import type { BroadcastState } from '../domain/delivery.ts'
import type { BroadcastId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import type { Actor } from '../domain/rights.ts'
import { appendAudit } from '../storage/audit.ts'
import { findNotice } from '../storage/notices.ts'
import { cancelBroadcast, findBroadcast, latestBroadcast } from '../storage/sending/broadcasts.ts'
import type { Store } from '../storage/store.ts'
import type { NotSendable } from './find-sendable.ts'
import { maySend } from './may-send.ts'
import { tellTakenBack } from './tell-taken-back.ts'

export type UndoResult =
  | { readonly kind: 'undone'; readonly notice: Notice; readonly jobs: readonly JobRequest[] }
  | { readonly kind: 'too-late'; readonly notice: Notice; readonly state: BroadcastState }
  /** It was taken back before, and its notice was sent anew since, or dropped. */
  | Exclude<NotSendable, { kind: 'own-approval' }>

/** Takes back a broadcast that nobody has received yet, and tells its sender and the notice's author; doing so again changes nothing. */
export async function undoBroadcast(
  tx: Store,
  input: { broadcastId: BroadcastId; actor: Actor; now: Date },
): Promise<UndoResult> {
  const broadcast = await findBroadcast(tx, input.broadcastId)
  const notice = broadcast && (await findNotice(tx, broadcast.noticeId))
  if (!notice || !(await maySend(tx, notice, input.actor))) return { kind: 'no-right' }
  if (broadcast.state === 'cancelled') return undoneBefore(tx, notice)
  if (!(await cancelBroadcast(tx, input.broadcastId, input.now)))
    return { kind: 'too-late', notice, state: broadcast.state }
  await appendAudit(tx, {
    at: input.now,
    actor: input.actor.personId,
    action: 'undo-broadcast',
    subject: { kind: 'broadcast', id: input.broadcastId },
  })
  const { personId: by } = input.actor
  return { kind: 'undone', notice, jobs: await tellTakenBack(tx, { broadcast, notice, by }) }
}

/** What has become of a notice since: the button of an old card is still there. */
async function undoneBefore(tx: Store, notice: Notice): Promise<UndoResult> {
  const latest = await latestBroadcast(tx, notice.id)
  if (latest && latest.state !== 'cancelled')
    return { kind: 'already-sending', notice, state: latest.state }
  if (notice.state !== 'approved') return { kind: 'not-sendable', state: notice.state }
  return { kind: 'undone', notice, jobs: [] }
}
