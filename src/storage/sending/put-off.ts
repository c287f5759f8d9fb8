import { sql } from 'kysely'
import type { BroadcastId, ChatId } from '../../domain/id.ts'
import type { Night } from '../../domain/quiet-hours.ts'
import { writeReason } from '../../domain/reason.ts'
import { hasReason } from '../kept-reason.ts'
import type { Store } from '../store.ts'
import { AT_ONCE, isPlanned } from './delivery-conditions.ts'

/**
 * Has the copies of these broadcasts that a group has just been given back wait for the morning, but what is urgent or was
 * wanted this night: who let the bot write again is awake, and the others of the group are not. Gives their number. To be
 * called in the transaction that planned them (`releaseCopies`).
 */
export async function putOffForGroup(
  tx: Store,
  chatId: ChatId,
  broadcasts: readonly BroadcastId[],
  { night, now }: { readonly night: Night; readonly now: Date },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update delivery d set next_at = ${night.until}, postponed_at = ${now},
      reason = ${writeReason('quiet-hours', '')}
    from broadcast b, chat c
    where d.chat_id = ${chatId} and c.id = d.chat_id and c.type = 'group' and b.id = d.broadcast_id
      and b.id = any(${broadcasts as BroadcastId[]}::uuid[]) and ${isPlanned}
      and not b.urgent and greatest(b.release_at, b.wanted_at) < ${night.from}`.execute(tx.db)
  return Number(numAffectedRows ?? 0)
}

/** What of a broadcast was put off for the morning goes now: whoever lets it go on at night was asked. */
export async function endPutOff(tx: Store, id: BroadcastId): Promise<void> {
  await sql`
    update delivery d set next_at = ${AT_ONCE}
    where d.broadcast_id = ${id} and ${isPlanned} and ${hasReason(sql`d.reason`, ['quiet-hours'])}
  `.execute(tx.db)
}
