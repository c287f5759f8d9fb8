import { PRIORITY } from '../domain/delivery.ts'
import type { NoticeId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { settledCard } from '../messages/approval-messages.ts'
import type { Message } from '../messages/message.ts'
import { closeCards, type CardKind } from '../storage/cards.ts'
import { planEdit } from '../storage/sending/plan-message.ts'
import { namesOf } from '../storage/people.ts'
import { approvalView } from './approval-view.ts'
import { draftView } from './draft-view.ts'
import type { Turn } from './turn.ts'

/**
 * Takes the buttons off the cards about a notice that have done their work, in every chat: `show` gives what
 * stands there from now on, the newest card first. Where a platform cannot edit, a card stays as it is; its
 * buttons answer with a sentence. The choices that can be typed are left alone: something newer may be shown.
 */
async function settleCards(
  turn: Turn,
  kind: CardKind,
  noticeId: NoticeId,
  show: (place: number) => Message | Promise<Message>,
): Promise<void> {
  const cards = await closeCards(turn.tx, kind, noticeId)
  for (const [place, { deliveryId }] of cards.entries())
    await planEdit(turn.tx, {
      deliveryId,
      message: await show(place),
      purpose: 'progress',
      priority: PRIORITY.edit,
    })
  for (const channelInstanceId of new Set(cards.map(({ instanceId }) => instanceId)))
    turn.effects.jobs.push({ name: 'run-lane', data: { channelInstanceId } })
}

/** The draft as it was handed on; what was shown of it before says only what became of it. */
export async function settleDrafts(turn: Turn, notice: Notice, outcome: string): Promise<void> {
  await settleCards(turn, 'draft-card', notice.id, (place) =>
    place === 0 ? draftView(turn, notice, { outcome }) : settledCard(notice, outcome),
  )
}

/** What the approvers were asked, with the decision as its first line. */
export async function settleApprovals(turn: Turn, notice: Notice, decision: string): Promise<void> {
  let view: Promise<Message> | undefined
  await settleCards(turn, 'approval-card', notice.id, () => {
    view ??= approvalView(turn, notice, decision)
    return view
  })
}

/** All cards of a notice that is on its way or was dropped. */
export async function settleAll(turn: Turn, notice: Notice, outcome: string): Promise<void> {
  await settleDrafts(turn, notice, outcome)
  await settleApprovals(turn, notice, outcome)
  await settleCards(turn, 'ready-card', notice.id, () => settledCard(notice, outcome))
}

/** The name of whoever acts, for the line that says who did it. */
export async function actorName({ tx, actor: { personId } }: Turn): Promise<string> {
  return (personId && (await namesOf(tx, [personId])).get(personId)) || '?'
}
