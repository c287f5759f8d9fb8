import type { NoticeId } from '../domain/id.ts'
import type { Notice, NoticeState } from '../domain/notice.ts'
import { isOwner, type Actor } from '../domain/rights.ts'
import { appendAudit } from '../storage/audit.ts'
import { lockNotice, moveNotice } from '../storage/notices.ts'
import { recordDecision } from '../storage/approvals.ts'
import type { Store } from '../storage/store.ts'

export type OwnerApproval =
  | { readonly kind: 'approved'; readonly notice: Notice }
  | { readonly kind: 'not-owner' }
  | { readonly kind: 'not-possible'; readonly state: NoticeState }

/**
 * An owner answers for a notice alone. Owners may switch two-person approval off for a unit; for one
 * notice they may do so by saying `--yes` on the command line, and the log keeps that it was so.
 */
export async function approveAsOwner(
  tx: Store,
  input: { noticeId: NoticeId; actor: Actor; now: Date },
): Promise<OwnerApproval> {
  const by = input.actor.personId
  if (!by || !isOwner(input.actor)) return { kind: 'not-owner' }
  const notice = await lockNotice(tx, input.noticeId)
  if (!notice) return { kind: 'not-possible', state: 'cancelled' }
  const moved = await moveNotice(tx, notice.id, ['draft', 'pending'], 'approved', input.now)
  if (!moved) return { kind: 'not-possible', state: notice.state }
  await recordDecision(tx, {
    versionId: notice.versionId,
    decision: 'approved',
    reason: null,
    by,
    now: input.now,
  })
  await appendAudit(tx, {
    at: input.now,
    actor: by,
    action: 'approve-notice-alone',
    subject: { kind: 'notice', id: notice.id },
    detail: { version: notice.version, own: notice.authorId === by },
  })
  return { kind: 'approved', notice: { ...notice, state: 'approved' } }
}
