import type { ChannelInstanceId, ChatId, DeliveryId, NoticeId } from '../domain/id.ts'
import type { DeliverySubject } from './sending/plan-message.ts'
import type { Store } from './store.ts'

/**
 * What a card lets an officer do with a notice. Nothing any more, but it says what may be over one day: `sent-card`, that
 * somebody had it sent, and `taken-back-card`, that this was taken back.
 */
export type CardKind =
  'draft-card' | 'approval-card' | 'ready-card' | 'held-card' | 'sent-card' | 'taken-back-card'

/** Cards of one kind about one notice that are looked after; a notice seldom has ten. */
const CARDS_MAX = 50

/** What a card is kept under, so that it is found when its buttons have done their work. */
export function cardAbout(
  kind: CardKind,
  noticeId: NoticeId,
): { readonly purpose: 'card'; readonly subject: DeliverySubject } {
  return { purpose: 'card', subject: { kind, id: noticeId } }
}

/** What a card is kept under once its buttons have done their work and nothing of it can be over any more. */
export function closedKind(kind: CardKind): string {
  return `closed-${kind}`
}

export interface ClosedCard {
  readonly deliveryId: DeliveryId
  readonly chatId: ChatId
  readonly instanceId: ChannelInstanceId
}

/**
 * Takes the cards of a kind about a notice out of those that are open, newest first, so that each is settled once; it may
 * be settled again as one of another kind (`becomes`). What they show stays as it is until the caller changes it. One that a
 * lane is writing about at this very moment is passed over, and keeps its buttons: neither waits for the other.
 */
export async function closeCards(
  tx: Store,
  kind: CardKind,
  noticeId: NoticeId,
  becomes?: CardKind,
): Promise<readonly ClosedCard[]> {
  const rows = await tx.db
    .updateTable('delivery')
    .set({ subject_kind: becomes ?? closedKind(kind) })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('delivery')
        .select('id')
        .where('purpose', '=', 'card')
        .where('subject_id', '=', noticeId)
        .where('subject_kind', '=', kind)
        .where('edits_id', 'is', null)
        .where('state', 'in', ['planned', 'sending', 'sent', 'waiting-for-contact'])
        .orderBy('id', 'desc')
        .limit(CARDS_MAX)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'chat_id', 'channel_instance_id'])
    .execute()
  return rows
    .toSorted((one, other) => (one.id < other.id ? 1 : -1))
    .map(({ id, chat_id, channel_instance_id }) => ({
      deliveryId: id,
      chatId: chat_id,
      instanceId: channel_instance_id,
    }))
}

/** Which of these messages are cards whose buttons have done their work. */
export async function settledAmong(
  store: Store,
  deliveries: readonly DeliveryId[],
): Promise<ReadonlySet<DeliveryId>> {
  if (deliveries.length === 0) return new Set()
  const rows = await store.db
    .selectFrom('delivery')
    .select('id')
    .where('id', 'in', deliveries)
    .where((eb) =>
      eb.or([
        eb('subject_kind', 'like', 'closed-%'),
        eb('subject_kind', 'in', ['sent-card', 'taken-back-card']),
      ]),
    )
    .execute()
  return new Set(rows.map(({ id }) => id))
}

/** What was something else until now, a list or an answer, is looked after as this card from now on. A copy stays one. */
export async function becomeCard(
  tx: Store,
  deliveryId: DeliveryId,
  { kind, id }: DeliverySubject,
): Promise<void> {
  await tx.db
    .updateTable('delivery')
    .set({ purpose: 'card', subject_kind: kind, subject_id: id })
    .where('id', '=', deliveryId)
    .where('broadcast_id', 'is', null)
    .execute()
}

/** Whether a chat, or any, has or awaits a card of this kind about a notice whose buttons still mean something. */
export async function hasOpenCard(
  store: Store,
  kind: CardKind,
  noticeId: NoticeId,
  chatId?: ChatId,
): Promise<boolean> {
  return (await withOpenCard(store, kind, [noticeId], chatId)).has(noticeId)
}

/** About which of these notices there is one. */
export async function withOpenCard(
  store: Store,
  kind: CardKind,
  noticeIds: readonly NoticeId[],
  chatId?: ChatId,
): Promise<ReadonlySet<string>> {
  if (noticeIds.length === 0) return new Set()
  const rows = await store.db
    .selectFrom('delivery')
    .select('subject_id')
    .distinct()
    .where('purpose', '=', 'card')
    .where('subject_id', 'in', noticeIds)
    .where('subject_kind', '=', kind)
    .where('state', 'in', ['planned', 'sending', 'sent', 'waiting-for-contact', 'unknown'])
    .$if(chatId !== undefined, (query) => query.where('chat_id', '=', chatId!))
    .execute()
  return new Set(rows.flatMap(({ subject_id }) => subject_id ?? []))
}
