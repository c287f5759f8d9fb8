import { noticeCode, type Notice } from '../domain/notice.ts'
import { holdsRoleAnywhere } from '../domain/rights.ts'
import { plainMessage } from '../messages/message.ts'
import { findNoticeByCode } from '../storage/notices.ts'
import { latestBroadcast } from '../storage/sending/broadcasts.ts'
import { maySend } from '../usecases/may-send.ts'
import { SENDERS } from './take-back.ts'
import { remark, say, type Turn } from './turn.ts'
import { wayBack } from './way-back.ts'

/**
 * Says how a notice stands that is to be taken back by its code, and of which nothing can be; offers what can be done with it.
 * False where there is none, and for who sends nothing.
 */
export async function sayNothingToTakeBack(turn: Turn, number: number): Promise<boolean> {
  const notice = await visibleNotice(turn, number)
  if (!notice) return false
  const { send, draft, noticeState } = turn.texts
  const code = noticeCode(number)
  const broadcast = await latestBroadcast(turn.tx, notice.id)
  const isTakenBack = notice.state === 'approved' && broadcast?.state === 'cancelled'
  const text = isTakenBack
    ? send.takenBackBefore({ code })
    : draft.standsSo({ code, state: noticeState[notice.state] })
  const way = await wayBack(turn, notice)
  if (way) await say(turn, { ...plainMessage(text), buttons: [[way]] })
  else await remark(turn, text)
  return true
}

async function visibleNotice(turn: Turn, code: number): Promise<Notice | undefined> {
  const { tx, actor } = turn
  if (!holdsRoleAnywhere(actor, SENDERS)) return undefined
  const notice = await findNoticeByCode(tx, code)
  return notice && (await maySend(tx, notice, actor)) ? notice : undefined
}
