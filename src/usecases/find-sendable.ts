import type { BroadcastState } from '../domain/delivery.ts'
import type { NoticeId, PersonId } from '../domain/id.ts'
import type { Notice, NoticeState } from '../domain/notice.ts'
import type { Actor } from '../domain/rights.ts'
import { isJudgedByAuthor } from '../storage/approvals.ts'
import { lockNotice } from '../storage/notices.ts'
import { latestBroadcast, OPEN_STATES } from '../storage/sending/broadcasts.ts'
import type { Store } from '../storage/store.ts'
import { whyNotJudged, type NotJudged } from './find-approval-scope.ts'
import { maySend } from './may-send.ts'

export type NotSendable =
  | { readonly kind: 'not-sendable'; readonly state: NoticeState }
  | { readonly kind: 'already-sending'; readonly notice: Notice; readonly state: BroadcastState }
  | { readonly kind: 'no-right' }
  | { readonly kind: NotJudged; readonly notice: Notice }
  /** Author and approver have turned out to be one human since. */
  | { readonly kind: 'own-approval'; readonly notice: Notice }

/** The notice, locked, if this actor may start to send it now. */
export async function findSendable(
  tx: Store,
  wish: { noticeId: NoticeId; actor: Actor },
): Promise<
  { readonly kind: 'sendable'; readonly notice: Notice; readonly by: PersonId } | NotSendable
> {
  const notice = await lockNotice(tx, wish.noticeId)
  const by = wish.actor.personId
  if (!notice || !by || !(await maySend(tx, notice, wish.actor))) return { kind: 'no-right' }
  if (notice.state !== 'approved') return { kind: 'not-sendable', state: notice.state }
  if (await isJudgedByAuthor(tx, notice.versionId)) return { kind: 'own-approval', notice }
  const latest = await latestBroadcast(tx, notice.id)
  const isSent = latest?.versionId === notice.versionId && latest.state !== 'cancelled'
  if (latest && (isSent || OPEN_STATES.includes(latest.state)))
    return { kind: 'already-sending', notice, state: latest.state }
  const notJudged = await whyNotJudged(tx, notice, wish.actor)
  if (notJudged) return { kind: notJudged, notice }
  return { kind: 'sendable', notice, by }
}
