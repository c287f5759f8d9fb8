import { sql } from 'kysely'
import type { ChannelInstanceId } from '../../domain/id.ts'
import type { Store } from '../store.ts'
import { laneRest } from './lane-rests.ts'
import type { Lease } from './lanes.ts'

/** By the database's clock, which all who stop a lane share. */
const NOW = sql<Date>`now()`

/** Stops its owner's lane until a person acts; its deliveries stay planned. False when it was stopped already. */
export async function stopLane(tx: Store, lease: Lease, reason: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('lane')
    .set({ stopped_reason: reason, ...laneRest({ from: NOW, until: NOW }) })
    .where('channel_instance_id', '=', lease.instanceId)
    .where('fence', '=', lease.fence)
    .where('stopped_reason', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** The same for whoever does not hold the lane; its owner ends when it would keep it. */
export async function stopLaneOf(
  tx: Store,
  instanceId: ChannelInstanceId,
  reason: string,
): Promise<boolean> {
  const rest = laneRest({ from: NOW, until: NOW })
  const { rows } = await sql`
    insert into lane (channel_instance_id, stopped_reason, rest_from, rest_until)
    values (${instanceId}, ${reason}, now(), now())
    on conflict (channel_instance_id) do update set stopped_reason = excluded.stopped_reason,
      rest_from = ${rest.rest_from}, rest_until = ${rest.rest_until}
      where lane.stopped_reason is null
    returning fence`.execute(tx.db)
  return rows.length > 0
}

/** Whether the platform has taken anything since a moment, which proves that we may send. */
export async function hasSentSince(
  store: Store,
  instanceId: ChannelInstanceId,
  since: Date,
): Promise<boolean> {
  const { rows } = await sql`
    select 1 from attempt
    where channel_instance_id = ${instanceId} and started_at > ${since} and outcome = 'sent'
    limit 1`.execute(store.db)
  return rows.length > 0
}

/**
 * Lets a stopped lane run again: after a new token, and at every start of a process, which follows on a repair. It has rested
 * until now (`putOffForNight`).
 */
export async function restartLane(store: Store, instanceId: ChannelInstanceId): Promise<void> {
  await store.db
    .updateTable('lane')
    .set({ stopped_reason: null, rest_until: NOW })
    .where('channel_instance_id', '=', instanceId)
    .where('stopped_reason', 'is not', null)
    .execute()
}
