import { sql } from 'kysely'
import type { ChatId, DeliveryId } from '../../domain/id.ts'
import type { Message } from '../../messages/message.ts'
import { openMessage } from '../sealed-message.ts'
import type { Store } from '../store.ts'
import { isOpenInChat, mayBeOut } from './delivery-conditions.ts'

/** Of the answers that wait in a chat so many are looked at, the newest. */
const LOOKED_AT = 20

/** An answer that waits in a chat for its call, or another one, and says the same. */
export async function findWaitingAnswer(
  store: Store,
  chatId: ChatId,
  message: Message,
): Promise<DeliveryId | undefined> {
  const rows = await store.db
    .selectFrom('delivery as d')
    .select(['d.id', 'd.message_enc'])
    .where('d.chat_id', '=', chatId)
    .where(isOpenInChat(sql`d`))
    .where('d.state', '=', 'planned')
    .where('d.purpose', '=', 'answer')
    .where('d.edits_id', 'is', null)
    .where(sql<boolean>`not ${mayBeOut} and (d.called_at is null or d.postponed_at is not null)`)
    .orderBy('d.id', 'desc')
    .limit(LOOKED_AT)
    .execute()
  const words = JSON.stringify(message)
  return rows.find(
    ({ message_enc: sealed }) =>
      sealed && JSON.stringify(openMessage(store.keys, sealed)) === words,
  )?.id
}
