import { sql } from 'kysely'
import type { DeliveryPurpose } from '../../domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId } from '../../domain/id.ts'
import type { Message } from '../../messages/message.ts'
import { openMessage } from '../sealed-message.ts'
import type { Store } from '../store.ts'
import { AT_ONCE, mayBeOut } from './delivery-conditions.ts'
import type { DeliverySubject } from './plan-message.ts'

/**
 * The newest message about something in a chat, of the last milliseconds; `waiting`: what it says, while it waits for
 * its hour and can still be changed.
 */
export async function latestAbout(
  store: Store,
  chatId: ChatId,
  subject: DeliverySubject,
  withinMs: number,
): Promise<{ readonly id: DeliveryId; readonly waiting: Message | null } | undefined> {
  const row = await store.db
    .selectFrom('delivery')
    .select(['id', 'state', 'next_at', 'message_enc'])
    .where('chat_id', '=', chatId)
    .where('created_at', '>', sql<Date>`now() - make_interval(secs => ${withinMs / 1000})`)
    .where('subject_kind', '=', subject.kind)
    .where('subject_id', '=', subject.id)
    .where('edits_id', 'is', null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return undefined
  const { id, state, next_at: dueAt, message_enc: sealed } = row
  const isWaiting = state === 'planned' && dueAt > AT_ONCE
  return { id, waiting: isWaiting && sealed ? openMessage(store.keys, sealed) : null }
}

/** Whether nobody can have seen a message yet: it waits for its first call or another, or has come to nothing. */
export async function isStillToGo(store: Store, id: DeliveryId): Promise<boolean> {
  const { rows } = await sql`
    select from delivery d where d.id = ${id} and not ${mayBeOut}
      and (d.state in ('waiting-for-contact', 'unreachable', 'rejected')
        or (d.state = 'planned' and (d.called_at is null or d.postponed_at is not null)))`.execute(
    store.db,
  )
  return rows.length > 0
}

export interface FoundDelivery {
  /** As it was planned first, under which its choices are kept: an edit may have had to go as a message of its own. */
  readonly original: DeliveryId
  readonly broadcastId: BroadcastId | null
  readonly subject: DeliverySubject | null
  readonly purpose: DeliveryPurpose
}

/** The delivery that a platform's message id in a chat belongs to, for replies and presses. */
export async function findDeliveryByMessage(
  store: Store,
  chatId: ChatId,
  externalMessageId: string,
): Promise<FoundDelivery | undefined> {
  const row = await store.db
    .selectFrom('attempt')
    .innerJoin('delivery', 'delivery.id', 'attempt.delivery_id')
    .select([
      'delivery.id',
      'delivery.edits_id',
      'delivery.broadcast_id',
      'delivery.subject_kind',
      'delivery.subject_id',
      'delivery.purpose',
    ])
    .where('attempt.chat_id', '=', chatId)
    // Spelled as the index is, so that the search uses it, and not all that its chat ever got; one call gives one id here.
    .where(sql<boolean>`attempt.message_ids <> '{}'`)
    .where(sql<boolean>`attempt.message_ids[1] = ${externalMessageId}`)
    .orderBy('delivery.id', 'desc')
    .executeTakeFirst()
  if (!row) return undefined
  return {
    original: row.edits_id ?? row.id,
    broadcastId: row.broadcast_id,
    subject:
      row.subject_kind !== null && row.subject_id !== null
        ? { kind: row.subject_kind, id: row.subject_id }
        : null,
    purpose: row.purpose,
  }
}
