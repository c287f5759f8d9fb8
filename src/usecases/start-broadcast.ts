import type { JobRequest } from '../../jobs/catalogue.ts'
import type { BroadcastId, ChatId, NoticeId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import type { Actor } from '../domain/rights.ts'
import { appendAudit } from '../storage/audit.ts'
import { createBroadcast } from '../storage/sending/broadcasts.ts'
import type { Store } from '../storage/store.ts'
import { unitsBelow } from '../storage/units.ts'
import { findSendable, type NotSendable } from './find-sendable.ts'

export type StartResult =
  | {
      readonly kind: 'started'
      readonly broadcastId: BroadcastId
      readonly notice: Notice
      readonly releaseAt: Date
      readonly jobs: readonly JobRequest[]
    }
  | NotSendable

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
