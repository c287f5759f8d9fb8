import { mayApprove } from '../domain/approval-scope.ts'
import type { NoticeId, NoticeVersionId, PersonId } from '../domain/id.ts'
import type { Notice, NoticeState } from '../domain/notice.ts'
import { holdsRole, type Actor } from '../domain/rights.ts'
import { appendAudit } from '../storage/audit.ts'
import { lockNotice, moveNotice } from '../storage/notices.ts'
import { recordDecision } from '../storage/approvals.ts'
import type { Store } from '../storage/store.ts'
import { findApprovalScope } from './find-approval-scope.ts'

export type DecisionResult =
  | { readonly kind: 'decided'; readonly notice: Notice }
  | { readonly kind: 'not-pending'; readonly state: NoticeState }
  /** It was submitted anew after this card: another version, or another audience. */
  | { readonly kind: 'older-card' }
  | { readonly kind: 'own-notice' }
  /** Approver of the office, but not wherever the notice goes. */
  | { readonly kind: 'goes-beyond' }
  | { readonly kind: 'no-right' }

/** Approves a notice or gives it back. The author never judges their own: two people send, not one. */
export async function decideApproval(
  tx: Store,
  input: {
    noticeId: NoticeId
    /** The version whose card was pressed; a later one needs a judgement of its own. */
    versionId?: NoticeVersionId
    actor: Actor
    decision: 'approved' | 'returned'
    reason: string | null
    now: Date
  },
): Promise<DecisionResult> {
  const judged = await findJudgeable(tx, input)
  if (judged.kind !== 'judgeable') return judged
  const { notice, by } = judged
  await recordDecision(tx, {
    versionId: notice.versionId,
    decision: input.decision,
    reason: input.reason,
    by,
    now: input.now,
  })
  await moveNotice(tx, notice.id, ['pending'], input.decision, input.now)
  await appendAudit(tx, {
    at: input.now,
    actor: by,
    action: input.decision === 'approved' ? 'approve-notice' : 'return-notice',
    subject: { kind: 'notice', id: notice.id },
    detail: { version: notice.version },
  })
  return { kind: 'decided', notice: { ...notice, state: input.decision } }
}

/** The notice, locked, if this actor may judge this version of it now. */
export async function findJudgeable(
  tx: Store,
  wish: { noticeId: NoticeId; versionId?: NoticeVersionId; actor: Actor },
): Promise<
  | { readonly kind: 'judgeable'; readonly notice: Notice; readonly by: PersonId }
  | Exclude<DecisionResult, { kind: 'decided' }>
> {
  const notice = await lockNotice(tx, wish.noticeId)
  const by = wish.actor.personId
  if (!notice || !by) return { kind: 'no-right' }
  const scope = await findApprovalScope(tx, notice)
  if (!holdsRole(wish.actor, ['approver'], scope.own)) return { kind: 'no-right' }
  if (notice.authorId === by) return { kind: 'own-notice' }
  if (notice.state !== 'pending') return { kind: 'not-pending', state: notice.state }
  if (!mayApprove(wish.actor, scope)) return { kind: 'goes-beyond' }
  if (wish.versionId !== undefined && wish.versionId !== notice.versionId)
    return { kind: 'older-card' }
  return { kind: 'judgeable', notice, by }
}
