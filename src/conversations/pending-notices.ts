import { noticeCode, type Notice } from '../domain/notice.ts'
import { pendingList } from '../messages/approval-messages.ts'
import { onPage } from '../messages/pages.ts'
import { cardAbout, withOpenCard } from '../storage/cards.ts'
import { findNotice, pendingNotices, type PendingNotice } from '../storage/notices.ts'
import { approvableAmong } from '../usecases/find-approval-scope.ts'
import { approvalView } from './approval-view.ts'
import { showInPlace } from './show-in-place.ts'
import { remark, say, type Turn } from './turn.ts'

const PER_PAGE = 10

interface Asked {
  readonly code?: number
  readonly page?: number
}

/**
 * What waits for this person's judgement, the newest first: the card of the one that is meant (`code`) or is the only one,
 * else a page of the list of them.
 */
export async function showPending(turn: Turn, asked: Asked): Promise<void> {
  await showAmong(turn, await pendingFor(turn), asked)
}

async function showAmong(
  turn: Turn,
  pending: readonly PendingNotice[],
  { code, page = 0 }: Asked,
): Promise<void> {
  const { texts } = turn
  const [first, ...others] = pending
  if (!first) return remark(turn, texts.approval.none)
  if (code !== undefined && !pending.some((notice) => notice.code === code))
    await remark(turn, texts.approval.noneOfCode({ code: noticeCode(code) }))
  const meant = others.length === 0 ? first : pending.find((notice) => notice.code === code)
  const whole = meant && (await findNotice(turn.tx, meant.id))
  if (whole) return showApprovalCard(turn, whole)
  const { shown: notices, ...pages } = onPage(pending, page, PER_PAGE)
  const list = { notices, count: pending.length, ...pages }
  await showInPlace(turn, pendingList(list, texts, turn.press))
}

/**
 * Shows what waits for approval where something of it has not come to this chat: its approver had not written to the bot when
 * it was submitted. An owner who is no approver is shown it only where nobody has the card.
 */
export async function showUnheardPending(turn: Turn): Promise<void> {
  const isApprover = turn.actor.posts.some(({ role }) => role === 'approver')
  const chatId = isApprover ? turn.chat.id : undefined
  const pending = await pendingFor(turn)
  const ids = pending.map(({ id }) => id)
  const heard = await withOpenCard(turn.tx, 'approval-card', ids, chatId)
  if (ids.some((id) => !heard.has(id))) await showAmong(turn, pending, {})
}

/** The card to judge a notice by. */
export async function showApprovalCard(turn: Turn, notice: Notice): Promise<void> {
  await say(turn, await approvalView(turn, notice), cardAbout('approval-card', notice.id))
}

async function pendingFor({ tx, actor }: Turn): Promise<PendingNotice[]> {
  return approvableAmong(tx, await pendingNotices(tx), actor)
}
