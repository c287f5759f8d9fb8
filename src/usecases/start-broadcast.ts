import type { JobRequest } from '../../jobs/catalogue.ts'
import type { BroadcastId, ChatId, NoticeId } from '../domain/id.ts'
import type { Notice, NoticeState } from '../domain/notice.ts'
import { holdsRole, type Actor } from '../domain/rights.ts'
import { appendAudit } from '../storage/audit.ts'
import {
  cancelBroadcast,
  createBroadcast,
  findBroadcast,
  latestBroadcast,
  OPEN_STATES,
} from '../storage/broadcasts.ts'
import { findNotice, lockNotice } from '../storage/notices.ts'
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
  | { readonly kind: 'not-sendable'; readonly state: NoticeState }
  | { readonly kind: 'already-sending' }
  | { readonly kind: 'no-right' }

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
    urgent: boolean
    undoMs: number
    progressChatId: ChatId | null
    now: Date
  },
): Promise<StartResult> {
  const notice = await lockNotice(tx, input.noticeId)
  const by = input.actor.personId
  if (!notice || !by || !(await maySend(tx, notice, input.actor))) return { kind: 'no-right' }
  if (notice.state !== 'approved') return { kind: 'not-sendable', state: notice.state }
  const latest = await latestBroadcast(tx, notice.id)
  if (latest && latest.versionId === notice.versionId && latest.state !== 'cancelled')
    return { kind: 'already-sending' }
  if (latest && OPEN_STATES.includes(latest.state)) return { kind: 'already-sending' }
  const releaseAt = input.at ?? new Date(input.now.getTime() + input.undoMs)
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
    detail: { urgent: input.urgent },
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

export type UndoResult =
  | { readonly kind: 'undone'; readonly notice: Notice }
  | { readonly kind: 'too-late' }
  | { readonly kind: 'no-right' }

/** Takes back a broadcast that nobody has received yet. */
export async function undoBroadcast(
  tx: Store,
  input: { broadcastId: BroadcastId; actor: Actor; now: Date },
): Promise<UndoResult> {
  const broadcast = await findBroadcast(tx, input.broadcastId)
  const notice = broadcast && (await findNotice(tx, broadcast.noticeId))
  if (!notice || !(await maySend(tx, notice, input.actor))) return { kind: 'no-right' }
  if (!(await cancelBroadcast(tx, input.broadcastId, input.now))) return { kind: 'too-late' }
  await appendAudit(tx, {
    at: input.now,
    actor: input.actor.personId,
    action: 'undo-broadcast',
    subject: { kind: 'broadcast', id: input.broadcastId },
  })
  return { kind: 'undone', notice }
}

/** The author, the unit's approvers and publishers may send and steer. */
export async function maySend(store: Store, notice: Notice, actor: Actor): Promise<boolean> {
  if (actor.personId === notice.authorId) return true
  return holdsRole(actor, ['approver', 'publisher'], await unitsAbove(store, notice.unitId))
}
