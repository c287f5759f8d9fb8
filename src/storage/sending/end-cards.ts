import { sql } from 'kysely'
import type { AccountId, BroadcastId, DeliveryId, PersonId, UnitId } from '../../domain/id.ts'
import { closedKind, type CardKind } from '../cards.ts'
import { personNow } from '../person-now.ts'
import type { Store } from '../store.ts'
import {
  isAwaiting,
  isOpenInChat,
  isUnbegun,
  ofKnown,
  stateWhenGoesNoMore,
} from './delivery-conditions.ts'

/**
 * What cards are about that only some officers may see: a notice and its sending, or what a resident asks. One that asks for
 * nothing any more, because it was decided on or sent before it came, tells of a notice all the same.
 */
const CARDS_OF_NOTICES = [
  'draft-card',
  'approval-card',
  'ready-card',
  'held-card',
  'sent-card',
  'taken-back-card',
] as const satisfies readonly CardKind[]
const OF_NOTICES = [...CARDS_OF_NOTICES, ...CARDS_OF_NOTICES.map(closedKind), 'broadcast']
const OF_QUESTIONS = ['question']
/** What a message is about that holds words of a notice, or of whoever asks and answers. */
export const SHOWS_OFFICIAL_WORDS: readonly string[] = [...OF_NOTICES, ...OF_QUESTIONS]

/** For its turn or its bot, or for its reader's next word. */
const isWaiting = sql<boolean>`d.state in ('planned', 'waiting-for-contact')`

/** A card that waits to go to somebody in private. */
export interface WaitingCard {
  readonly id: DeliveryId
  /** Null: a resident's question. */
  readonly notice: { readonly unitId: UnitId; readonly authorId: PersonId } | null
}

export async function findWaitingCards(
  store: Store,
  accounts: readonly AccountId[],
): Promise<readonly WaitingCard[]> {
  const { rows } = await sql<{ id: DeliveryId; unit_id: UnitId | null; author_id: PersonId }>`
    select d.id, n.unit_id, ${personNow('n.author_id')} as author_id
    from account a join chat c on c.account_id = a.id and c.type = 'private'
    join delivery d on d.chat_id = c.id
    left join broadcast b on d.subject_kind = 'broadcast' and b.id = d.subject_id
    left join notice n on n.id = coalesce(b.notice_id, d.subject_id)
    where a.id = any(${accounts}::uuid[]) and d.purpose = 'card'
      and d.subject_kind = any(${SHOWS_OFFICIAL_WORDS})
      and ((${isOpenInChat(sql`d`)} and d.state = 'planned') or ${isAwaiting})`.execute(store.db)
  return rows.map(({ id, unit_id: unitId, author_id: authorId }) => ({
    id,
    notice: unitId && { unitId, authorId },
  }))
}

/** What waits to go of the messages that show how these broadcasts stand: a change, or the message itself. */
export async function findWaitingProgress(
  store: Store,
  broadcasts: readonly BroadcastId[],
): Promise<readonly DeliveryId[]> {
  const { rows } = await sql<{ id: DeliveryId }>`
    with shown as (
      select progress_delivery_id as id from broadcast where id = any(${broadcasts}::uuid[]))
    select d.id from shown join delivery d on d.id = shown.id where ${isWaiting}
    union all
    select d.id from shown join delivery d on d.edits_id = shown.id where ${isWaiting}`.execute(
    store.db,
  )
  return rows.map(({ id }) => id)
}

/**
 * Ends cards that wait for somebody who may not do any more what they ask. One that a lane has in hand is refused by its
 * claim; one of which a call is out may come.
 */
export async function endCards(tx: Store, ids: readonly DeliveryId[], now: Date): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update delivery d set state = ${stateWhenGoesNoMore}, message_enc = null, settled_at = ${now}
    where d.id = any(${ids}::uuid[])
      and ${ofKnown(sql`${isWaiting} and ${isUnbegun}`)}`.execute(tx.db)
}
