import { sql } from 'kysely'
import type { BroadcastId, ChannelInstanceId, ChatId, DeliveryId } from '../../domain/id.ts'
import type { Night } from '../../domain/quiet-hours.ts'
import { writeReason } from '../../domain/reason.ts'
import { hasReason } from '../kept-reason.ts'
import type { Store } from '../store.ts'
import { AT_ONCE, isPlanned } from './delivery-conditions.ts'
import type { Lease } from './lanes.ts'

/** How a copy is made to wait for the morning. */
function untilMorning({ night, now }: { readonly night: Night; readonly now: Date }) {
  return sql`next_at = ${night.until}, postponed_at = ${now}, reason = ${writeReason('quiet-hours', '')}`
}

/**
 * Has the copies of these broadcasts that a group has just been given back wait for the morning, but what is urgent or was
 * wanted this night: who let the bot write again is awake, and the others of the group are not. Gives their number. To be
 * called in the transaction that planned them (`releaseCopies`).
 */
export async function putOffForGroup(
  tx: Store,
  chatId: ChatId,
  broadcasts: readonly BroadcastId[],
  until: { readonly night: Night; readonly now: Date },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update delivery d set ${untilMorning(until)}
    from broadcast b, chat c
    where d.chat_id = ${chatId} and c.id = d.chat_id and c.type = 'group' and b.id = d.broadcast_id
      and b.id = any(${broadcasts}::uuid[]) and ${isPlanned}
      and not b.urgent and greatest(b.release_at, b.wanted_at) < ${until.night.from}`.execute(tx.db)
  return Number(numAffectedRows ?? 0)
}

/** Why a copy has waited that its chat takes again (`releaseCopies`). */
export const RELEASED = writeReason('waiting-for-contact', '')

/**
 * Has a copy wait for the morning after a rest of its chat or its bot that ended at `restedUntil`; false: it may go. It may where
 * somebody has let its broadcast go on that night, where its person has written, and where it was tried since.
 */
export async function putOffCopy(
  store: Store,
  lease: Lease,
  copy: {
    readonly id: DeliveryId
    readonly edition: number
    readonly restedUntil: Date
    readonly night: Night
    readonly now: Date
  },
): Promise<boolean> {
  const { id, edition, restedUntil, night } = copy
  const { numAffectedRows } = await sql`
    update delivery d set ${untilMorning(copy)}
    from broadcast b, lane
    where d.id = ${id} and d.state = 'planned' and d.edition = ${edition} and b.id = d.broadcast_id
      and lane.channel_instance_id = ${lease.instanceId} and lane.fence = ${lease.fence}
      and greatest(b.wanted_at, d.created_at) < ${night.from}
      and coalesce(d.called_at <= ${restedUntil}, true)
      and d.reason is distinct from ${RELEASED}`.execute(store.db)
  return (numAffectedRows ?? 0n) > 0n
}

/**
 * So many copies of a broadcast that were put off for the morning go now, because somebody has let it go on this night: whoever
 * does so was asked. Gives the lanes to wake.
 */
export async function endPutOff(
  store: Store,
  id: BroadcastId,
  { night, limit }: { readonly night: Night; readonly limit: number },
): Promise<readonly ChannelInstanceId[]> {
  const { rows } = await sql<{ lane: ChannelInstanceId }>`
    with going as (
      update delivery d set next_at = ${AT_ONCE}, reason = null
      where d.id in (
        select d.id from delivery d, broadcast b
        where d.broadcast_id = (
          -- Most have none, and no copy of them is looked at.
          select id from broadcast where id = ${id} and state = 'sending' and wanted_at >= ${night.from})
          and b.id = d.broadcast_id and d.postponed_at < b.wanted_at and ${isPlanned}
          and ${hasReason(sql`d.reason`, ['quiet-hours'])}
        limit ${limit})
      returning d.channel_instance_id
    )
    select distinct channel_instance_id as lane from going`.execute(store.db)
  return rows.map(({ lane }) => lane)
}
