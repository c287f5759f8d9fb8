import { mayApprove } from '../domain/approval-scope.ts'
import type { Notice } from '../domain/notice.ts'
import { pendingList } from '../messages/approval-messages.ts'
import { pageOf } from '../messages/pages.ts'
import { cardAbout, hasOpenCard } from '../storage/cards.ts'
import { noticesInState } from '../storage/notices.ts'
import { findApprovalScope } from '../usecases/find-approval-scope.ts'
import { approvalView } from './approval-view.ts'
import { showInPlace } from './show-in-place.ts'
import { press, remark, say, type Turn } from './turn.ts'

const PER_PAGE = 10
/** Newest notices of all units among which those that somebody may judge are looked for. */
const LOOKED_AT = 200

/**
 * What waits for this person's judgement, the newest first: the card of the one that is meant (`code`) or is the only one,
 * else a page of the list of them.
 */
export async function showPending(
  turn: Turn,
  { code, page = 0 }: { readonly code?: number; readonly page?: number },
): Promise<void> {
  const { texts } = turn
  const pending = await pendingFor(turn)
  const [first, ...others] = pending
  if (!first) return void (await remark(turn, texts.approval.none))
  const meant = others.length === 0 ? first : pending.find((notice) => notice.code === code)
  if (meant) return showApprovalCard(turn, meant)
  const pages = pageOf(page, pending.length, PER_PAGE)
  const notices = pending.slice(pages.page * PER_PAGE, (pages.page + 1) * PER_PAGE)
  const list = { notices, count: pending.length, ...pages }
  await showInPlace(
    turn,
    pendingList(list, texts, (action) => press(turn, action)),
  )
}

/**
 * The same where something of it has not come to this chat: its approver had not written to the bot when it was submitted. An
 * owner who is no approver is shown it only where nobody has the card.
 */
export async function showUnheardPending(turn: Turn): Promise<void> {
  const isApprover = turn.actor.posts.some(({ role }) => role === 'approver')
  const chatId = isApprover ? turn.chat.id : undefined
  for (const { id } of await pendingFor(turn))
    if (!(await hasOpenCard(turn.tx, 'approval-card', id, chatId))) return showPending(turn, {})
}

/** The card to judge a notice by. */
export async function showApprovalCard(turn: Turn, notice: Notice): Promise<void> {
  await say(turn, await approvalView(turn, notice), cardAbout('approval-card', notice.id))
}

async function pendingFor({ tx, actor }: Turn): Promise<Notice[]> {
  const own: Notice[] = []
  for (const notice of await noticesInState(tx, ['pending'], LOOKED_AT)) {
    const scope = await findApprovalScope(tx, notice)
    if (notice.authorId !== actor.personId && mayApprove(actor, scope)) own.push(notice)
  }
  return own
}
