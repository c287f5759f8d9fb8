import { isEditable, noticeCode, type Notice } from '../domain/notice.ts'
import { holdsRoleAnywhere } from '../domain/rights.ts'
import { SENDERS } from '../domain/role.ts'
import { foldKey } from '../domain/text/fold-key.ts'
import { plainMessage } from '../messages/message.ts'
import { cardAbout } from '../storage/cards.ts'
import { findNoticeByCode } from '../storage/notices.ts'
import { latestBroadcast } from '../storage/sending/broadcasts.ts'
import { findJudgeable } from '../usecases/decide-approval.ts'
import { findSendable } from '../usecases/find-sendable.ts'
import { maySend } from '../usecases/may-send.ts'
import { showReportOf } from './show-report.ts'
import { isOwn, showDraft } from './draft-view.ts'
import { showApprovalCard } from './pending-notices.ts'
import { sayReady } from './ready-view.ts'
import { refusalToSend } from './start-sending.ts'
import { ask, remark, say, type Turn } from './turn.ts'
import { findChoice, isNumber } from './typed-choice.ts'
import { wayBack } from './way-back.ts'

/** The code of a notice alone, or with words before it. */
const ASKED = /^(?:(.+) )?t ?(\d{1,9})$/u
/** Words that ask for its card: “gửi T1”, “mở T1”. */
const OPENING = /^(?:gui|mo|xem)$/u

/** Shows the notice whose code an officer types, with what can be done with it; false: the text is something else. */
export async function openTyped(turn: Turn, text: string): Promise<boolean> {
  const [, words, code] = ASKED.exec(foldKey(text)) ?? []
  if (code === undefined || !holdsRoleAnywhere(turn.actor, SENDERS)) return false
  if (words !== undefined && !OPENING.test(words) && !isOnCard(turn, words)) return false
  await openNotice(turn, Number(code))
  return true
}

/** Whether a text names a card by a button's words, or by “gửi”, with the code of a notice that this officer may see: it answers nothing. */
export async function meansCard(turn: Turn, text: string): Promise<boolean> {
  const [, words, code] = ASKED.exec(foldKey(text)) ?? []
  if (words === undefined || !(OPENING.test(words) || isOnCard(turn, words))) return false
  return (await visibleNotice(turn, Number(code))) !== undefined
}

/** Whether words are those of a button that has gone out of sight with its card (“gửi ngay T1”, “nhắc T1”): it is shown again. */
function isOnCard({ texts: { button } }: Turn, words: string): boolean {
  const { edit, audience, preview, submit, giveBack, sendNow, urgent, schedule } = button
  const { retry, remind, report, export: list } = button
  const before = [edit, audience, preview, submit, giveBack, sendNow, urgent, schedule]
  const labels = [...before, retry, remind, report, list].map((label) => ({ label }))
  return !isNumber(words) && findChoice(words, labels) !== undefined
}

/** Shows the card of a notice by its code: the draft, the one to judge or to send it by, or else how its sending stands. */
export async function openNotice(turn: Turn, code: number): Promise<void> {
  const notice = await visibleNotice(turn, code)
  const shown = noticeCode(code)
  if (!notice) return ask(turn, turn.texts.ack.noSuchNotice({ code: shown }))
  const { tx, actor, texts } = turn
  if (isEditable(notice.state) && (await isOwn(turn, notice))) return showDraft(turn, notice)
  if ((await findJudgeable(tx, { noticeId: notice.id, actor })).kind === 'judgeable')
    return showApprovalCard(turn, notice)
  const sendable = await findSendable(tx, { noticeId: notice.id, actor })
  if (sendable.kind === 'sendable')
    return sayReady(turn, notice, texts.send.notSentYet({ code: shown }))
  if (sendable.kind === 'not-approved') return remark(turn, refusalToSend(turn, sendable))
  if (await latestBroadcast(tx, notice.id)) return showReportOf(turn, notice.id)
  if (await isOwnPending(turn, notice)) return sayPending(turn, notice)
  const state = texts.noticeState[notice.state]
  await remark(turn, texts.draft.standsSo({ code: shown, state }))
}

async function isOwnPending(turn: Turn, notice: Notice): Promise<boolean> {
  return notice.state === 'pending' && (await isOwn(turn, notice))
}

/** Tells the author of a notice that waits for its approver how to get it back, and lets them drop it. */
async function sayPending(turn: Turn, { id, code: number }: Notice): Promise<void> {
  const { draft, button } = turn.texts
  const text = draft.pendingOwn({ code: noticeCode(number) })
  const action = turn.press({ verb: 'n-quit', id })
  const buttons = [[{ label: button.cancel, action }]]
  await say(turn, { ...plainMessage(text), buttons }, cardAbout('draft-card', id))
}

/**
 * Says how a notice stands that is to be taken back by its code, and of which nothing can be; offers what can be done with it.
 * False where there is none, and for who sends nothing.
 */
export async function sayNothingToTakeBack(turn: Turn, number: number): Promise<boolean> {
  const notice = await visibleNotice(turn, number)
  if (!notice) return false
  if (await isOwnPending(turn, notice)) {
    await sayPending(turn, notice)
    return true
  }
  const { send, draft, noticeState } = turn.texts
  const code = noticeCode(number)
  const broadcast = await latestBroadcast(turn.tx, notice.id)
  const isTakenBack = notice.state === 'approved' && broadcast?.state === 'cancelled'
  const text = isTakenBack
    ? send.takenBackBefore({ code })
    : draft.standsSo({ code, state: noticeState[notice.state] })
  const way = await wayBack(turn, notice)
  // “Đã được duyệt” alone would be read as “cancelled, too”.
  if (way && notice.state === 'approved' && !isTakenBack)
    await sayReady(turn, notice, send.notDropped({ code }))
  else if (way) await say(turn, { ...plainMessage(text), buttons: [[way]] })
  else await remark(turn, text)
  return true
}

async function visibleNotice(turn: Turn, code: number): Promise<Notice | undefined> {
  const { tx, actor } = turn
  if (!holdsRoleAnywhere(actor, SENDERS)) return undefined
  const notice = await findNoticeByCode(tx, code)
  return notice && (await maySend(tx, notice, actor)) ? notice : undefined
}
