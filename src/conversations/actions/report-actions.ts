import type { BroadcastId, NoticeId } from '../../domain/id.ts'
import { noticeCode, type Notice } from '../../domain/notice.ts'
import { nightAt } from '../../domain/quiet-hours.ts'
import { holdsRoleAnywhere } from '../../domain/rights.ts'
import { SENDERS } from '../../domain/role.ts'
import { vi } from '../../i18n/vi.ts'
import { plainMessage, type Message } from '../../messages/message.ts'
import { noticeButtons } from '../../messages/notice-message.ts'
import { reportMessage } from '../../messages/report-messages.ts'
import {
  ANYWAY,
  progressBlocks,
  progressMessage,
  startingMessage,
} from '../../messages/sending-messages.ts'
import { reportToXlsx } from '../../exports/report-to-xlsx.ts'
import {
  findBroadcast,
  latestBroadcast,
  OPEN_STATES,
  type Broadcast,
} from '../../storage/sending/broadcasts.ts'
import { copiesLeftByStop, failedDeliveries } from '../../storage/sending/failed-copies.ts'
import { appendAudit } from '../../storage/audit.ts'
import { keepFile } from '../../storage/files.ts'
import { findNotice } from '../../storage/notices.ts'
import { countToRemind, lastReminderAt } from '../../storage/reminders.ts'
import { acknowledgementReport } from '../../usecases/acknowledgement-report.ts'
import { broadcastProgress, progressNow } from '../../usecases/broadcast-progress.ts'
import { contactWindows } from '../../usecases/estimate-cost.ts'
import { remindMissing } from '../../usecases/remind-missing.ts'
import { maySend } from '../../usecases/may-send.ts'
import { toWake } from '../../usecases/to-wake.ts'
import type { ActionTable } from '../action-table.ts'
import { askAnyway } from '../ask-anyway.ts'
import { showInPlace } from '../show-in-place.ts'
import { showSent } from '../sent-list.ts'
import { acting, momentIn, remark, respond, say, sayNoRight, type Turn } from '../turn.ts'
import { wayBack } from '../way-back.ts'

/** After the sending: who has acknowledged, who is missing, and reminding them. */
export const reportActions: ActionTable = {
  'b-rep': async (turn, { id, arg }) => {
    const message = await reportView(turn, id as BroadcastId, Number(arg) || 0)
    if (message) await (arg === '' ? say(turn, message) : showInPlace(turn, message))
  },
  'r-list': async (turn, { arg }) => {
    if (!holdsRoleAnywhere(turn.actor, SENDERS)) return sayNoRight(turn)
    await showSent(turn, Number(arg) || 0)
  },
  'r-show': (turn, { id }) => showReportOf(turn, id as NoticeId),
  'b-rem': (turn, { id, arg }) => remind(turn, id as BroadcastId, arg === ANYWAY),
  'b-exp': async (turn, { id }) => {
    const report = await reportFor(turn, id as BroadcastId, 'all')
    if (!report) return
    const failed = await failedDeliveries(turn.tx, report.broadcastId, null)
    const left = await copiesLeftByStop(turn.tx, report.broadcastId)
    const bytes = await reportToXlsx(report, [...failed, ...left], turn.texts)
    const file = await keepFile(turn.tx, {
      name: `xac-nhan-${noticeCode(report.notice.code)}.xlsx`,
      mime: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      bytes,
    })
    const title = turn.texts.report.title({ code: noticeCode(report.notice.code) })
    await say(turn, { ...plainMessage(title), files: [file] }, { keepsChoices: true })
    await appendAudit(turn.tx, {
      at: turn.now,
      actor: turn.actor.personId,
      action: 'export-report',
      subject: { kind: 'broadcast', id: report.broadcastId },
      detail: { names: report.missing.length },
    })
  },
}

/**
 * Reminds who has not acknowledged, after asking once at night or where that was wanted long ago; says how many, and why
 * not the others.
 */
async function remind(turn: Turn, broadcastId: BroadcastId, anyway: boolean): Promise<void> {
  const { texts, settings, saidAt: wantedAt } = turn
  const again = { verb: 'b-rem', id: broadcastId }
  const result = await remindMissing(turn.tx, {
    ...acting(turn),
    broadcastId,
    wantedAt,
    anyway,
    windows: contactWindows(turn.channels, turn.now),
    personalText: (notice) => reminder(turn, notice, vi.remind.text(titled(notice))),
    groupText: (notice, count) =>
      reminder(turn, notice, vi.remind.groupText({ ...titled(notice), count })),
  })
  switch (result.kind) {
    case 'no-right':
      return sayNoRight(turn)
    case 'nobody': {
      const { withoutCopy: count } = result
      return respond(turn, count > 0 ? texts.remind.noneHasIt({ count }) : texts.remind.nobody)
    }
    case 'nobody-listed':
      return remark(turn, texts.report.nobodyListed)
    case 'nobody-reached':
      return respond(turn, texts.remind.nobodyReached(result))
    case 'too-soon': {
      // At night nobody is to be reminded either.
      const next = nightAt(result.next, settings.timeZone)?.until ?? result.next
      const when = { at: momentIn(turn, result.last), next: momentIn(turn, next) }
      return respond(turn, texts.remind.tooSoon(when))
    }
    case 'quiet': {
      const text = texts.remind.quiet({ at: momentIn(turn, turn.now) })
      return askAnyway(turn, text, { ...again, arg: ANYWAY })
    }
    case 'wanted-earlier':
      return askAnyway(turn, texts.remind.wantedEarlier({ at: momentIn(turn, wantedAt) }), again)
    case 'reminded': {
      turn.effects.jobs.push(...toWake(result.instances))
      const lines = [texts.remind.sent(result)]
      if (result.stopped > 0) lines.push(texts.remind.stopped({ count: result.stopped }))
      if (result.lately > 0) lines.push(texts.remind.lately({ count: result.lately }))
      if (result.unreachable > 0)
        lines.push(texts.remind.unreachable({ count: result.unreachable }))
      if (result.withoutCopy > 0)
        lines.push(texts.remind.withoutCopy({ count: result.withoutCopy }))
      return remark(turn, ...lines)
    }
  }
}

const titled = ({ code, title }: Notice) => ({ code: noticeCode(code), title })

/** Members read it, whatever language the officer has chosen. */
function reminder(turn: Turn, notice: Notice, text: string): Message {
  return {
    ...plainMessage(`⏰ ${text}`),
    buttons: noticeButtons(notice, vi, turn.press),
    code: noticeCode(notice.code),
  }
}

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

async function reportView(turn: Turn, id: BroadcastId, page: number): Promise<Message | undefined> {
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
async function reportFor(turn: Turn, id: BroadcastId, page: number | 'all') {
  const broadcast = await findBroadcast(turn.tx, id)
  const notice = broadcast && (await findNotice(turn.tx, broadcast.noticeId))
  if (!notice || !(await maySend(turn.tx, notice, turn.actor))) return sayNoRight(turn)
  return acknowledgementReport(turn.tx, id, page)
}
