import { sql } from 'kysely'
import type { BroadcastId, ChatId } from '../../domain/id.ts'
import { DIRECTIVE_TRIES } from '../../domain/unknown-policy.ts'
import type { Store } from '../store.ts'
import { isOpenInChat, isToRetry, isUnbegun, stateWhenGoesNoMore } from './delivery-conditions.ts'

/** The broadcast of copy `d`, or of the notice that reminder `d` is about: its last, as long as that was not taken back. */
export const broadcastOf = sql<BroadcastId>`(case d.purpose when 'reminder' then (
  select r.id from broadcast r where r.notice_id = d.subject_id and r.state <> 'cancelled'
  order by r.id desc limit 1) else d.broadcast_id end)`

/**
 * Whether copy `d` is still for whoever reads its chat: for a group that serves one of its broadcast's units today, or for
 * somebody who holds a post in one and wants notices here; a reminder likewise. Another message that is no broadcast's is for
 * no unit; it is not asked.
 */
export const isForItsChat = sql<boolean>`exists (
  select from (
    select g.unit_id from chat_binding g where g.chat_id = d.chat_id and g.valid_to is null
    union all
    select p.unit_id from chat own
    join account a on a.id = own.account_id and a.receives
    join post p on p.person_id = a.person_id and p.valid_to is null
    where own.id = d.chat_id) served
  join broadcast_unit u on u.broadcast_id = ${broadcastOf} and u.unit_id = served.unit_id)`

/**
 * Ends the copies and reminders of groups that have just left their unit, and of people whose post there has ended or who want
 * no more notices: nothing goes there any more but what is half out, and what waits for its person is looked at when they
 * write. One that a lane has in hand is refused by its claim; a copy whose call is out is looked at again where it was told to
 * wait (`writeOutcome`). What had failed stays so, to be sent if they come back to a unit that it is for. To be called when all
 * bindings and posts from now on are written: who is bound to the same unit again, or holds another post there, loses nothing.
 */
export async function endUnbound(tx: Store, chats: readonly ChatId[], now: Date): Promise<void> {
  if (chats.length === 0) return
  const isTheirs = sql<boolean>`(d.chat_id = any(${chats}::uuid[])
    and (d.broadcast_id is not null or d.purpose = 'reminder') and not ${isForItsChat})`
  // Nor is a directive's second try made there, whether its first is in doubt already or still out. Before the others: until
  // the end of this transaction none is claimed, and the outcome of a call waits for it and finds them gone.
  for (const which of [isToRetry, isOpenInChat(sql`d`)])
    await sql`
      update delivery d set tries = greatest(d.tries, ${DIRECTIVE_TRIES})
      where ${isTheirs} and ${which}`.execute(tx.db)
  await sql`
    update delivery d set state = ${stateWhenGoesNoMore}, message_enc = null, settled_at = ${now}
    where ${isTheirs} and ${isOpenInChat(sql`d`)} and d.state = 'planned' and ${isUnbegun}`.execute(
    tx.db,
  )
}
