import type { JobRequest } from '../../jobs/catalogue.ts'
import type { BroadcastState } from '../domain/delivery.ts'
import type { BroadcastId, ChatId, NoticeId, PersonId } from '../domain/id.ts'
import type { Notice, NoticeState } from '../domain/notice.ts'
import { holdsRole, type Actor } from '../domain/rights.ts'
import { appendAudit } from '../storage/audit.ts'
import {
  cancelBroadcast,
  createBroadcast,
  findBroadcast,
  latestBroadcast,
  OPEN_STATES,
} from '../storage/sending/broadcasts.ts'
import { findNotice, isJudgedByAuthor, lockNotice } from '../storage/notices.ts'
import type { Store } from '../storage/store.ts'
import { unitsAbove, unitsBelow } from '../storage/units.ts'

export type StartResult =
  | {
      readonly kind: 'started'
      readonly broadcastId: BroadcastId
      readonly notice: Notice
      readonly releaseAt: Date
      readonly jobs: readonly JobRequest[]
    }
  | NotSendable

export type NotSendable =
  | { readonly kind: 'not-sendable'; readonly state: NoticeState }
  | { readonly kind: 'already-sending'; readonly notice: Notice; readonly state: BroadcastState }
  | { readonly kind: 'no-right' }
  /** Author and approver have turned out to be one human since. */
  | { readonly kind: 'own-approval'; readonly notice: Notice }

/**
 * Starts the sending of an approved notice, at once (after the time for undo) or at an hour. A second
 * press while one is open starts nothing.
 */
export async function startBroadcast(
  tx: Store,
  input: {
    noticeId: NoticeId
    actor: Actor
    /** null: now. */
    at: Date | null
    /** Goes before all other notices and, when sent now, at once: without the time for undo. */
    urgent: boolean
    undoMs: number
    progressChatId: ChatId | null
    now: Date
  },
): Promise<StartResult> {
  const sendable = await findSendable(tx, input)
  if (sendable.kind !== 'sendable') return sendable
  const { notice, by } = sendable
  const waivesUndo = input.urgent && !input.at && input.undoMs > 0
  const undoMs = waivesUndo ? 0 : input.undoMs
  const releaseAt = input.at ?? new Date(input.now.getTime() + undoMs)
  const broadcastId = await createBroadcast(tx, {
    noticeId: notice.id,
    versionId: notice.versionId,
    state: input.at ? 'scheduled' : 'starting',
    urgent: input.urgent,
    releaseAt,
    startedBy: by,
    progressChatId: input.progressChatId,
    units: await unitsBelow(tx, notice.audience),
    now: input.now,
  })
  await appendAudit(tx, {
    at: input.now,
    actor: by,
    action: input.at ? 'schedule-broadcast' : 'start-broadcast',
    subject: { kind: 'broadcast', id: broadcastId },
    detail: {
      urgent: input.urgent,
      ...(waivesUndo && { undo_waived: true }),
    },
  })
  const delayMs = Math.max(0, releaseAt.getTime() - input.now.getTime())
  return {
    kind: 'started',
    broadcastId,
    notice,
    releaseAt,
    jobs: [{ name: 'expand-broadcast', data: { broadcastId }, delayMs }],
  }
}

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
  return { kind: 'sendable', notice, by }
}

export type UndoResult =
  | { readonly kind: 'undone'; readonly notice: Notice }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'no-right' }

/** Takes back a broadcast that nobody has received yet; doing so again changes nothing. */
export async function undoBroadcast(
  tx: Store,
  input: { broadcastId: BroadcastId; actor: Actor; now: Date },
): Promise<UndoResult> {
  const broadcast = await findBroadcast(tx, input.broadcastId)
  const notice = broadcast && (await findNotice(tx, broadcast.noticeId))
  if (!notice || !(await maySend(tx, notice, input.actor))) return { kind: 'no-right' }
  if (broadcast.state === 'cancelled') return { kind: 'undone', notice }
  if (!(await cancelBroadcast(tx, input.broadcastId, input.now))) return { kind: 'too-late' }
  await appendAudit(tx, {
    at: input.now,
    actor: input.actor.personId,
    action: 'undo-broadcast',
    subject: { kind: 'broadcast', id: input.broadcastId },
  })
  return { kind: 'undone', notice }
}

/** The author, while still author there, the unit's approvers and publishers may send and steer. */
export async function maySend(
  store: Store,
  notice: Pick<Notice, 'authorId' | 'unitId'>,
  actor: Actor,
): Promise<boolean> {
  const lineage = await unitsAbove(store, notice.unitId)
  const isAuthor = actor.personId === notice.authorId && holdsRole(actor, ['author'], lineage)
  return isAuthor || holdsRole(actor, ['approver', 'publisher'], lineage)
}
