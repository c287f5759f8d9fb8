import type { BroadcastId, NoticeId } from '../../domain/id.ts'
import { noticeCode } from '../../domain/notice.ts'
import { holdsRoleAnywhere } from '../../domain/rights.ts'
import { SENDERS } from '../../domain/role.ts'
import { plainMessage } from '../../messages/message.ts'
import { ANYWAY } from '../../messages/sending-messages.ts'
import { reportToXlsx } from '../../exports/report-to-xlsx.ts'
import { copiesLeftByStop, failedDeliveries } from '../../storage/sending/failed-copies.ts'
import { appendAudit } from '../../storage/audit.ts'
import { keepFile } from '../../storage/files.ts'
import type { ActionTable } from '../action-table.ts'
import { remind } from '../remind.ts'
import { showSent } from '../sent-list.ts'
import { showInPlace } from '../show-in-place.ts'
import { reportFor, reportView, showReportOf } from '../show-report.ts'
import { say, sayNoRight } from '../turn.ts'

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
