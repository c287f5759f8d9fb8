import type { BroadcastId, NoticeId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { holdsRoleAnywhere } from '../domain/rights.ts'
import { SENDERS } from '../domain/role.ts'
import { plainMessage, type Message } from '../messages/message.ts'
import { reportMessage } from '../messages/report-messages.ts'
import { progressBlocks, progressMessage, startingMessage } from '../messages/sending-messages.ts'
import {
  findBroadcast,
  latestBroadcast,
  OPEN_STATES,
  type Broadcast,
} from '../storage/sending/broadcasts.ts'
import { findNotice } from '../storage/notices.ts'
import { countToRemind, lastReminderAt } from '../storage/reminders.ts'
import { acknowledgementReport } from '../usecases/acknowledgement-report.ts'
import { broadcastProgress, progressNow } from '../usecases/broadcast-progress.ts'
import { maySend } from '../usecases/may-send.ts'
import { momentIn, remark, respond, say, sayNoRight, type Turn } from './turn.ts'
import { wayBack } from './way-back.ts'

/** The report of a notice's newest broadcast; before its hour, when that is. */
export async function showReportOf(turn: Turn, id: NoticeId): Promise<void> {
  const notice = await findNotice(turn.tx, id)
  if (!notice || !(await maySend(turn.tx, notice, turn.actor))) return refuseReport(turn, notice)
  const broadcast = await latestBroadcast(turn.tx, id)
  if (!broadcast || broadcast.state === 'cancelled') return sayNotSent(turn, notice)
  if (broadcast.isUndoable) return showUnbegun(turn, notice, broadcast)
  const message = await reportView(turn, broadcast.id, 0)
  if (!message) return
  // Asked for also where the message about it cannot follow by itself.
  const isOpen = OPEN_STATES.includes(broadcast.state)
  const progress = isOpen ? await progressNow(turn.tx, broadcast.id, turn.now) : undefined
  const head = progress ? progressBlocks(progress, turn.texts) : []
  await say(turn, { ...message, blocks: [...head, ...message.blocks] })
}

/** Who types the code of another's notice is told so, if they send notices themselves. */
async function refuseReport(turn: Turn, notice: Notice | undefined): Promise<void> {
  const { report } = turn.texts
  const isSender = holdsRoleAnywhere(turn.actor, SENDERS) && turn.inbound.event.kind !== 'press'
  if (!notice || !isSender) return sayNoRight(turn)
  const isOwn = notice.authorId === turn.actor.personId
  const refusal = isOwn ? report.noLongerYours : report.notYours
  await remark(turn, refusal({ code: noticeCode(notice.code) }))
}

/** With the way to what can be done with it instead. */
async function sayNotSent(turn: Turn, notice: Notice): Promise<void> {
  const { send, draft, noticeState } = turn.texts
  const code = noticeCode(notice.code)
  const isDropped = notice.state === 'cancelled'
  const text = isDropped
    ? draft.standsSo({ code, state: noticeState.cancelled })
    : send.notSent({ code })
  const way = await wayBack(turn, notice)
  if (!way || turn.inbound.event.kind === 'press') return respond(turn, text)
  await say(turn, { ...plainMessage(text), buttons: [[way]] })
}

/** There is nobody to be counted yet: whom it goes to is settled when it begins. */
async function showUnbegun(turn: Turn, notice: Notice, broadcast: Broadcast): Promise<void> {
  const { texts } = turn
  const { id: broadcastId, state, releaseAt } = broadcast
  if (state === 'scheduled' || state === 'starting') {
    const at = momentIn(turn, releaseAt)
    const text = texts.send.scheduled({ code: noticeCode(notice.code), at })
    const shown = { notice, broadcastId, text, canUndo: true }
    return say(turn, startingMessage(shown, texts, turn.press))
  }
  const progress = await broadcastProgress(turn.tx, broadcastId, null)
  if (progress) await say(turn, progressMessage(progress, texts, turn.press))
}

/** The report as a message, a page of it; undefined, and said why, for who may not see it. */
export async function reportView(
  turn: Turn,
  id: BroadcastId,
  page: number,
): Promise<Message | undefined> {
  const report = await reportFor(turn, id, page)
  if (!report) return undefined
  const remindedAt = await lastReminderAt(turn.tx, id)
  const shown = {
    ...report,
    remindable: await countToRemind(turn.tx, id),
    ...(remindedAt && { remindedAt: momentIn(turn, remindedAt) }),
  }
  return reportMessage(shown, turn.texts, turn.press)
}

/** The report, for those who may send the notice; says why not to the others. */
export async function reportFor(turn: Turn, id: BroadcastId, page: number | 'all') {
  const broadcast = await findBroadcast(turn.tx, id)
  const notice = broadcast && (await findNotice(turn.tx, broadcast.noticeId))
  if (!notice || !(await maySend(turn.tx, notice, turn.actor))) return sayNoRight(turn)
  return acknowledgementReport(turn.tx, id, page)
}
