import { sql } from 'kysely'
import type { ChatId } from '../../domain/id.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import type { Wait } from '../../domain/wait.ts'
import type { Store } from '../store.ts'
import { isDue, isOpenInChat } from './delivery-conditions.ts'
import { laneRest, restWith } from './lane-rests.ts'
import type { Lease } from './lanes.ts'

/*
 * What a platform asks to be left alone, and where that is kept:
 *
 *   delivery.next_at   this message is not due before; what waits for quota or a file has no other
 *   chat.wait_until    nothing goes to this chat: read when a delivery of it is taken in hand
 *   lane.wait_until    nothing goes out at all: read by who takes the lane over
 *   the pacer          the same for the chat and the lane, in the owner's memory, and at once
 *
 * Beside each stands when it was written (`postponed_at`, `wait_from`): one that a clock was ahead for does not count.
 * That several chats were told to wait, which slows the whole bot, is seen anew from the attempts of the last minute.
 */

/** The platform wants the whole bot left alone for a while: whoever sends for it after us must know it too. */
export async function noteLaneWait(tx: Store, lease: Lease, wait: Wait): Promise<void> {
  await tx.db
    .updateTable('lane')
    .set({ wait_from: wait.from, wait_until: longestOf(wait), ...laneRest(wait) })
    .where('channel_instance_id', '=', lease.instanceId)
    .where('fence', '=', lease.fence)
    .execute()
}

/** Whoever plans something for the chat later, or sends for its bot after us, must know that it is to be left alone. */
export async function noteChatWait(tx: Store, chatId: ChatId, wait: Wait): Promise<void> {
  await tx.db
    .updateTable('chat')
    .set({ wait_from: restWith(wait, 'chat.wait').from, wait_until: longestOf(wait) })
    .where('id', '=', chatId)
    .execute()
}

/** Of this wait and the one that is noted, where that one is believed. */
function longestOf({ from, until }: Wait) {
  return sql<Date>`case when wait_from <= ${beyondClock(from)} then greatest(wait_until, ${until}::timestamptz)
    else ${until}::timestamptz end`
}

/** The platform wants this chat left alone for a while: nothing that waits for it is due before. */
export async function postponePlanned(tx: Store, chatId: ChatId, wait: Wait): Promise<void> {
  const { from, until } = wait
  await sql`
    update delivery d set next_at = ${until}, postponed_at = ${from}
    where d.chat_id = ${chatId} and ${isOpenInChat(sql`d`)} and d.state = 'planned'
      and (d.next_at < ${until} or ${isDue(sql`d`, from)})`.execute(tx.db)
}
