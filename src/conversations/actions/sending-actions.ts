import type { BroadcastId, NoticeId } from '../../domain/id.ts'
import { noticeCode, type Notice } from '../../domain/notice.ts'
import { ANYWAY } from '../../messages/sending-messages.ts'
import { cardAbout } from '../../storage/cards.ts'
import { findNotice, lockNotice } from '../../storage/notices.ts'
import { findUnit } from '../../storage/units.ts'
import { nameBeyond } from '../../usecases/find-approval-scope.ts'
import { findSendable } from '../../usecases/find-sendable.ts'
import { maySend } from '../../usecases/may-send.ts'
import { submitNotice } from '../../usecases/submit-notice.ts'
import type { ActionTable } from '../action-table.ts'
import { askStop } from '../ask-stop.ts'
import { askUrgent } from '../ask-urgent.ts'
import { openDialogue } from '../dialogue.ts'
import { isOwn, showDraft } from '../draft-view.ts'
import { chooseTime } from '../dialogues/choose-time.ts'
import { readyView } from '../ready-view.ts'
import { showInPlace } from '../show-in-place.ts'
import { refusalToSend, startSending } from '../start-sending.ts'
import { steer, stopAsked, type Steering } from '../steer-broadcast.ts'
import { takeBack } from '../take-back.ts'
import { ask, respond, sayNoRight, sayStale, type Turn } from '../turn.ts'

/** Sending now or later, undoing, and steering what is on its way. */
export const sendingActions: ActionTable = {
  'n-now': async (turn, { id, arg }) => {
    if (!(await makeReady(turn, id))) return
    const noticeId = id as NoticeId
    if (arg !== 'urgent')
      return void (await startSending(turn, { noticeId, at: null, urgent: false, anyway: false }))
    const notice = await sendableNotice(turn, noticeId)
    if (notice) await askUrgent(turn, notice)
  },
  'n-urg': async (turn, { id }) => {
    await startSending(turn, { noticeId: id as NoticeId, at: null, urgent: true, anyway: false })
  },
  'n-ready': async (turn, { id }) => {
    const notice = await sendableNotice(turn, id as NoticeId)
    if (!notice) return
    const headline = turn.texts.send.notSentYet({ code: noticeCode(notice.code) })
    const card = await readyView(turn, notice, headline)
    await showInPlace(turn, card, cardAbout('ready-card', notice.id))
  },
  'n-any': async (turn, { id, arg }) => {
    if (arg !== 'now' && !/^\d{1,11}$/u.test(arg)) return sayStale(turn)
    const at = arg === 'now' ? null : new Date(Number(arg) * 1000)
    const noticeId = id as NoticeId
    const started = await startSending(turn, { noticeId, at, urgent: false, anyway: true })
    // Another hour was asked for.
    if (started === 'past') await openDialogue(turn, chooseTime, { noticeId })
  },
  'n-at': async (turn, { id }) => {
    const notice = await findNotice(turn.tx, id as NoticeId)
    if (!notice || !(await maySend(turn.tx, notice, turn.actor))) return sayNoRight(turn)
    if (!(await makeReady(turn, id)) || !(await sendableNotice(turn, notice.id))) return
    await openDialogue(turn, chooseTime, { noticeId: notice.id })
    await ask(turn, turn.texts.send.askTime)
  },
  'b-undo': (turn, { id }) => takeBack(turn, id as BroadcastId),
  'b-pause': (turn, { id }) => steer(turn, id as BroadcastId, 'pause'),
  'b-res': (turn, { id, arg }) => steer(turn, id as BroadcastId, 'resume', answerOf(arg)),
  'b-stop': (turn, { id }) => askStop(turn, id as BroadcastId),
  'b-end': (turn, { id }) => stopAsked(turn, id as BroadcastId),
  'b-retry': (turn, { id, arg }) => steer(turn, id as BroadcastId, 'retry', answerOf(arg)),
}

/** Whether a press answers a question, and which. */
function answerOf(arg: string): Steering {
  return { isAnswer: arg !== '', anyway: arg === ANYWAY }
}

/** The notice, if this person may send it now; says why not otherwise. */
async function sendableNotice(turn: Turn, noticeId: NoticeId): Promise<Notice | undefined> {
  const sendable = await findSendable(turn.tx, { noticeId, actor: turn.actor })
  if (sendable.kind === 'sendable') return sendable.notice
  return respond(turn, refusalToSend(turn, sendable), true)
}

/** A draft of a unit that needs no approval becomes ready by the press on `Gửi ngay` itself. */
async function makeReady(turn: Turn, id: string): Promise<boolean> {
  // Locked before it is looked at: its audience may be changing.
  const notice = await lockNotice(turn.tx, id as NoticeId)
  const by = turn.actor.personId
  const isDraft = notice?.state === 'draft' || notice?.state === 'returned'
  if (!notice || !by || !isDraft || !(await isOwn(turn, notice))) return true
  const unit = await findUnit(turn.tx, notice.unitId)
  if (unit?.approvalRequired !== false) return true
  const beyond = await nameBeyond(turn.tx, notice, turn.texts)
  if (beyond !== null) {
    // The button is of a card from before its audience went so far.
    await respond(turn, turn.texts.approval.asksAbove({ units: beyond }), true)
    await showDraft(turn, notice)
    return false
  }
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
