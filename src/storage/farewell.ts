import { PRIORITY } from '../domain/delivery.ts'
import type { AccountId, ChatId } from '../domain/id.ts'
import type { Locale } from '../domain/locale.ts'
import type { Message } from '../messages/message.ts'
import type { Address } from './account-by-name.ts'
import { enterChat } from './chats.ts'
import { emptyChat } from './erasure.ts'
import { planMessage } from './sending/plan-message.ts'
import { isOpenInChat } from './sending/delivery-conditions.ts'
import type { Store } from './store.ts'
import { sql } from 'kysely'

/** What the last word to somebody who was erased is about. */
export const FAREWELL = 'farewell'

/** Where accounts that are about to be erased can be told so, each in the language of its account. */
export async function farewellChats(
  store: Store,
  accounts: readonly AccountId[],
): Promise<(Address & { readonly locale: Locale })[]> {
  if (accounts.length === 0) return []
  const rows = await store.db
    .selectFrom('chat')
    .innerJoin('account', 'account.id', 'chat.account_id')
    .select(['chat.channel_instance_id', 'chat.external_enc', 'account.locale'])
    .where('chat.account_id', 'in', accounts)
    .where('chat.type', '=', 'private')
    .where('chat.state', '=', 'active')
    .orderBy('chat.id')
    .execute()
  return rows.map((row) => ({
    instanceId: row.channel_instance_id,
    externalId: store.keys.decrypt(row.external_enc, 'chat.external'),
    locale: row.locale,
  }))
}

/**
 * Plans the last word to somebody who has just been erased. Their chat leads nowhere by now, so it goes to a new one that has no
 * account and nothing else, and is emptied with the message once that has ended (`forgetTraceless`), or could not go
 * for days (`forgetFarewells`). Whoever writes before then takes it over as a stranger.
 */
export async function planFarewell(tx: Store, to: Address, message: Message): Promise<void> {
  const { id } = await enterChat(tx, { ...to, type: 'private', title: '', accountId: null })
  await planMessage(tx, {
    chatId: id,
    message,
    purpose: 'answer',
    priority: PRIORITY.answer,
    subject: { kind: FAREWELL, id },
    traceless: true,
  })
}

/** Gives up last words that have waited since before a moment, for a bot or OA that does not send: they would keep chats known. */
export async function forgetFarewells(tx: Store, before: Date): Promise<void> {
  const gone = await tx.db
    .deleteFrom('delivery')
    .where('traceless', '=', true)
    .where('subject_kind', '=', FAREWELL)
    .where('state', '=', 'planned')
    .where('created_at', '<', before)
    .returning('chat_id')
    .execute()
  await endFarewells(
    tx,
    gone.map(({ chat_id }) => chat_id),
  )
}

/** Empties those of the chats in which the last word has been said, and to whom nobody has come back. */
export async function endFarewells(tx: Store, chats: readonly ChatId[]): Promise<void> {
  const { rows } = await sql<{ id: ChatId }>`
    select c.id from chat c
    where c.id = any(${chats}::uuid[]) and c.type = 'private' and c.account_id is null
      and not exists (select from delivery d where d.chat_id = c.id and ${isOpenInChat(sql`d`)})
    order by c.id for update of c`.execute(tx.db)
  for (const { id } of rows) await emptyChat(tx, id)
}
