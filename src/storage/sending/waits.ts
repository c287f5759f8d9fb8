import { sql } from 'kysely'
import type { ChatId } from '../../domain/id.ts'
import type { Store } from '../store.ts'
import { isOpenInChat } from './delivery-conditions.ts'
import type { Lease } from './lanes.ts'

/*
 * What a platform asks to be left alone, and where that is kept:
 *
 *   delivery.next_at   this message is not due before; what waits for quota has no other
 *   chat.wait_until    nothing goes to this chat: read when a delivery of it is taken in hand
 *   lane.wait_until    nothing goes out at all: read by who takes the lane over
 *   the pacer          the same for the chat and the lane, in the owner's memory, and at once
 *
 * That several chats were told to wait, which slows the whole bot, is seen anew from the attempts of the last minute.
 */

/** The platform wants the whole bot left alone for a while: whoever sends for it after us must know it too. */
export async function noteLaneWait(tx: Store, lease: Lease, until: Date): Promise<void> {
  await tx.db
    .updateTable('lane')
    .set({ wait_until: sql<Date>`greatest(wait_until, ${until})` })
    .where('channel_instance_id', '=', lease.instanceId)
    .where('fence', '=', lease.fence)
    .execute()
}

/** Whoever plans something for the chat later, or sends for its bot after us, must know that it is to be left alone. */
export async function noteChatWait(tx: Store, chatId: ChatId, until: Date): Promise<void> {
  await tx.db
    .updateTable('chat')
    .set({ wait_until: sql<Date>`greatest(wait_until, ${until})` })
    .where('id', '=', chatId)
    .execute()
}

/** The platform wants this chat left alone for a while: nothing that waits for it is due before. */
export async function postponePlanned(tx: Store, chatId: ChatId, until: Date): Promise<void> {
  await sql`
    update delivery d set next_at = ${until}
    where d.chat_id = ${chatId} and ${isOpenInChat(sql`d`)} and d.state = 'planned'
      and d.next_at < ${until}`.execute(tx.db)
}
