import { sql } from 'kysely'
import type { BroadcastId, ChannelInstanceId, ChatId, DeliveryId } from '../domain/id.ts'
import type { ChatState, UnreachableState } from '../domain/platform.ts'
import { chatKey, findChatByExternalId } from './chats.ts'
import { isErased } from './erased-chat.ts'
import { isPlanned } from './sending/delivery-conditions.ts'
import type { Store } from './store.ts'

/** Whether chat `c` was one with another that lives on (`absorbChat`), so that nothing is there to be tried. */
export const isAbsorbed = sql<boolean>`(c.state = 'gone' and c.state_reason = 'migrated')`

/** What a chat was before its state was written. */
export interface ChatBefore {
  readonly state: ChatState
  /** The bad state that was told to whom it concerns; null: none since the chat was last known to be well. */
  readonly toldState: UnreachableState | null
}

/**
 * Says how the chat stands and gives what it was before. What was told is kept until `noteTold`. Null: its person was erased
 * while a call was out, and it stays as it is.
 */
export async function setChatState(
  tx: Store,
  chatId: ChatId,
  state: ChatState,
  reason: string | null,
  now: Date,
): Promise<ChatBefore | null> {
  const before = await tx.db
    .selectFrom('chat as c')
    .select(['state', 'told_state', isErased.as('is_erased')])
    .where('id', '=', chatId)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  if (before.is_erased) return null
  if (before.state !== state)
    await tx.db
      .updateTable('chat')
      .set({ state, state_reason: reason, state_at: now })
      .where('id', '=', chatId)
      .execute()
  return { state: before.state, toldState: before.told_state }
}

/**
 * Marks that somebody writes in a chat, and not when: what a call has found out that is out there now was so before (`isActiveAnew`).
 */
export async function noteWord(tx: Store, chatId: ChatId): Promise<void> {
  await sql`
    update chat set state_at = state_at + interval '1 millisecond' where id = ${chatId}`.execute(
    tx.db,
  )
}

/** Whether a chat, which is held from now on, is active and was written in, or told of anew, since it was read (`DueDelivery`). */
export async function isActiveAnew(tx: Store, chatId: ChatId, stateAt: string): Promise<boolean> {
  const { rows } = await sql<{ is_new: boolean }>`
    select state = 'active' and state_at <> ${stateAt}::timestamptz as is_new
    from chat where id = ${chatId} for no key update`.execute(tx.db)
  return rows[0]?.is_new === true
}

/**
 * Lets the chat be tried although it took nothing: somebody asks for it, or there is a sign of life that proves
 * nothing. Success makes it well again, another failure of the same kind is told to nobody.
 */
export async function probeChats(tx: Store, chats: readonly ChatId[]): Promise<void> {
  if (chats.length === 0) return
  await probe(tx, sql`c.id = any(${chats}::uuid[])`)
}

/** The same of all chats for which a copy of a broadcast waits. */
export async function probeChatsOf(tx: Store, id: BroadcastId): Promise<void> {
  await probe(
    tx,
    sql`c.id in (select d.chat_id from delivery d where d.broadcast_id = ${id} and ${isPlanned})`,
  )
}

async function probe(tx: Store, which: ReturnType<typeof sql>): Promise<void> {
  await sql`
    update chat c set told_state = coalesce(c.told_state, c.state), state = 'active', state_reason = null
    where ${which} and c.state not in ('active', 'waiting-for-contact')
      and not ${isErased} and not ${isAbsorbed}`.execute(tx.db)
}

/** Remembers which bad state of the chat people have been told of; null: that it is well again. */
export async function noteTold(
  tx: Store,
  chatId: ChatId,
  state: UnreachableState | null,
): Promise<void> {
  await tx.db
    .updateTable('chat')
    .set({ told_state: state })
    .where('id', '=', chatId)
    .where('told_state', 'is distinct from', state)
    .execute()
}

/** Follows a chat from one platform id to another, told by the platform; nothing for a chat that has moved already. */
export async function followChat(
  tx: Store,
  move: { instanceId: ChannelInstanceId; fromExternalId: string; toExternalId: string },
): Promise<void> {
  const id = await findChatByExternalId(tx, move.instanceId, move.fromExternalId)
  if (id) await moveChat(tx, id, move.toExternalId)
}

/**
 * Moves a chat to its new platform id (Telegram's supergroup upgrade); the old one no longer exists. What people were told of
 * it stands until a message arrives there: then they hear that it is back, and what it has missed goes.
 */
export async function moveChat(tx: Store, chatId: ChatId, toExternalId: string): Promise<void> {
  const key = chatKey(tx, toExternalId)
  const old = await tx.db
    .selectFrom('chat as c')
    .select(['channel_instance_id', 'external_key', isErased.as('is_erased')])
    .where('id', '=', chatId)
    .forUpdate()
    .executeTakeFirstOrThrow()
  // Told before, by an update or by a refused call.
  if (old.external_key.equals(key) || old.is_erased) return
  const met = await findChatByExternalId(tx, old.channel_instance_id, toExternalId)
  // Message ids of the old chat mean nothing in the new one.
  await tx.db
    .updateTable('attempt')
    .set({ message_ids: [] })
    .where('chat_id', '=', chatId)
    // Spelled as the index is, so that the search by chat uses it.
    .where(sql<boolean>`message_ids <> '{}'`)
    .execute()
  if (met) await absorbChat(tx, chatId, met)
  await tx.db
    .updateTable('chat')
    .set({
      external_key: key,
      external_enc: tx.keys.encrypt(toExternalId, 'chat.external'),
      state: 'active',
      state_reason: null,
      wait_from: null,
      wait_until: null,
    })
    .where('id', '=', chatId)
    .execute()
}

/**
 * The new id was seen before the move was told: that chat gives way, and what it had is the old one's, which keeps its
 * own binding.
 */
async function absorbChat(tx: Store, chatId: ChatId, met: ChatId): Promise<void> {
  const nowhere = `${met}:merged`
  await tx.db
    .updateTable('chat')
    .set({
      external_key: chatKey(tx, nowhere),
      // Or whatever is still sent to it would be there twice.
      external_enc: tx.keys.encrypt(nowhere, 'chat.external'),
      state: 'gone',
      state_reason: 'migrated',
    })
    .where('id', '=', met)
    .execute()
  await sql`
    update chat_binding b set chat_id = ${chatId}
    where b.chat_id = ${met} and b.valid_to is null and not exists (
      select 1 from chat_binding own where own.chat_id = ${chatId} and own.valid_to is null)`.execute(
    tx.db,
  )
  await sql`
    update chat_binding set valid_to = now()
    where chat_id = ${met} and valid_to is null`.execute(tx.db)
  await dropSecondCopies(tx, chatId, met)
  await sql`
    update delivery d set chat_id = ${chatId}
    where d.chat_id = ${met} and not exists (
      select 1 from delivery own
      where own.chat_id = ${chatId} and own.broadcast_id = d.broadcast_id)`.execute(tx.db)
  await sql`
    update attempt a set chat_id = d.chat_id
    from delivery d where a.chat_id = ${met} and d.id = a.delivery_id`.execute(tx.db)
}

/**
 * Two chats were one, so of a broadcast that has a copy for each one row is left: the one that is out, or on its way, or
 * still to go where the old chat's has ended; else the old chat's. Where both are out both stay, because that is what
 * happened.
 */
async function dropSecondCopies(tx: Store, chatId: ChatId, met: ChatId): Promise<void> {
  const { rows } = await sql<{ own: DeliveryId; other: DeliveryId; keeps_other: boolean }>`
    select d.id as own, m.id as other,
      m.state = 'sending' or ${isOut(sql`m`)} or (
        m.state in ('planned', 'waiting-for-contact')
        and d.state in ('unreachable', 'rejected', 'cancelled') and not ${isOut(sql`d`)}) as keeps_other
    from delivery d join delivery m on m.broadcast_id = d.broadcast_id and m.chat_id = ${met}
    where d.chat_id = ${chatId} and not (${isOut(sql`d`)} and (m.state = 'sending' or ${isOut(sql`m`)}))
    for update of d, m`.execute(tx.db)
  const second = rows.map((row) => (row.keeps_other ? row.own : row.other))
  if (second.length > 0) await tx.db.deleteFrom('delivery').where('id', 'in', second).execute()
}

function isOut(copy: ReturnType<typeof sql>): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`(${copy}.state in ('sent', 'unknown') or exists (
    select 1 from attempt a where a.delivery_id = ${copy}.id and a.outcome in ('sent', 'unknown')))`
}
