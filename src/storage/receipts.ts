import { sql } from 'kysely'
import type { BroadcastId, ChannelInstanceId } from '../domain/id.ts'
import { chatKey } from './chats.ts'
import { isOpenInChat, ofKnown } from './sending/delivery-conditions.ts'
import type { Store } from './store.ts'

/** A platform's word that messages of ours came to a phone (`delivered`) or were opened there (`seen`). */
export interface Receipt {
  readonly instanceId: ChannelInstanceId
  readonly chatExternalId: string
  readonly receipt: 'delivered' | 'seen'
  readonly messageIds: readonly string[]
  readonly at: Date
}

/** An event names what was opened at once; no private chat has more to open. */
const MOST_IDS = 100

/**
 * Marks the private copies of broadcasts that a receipt names; the first word of each kind counts, and what was seen
 * was delivered. Other messages are nobody's business, ids that are not known (yet) are passed over.
 */
export async function markReceipt(tx: Store, receipt: Receipt): Promise<void> {
  const { instanceId, chatExternalId, at } = receipt
  const isSeen = receipt.receipt === 'seen'
  const ids = receipt.messageIds.slice(0, MOST_IDS)
  // The chat is held, so that nothing is marked of somebody who is being forgotten. Message ids are found by their index,
  // spelled so; one call gives one id where there are receipts.
  await sql`
    with known as materialized (
      select c.id from chat c
      where c.channel_instance_id = ${instanceId} and c.type = 'private'
        and c.external_key = ${chatKey(tx, chatExternalId)}
      for key share
    ), named as materialized (
      select a.delivery_id from known
      join attempt a on a.chat_id = known.id and a.message_ids <> '{}'
        and a.message_ids[1] = any(${ids}::text[])
      union all
      -- Its call is still out, and the echo has told its id.
      select o.id from known
      join delivery o on o.chat_id = known.id and ${isOpenInChat(sql`o`)} and o.state = 'sending'
        and o.echo_id = any(${ids}::text[])
    )
    update delivery d set delivered_at = coalesce(d.delivered_at, ${at}),
      seen_at = case when ${isSeen} then coalesce(d.seen_at, ${at}) else d.seen_at end
    where d.id = any(array(select delivery_id from named))
      and ${ofKnown(sql`d.broadcast_id is not null
        and (d.delivered_at is null or (${isSeen} and d.seen_at is null))`)}`.execute(tx.db)
}

/** How many copies of a broadcast came to a phone and were opened there, as far as platforms tell. */
export async function countReceipts(
  store: Store,
  id: BroadcastId,
): Promise<{ delivered: number; seen: number }> {
  const { rows } = await sql<{ delivered: number; seen: number }>`
    select count(d.delivered_at)::int as delivered, count(d.seen_at)::int as seen
    from delivery d where d.broadcast_id = ${id} and d.state = 'sent'`.execute(store.db)
  return rows[0] ?? { delivered: 0, seen: 0 }
}
