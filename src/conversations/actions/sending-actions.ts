import { PRIORITY } from '../../domain/delivery.ts'
import type { BroadcastId, NoticeId } from '../../domain/id.ts'
import { noticeCode, type Notice } from '../../domain/notice.ts'
import { settledCard } from '../../messages/approval-messages.ts'
import { plainMessage } from '../../messages/message.ts'
import { findBroadcast } from '../../storage/broadcasts.ts'
import { cardAbout, hasOpenCard } from '../../storage/cards.ts'
import { planEdit } from '../../storage/deliveries.ts'
import { findNotice } from '../../storage/notices.ts'
import { findUnit } from '../../storage/units.ts'
import { controlBroadcast, type ControlVerb } from '../../usecases/control-broadcast.ts'
import { findSendable, maySend, undoBroadcast } from '../../usecases/start-broadcast.ts'
import { submitNotice } from '../../usecases/submit-notice.ts'
import type { ActionTable } from '../action-table.ts'
import { askUrgent } from '../ask-urgent.ts'
import { openDialogue } from '../dialogue.ts'
import { isOwn } from '../draft-view.ts'
import { chooseTime } from '../dialogues/choose-time.ts'
import { readyView, sayReady } from '../ready-view.ts'
import { showInPlace } from '../show-in-place.ts'
import { refusalToSend, startSending } from '../start-sending.ts'
import { respond, say, type Turn } from '../turn.ts'

/** Sending now or later, undoing, and steering what is on its way. */
export const sendingActions: ActionTable = {
  'n-now': async (turn, { id, arg }) => {
    if (!(await makeReady(turn, id))) return
    const noticeId = id as NoticeId
    if (arg !== 'urgent')
      return startSending(turn, { noticeId, at: null, urgent: false, anyway: false })
    const notice = await sendableNotice(turn, noticeId)
    if (notice) await askUrgent(turn, notice)
  },
  'n-urg': (turn, { id }) =>
    startSending(turn, { noticeId: id as NoticeId, at: null, urgent: true, anyway: false }),
  'n-ready': async (turn, { id }) => {
    const notice = await sendableNotice(turn, id as NoticeId)
    if (!notice) return
    const headline = turn.texts.send.notSentYet({ code: noticeCode(notice.code) })
    await showInPlace(turn, readyView(turn, notice, headline), cardAbout('ready-card', notice.id))
  },
  'n-any': async (turn, { id, arg }) => {
    if (arg !== 'now' && !/^\d{1,11}$/u.test(arg)) return respond(turn, turn.texts.common.stale)
    const at = arg === 'now' ? null : new Date(Number(arg) * 1000)
    await startSending(turn, { noticeId: id as NoticeId, at, urgent: false, anyway: true })
  },
  'n-at': async (turn, { id }) => {
    const notice = await findNotice(turn.tx, id as NoticeId)
    if (!notice || !(await maySend(turn.tx, notice, turn.actor)))
      return respond(turn, turn.texts.common.noRight, true)
    if (!(await makeReady(turn, id)) || !(await sendableNotice(turn, notice.id))) return
    await openDialogue(turn, chooseTime, { noticeId: notice.id })
    await say(turn, plainMessage(turn.texts.send.askTime))
  },
  'b-undo': async (turn, { id }) => {
    const result = await undoBroadcast(turn.tx, {
      broadcastId: id as BroadcastId,
      actor: turn.actor,
      now: turn.now,
    })
    if (result.kind === 'no-right') return respond(turn, turn.texts.common.noRight, true)
    if (result.kind === 'too-late') return respond(turn, turn.texts.send.tooLateToUndo, true)
    await showUndone(turn, result.notice, id as BroadcastId)
  },
  'b-pause': (turn, { id }) => steer(turn, id, 'pause'),
  'b-res': (turn, { id }) => steer(turn, id, 'resume'),
  'b-stop': (turn, { id }) => steer(turn, id, 'stop'),
  'b-retry': (turn, { id }) => steer(turn, id, 'retry'),
}

/**
 * The message with `Hoàn tác` says that it was done, and the notice can be sent again by a new card; that it was
 * done before needs no second card.
 */
async function showUndone(turn: Turn, notice: Notice, id: BroadcastId): Promise<void> {
  const text = turn.texts.send.undone({ code: noticeCode(notice.code) })
  if (await hasOpenCard(turn.tx, 'ready-card', notice.id, turn.chat.id)) return respond(turn, text)
  const broadcast = await findBroadcast(turn.tx, id)
  if (broadcast?.progressDeliveryId)
    await planEdit(turn.tx, {
      deliveryId: broadcast.progressDeliveryId,
      message: settledCard(notice, text),
      purpose: 'progress',
      priority: PRIORITY.edit,
    })
  await sayReady(turn, notice, text)
  if (turn.channel.capabilities.toast) await respond(turn, text)
}

/** The notice, if this person may send it now; says why not otherwise. */
async function sendableNotice(turn: Turn, noticeId: NoticeId): Promise<Notice | undefined> {
  const sendable = await findSendable(turn.tx, { noticeId, actor: turn.actor })
  if (sendable.kind === 'sendable') return sendable.notice
  await respond(turn, refusalToSend(turn, sendable), true)
  return undefined
}

/** A draft of a unit that needs no approval becomes ready by the press on `Gửi ngay` itself. */
async function makeReady(turn: Turn, id: string): Promise<boolean> {
  const notice = await findNotice(turn.tx, id as NoticeId)
  const by = turn.actor.personId
  const isDraft = notice?.state === 'draft' || notice?.state === 'returned'
  if (!notice || !by || !isDraft || !(await isOwn(turn, notice))) return true
  const unit = await findUnit(turn.tx, notice.unitId)
  if (unit?.approvalRequired !== false) return true
  const result = await submitNotice(turn.tx, { noticeId: notice.id, by, now: turn.now })
  if (result.kind === 'ready') return true
  const { texts } = turn
  const text =
    result.kind === 'no-audience'
      ? texts.draft.needsAudience
      : result.kind === 'nobody-reached'
        ? texts.draft.nobodyReached
        : texts.send.notSendable({ state: texts.noticeState.pending })
  await respond(turn, text, true)
  return false
}

async function steer(turn: Turn, id: string, verb: ControlVerb): Promise<void> {
  const result = await controlBroadcast(turn.tx, {
    broadcastId: id as BroadcastId,
    actor: turn.actor,
    verb,
    now: turn.now,
  })
  const { texts } = turn
  switch (result.kind) {
    case 'no-right':
      return respond(turn, texts.common.noRight, true)
    case 'not-possible':
      return respond(turn, verb === 'retry' ? texts.send.nothingFailed : texts.common.stale)
    case 'changed':
      turn.effects.jobs.push(...result.jobs)
      return respond(turn, changedText(turn, verb, result.count))
  }
}

function changedText({ texts }: Turn, verb: ControlVerb, count: number): string {
  switch (verb) {
    case 'pause':
      return texts.send.paused
    case 'resume':
      return texts.send.resumed
    case 'stop':
      return texts.send.stopped
    case 'retry':
      return texts.send.retrying({ count })
  }
}
