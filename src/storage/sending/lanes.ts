import { sql } from 'kysely'
import type { ChannelInstanceId, ChatId, DeliveryId } from '../../domain/id.ts'
import type { ChatType } from '../../domain/platform.ts'
import { readReason } from '../../domain/reason.ts'
import type { Store } from '../store.ts'

/**
 * The right to send for one bot or OA. The fence grows with every owner, so that what an earlier owner
 * still tries to write is recognised.
 */
export interface Lease {
  readonly instanceId: ChannelInstanceId
  readonly owner: string
  readonly fence: string
  /** The platform wants the whole bot left alone until then; null: it does not. */
  readonly waitUntil: Date | null
}

export type LeaseAnswer =
  | { readonly kind: 'held'; readonly lease: Lease }
  /** Another process sends for this bot. */
  | { readonly kind: 'busy' }
  /** The platform refuses the token; a person must act. */
  | { readonly kind: 'stopped'; readonly reason: string }

/**
 * Does `work` under a lock that ends with this process, however it ends: an owner whose lock is free is
 * dead, and its lane need not wait for the lease to run out. Keeps one connection for as long and lends it:
 * many who ask at once whether a lane is free must not each wait for a second one.
 */
export function whileAlive<T>(
  store: Store,
  owner: string,
  work: (own: Store) => Promise<T>,
): Promise<T> {
  return store.db.connection().execute(async (db) => {
    await sql`select pg_advisory_lock(${lifeOf(sql`${owner}::text`)})`.execute(db)
    try {
      return await work({ ...store, db })
    } finally {
      // On a connection that is lost there is nothing to unlock.
      await sql`select pg_advisory_unlock(${lifeOf(sql`${owner}::text`)})`
        .execute(db)
        .catch(() => undefined)
    }
  })
}

/**
 * Whether the owner of a lane is known to be dead: its lock is free. A server that was started after the
 * owner was last heard of has forgotten every lock, so there a free one proves nothing.
 */
function isDead(leaseMs: number): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`(lease_until - ${leaseMs} * interval '1 ms' > pg_postmaster_start_time()
    and pg_try_advisory_xact_lock(${lifeOf(sql`owner::text`)}))`
}

function lifeOf(owner: ReturnType<typeof sql>): ReturnType<typeof sql> {
  return sql`hashtextextended('lane owner ' || ${owner}, 0)`
}

/**
 * Takes the lane if nobody holds it, or its owner is dead or was not heard of for too long. Leases run by
 * the database's clock, the only one all owners share. To be called under `whileAlive`.
 */
export async function acquireLane(
  store: Store,
  instanceId: ChannelInstanceId,
  owner: string,
  leaseMs: number,
): Promise<LeaseAnswer> {
  await store.db
    .insertInto('lane')
    .values({ channel_instance_id: instanceId, owner: null })
    .onConflict((conflict) => conflict.column('channel_instance_id').doNothing())
    .execute()
  const { rows } = await sql<{ fence: string; wait_until: Date | null }>`
    update lane set owner = ${owner}, fence = fence + 1, lease_until = now() + ${leaseMs} * interval '1 ms'
    where channel_instance_id = ${instanceId} and stopped_reason is null
      and (owner is null or lease_until < now() or ${isDead(leaseMs)})
    returning fence, wait_until`.execute(store.db)
  const [taken] = rows
  if (taken) {
    const { fence, wait_until: waitUntil } = taken
    return { kind: 'held', lease: { instanceId, owner, fence, waitUntil } }
  }
  const lane = await store.db
    .selectFrom('lane')
    .select('stopped_reason')
    .where('channel_instance_id', '=', instanceId)
    .executeTakeFirst()
  return lane?.stopped_reason ? { kind: 'stopped', reason: lane.stopped_reason } : { kind: 'busy' }
}

/** Keeps the lane; false when another owner has it by now, or it was stopped. */
export async function renewLane(store: Store, lease: Lease, leaseMs: number): Promise<boolean> {
  const { rows } = await sql`
    update lane set lease_until = now() + ${leaseMs} * interval '1 ms'
    where channel_instance_id = ${lease.instanceId} and fence = ${lease.fence}
      and owner = ${lease.owner} and stopped_reason is null
    returning fence`.execute(store.db)
  return rows.length > 0
}

/** Gives the lane back, if it is still ours. */
export async function releaseLane(store: Store, lease: Lease): Promise<void> {
  await sql`
    update lane set owner = null, lease_until = now()
    where channel_instance_id = ${lease.instanceId} and fence = ${lease.fence}
      and owner = ${lease.owner}`.execute(store.db)
}

/** Stops its owner's lane until a person acts; its deliveries stay planned. False when it was stopped already. */
export async function stopLane(tx: Store, lease: Lease, reason: string): Promise<boolean> {
  const { numUpdatedRows } = await tx.db
    .updateTable('lane')
    .set({ stopped_reason: reason })
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
  const { rows } = await sql`
    insert into lane (channel_instance_id, stopped_reason) values (${instanceId}, ${reason})
    on conflict (channel_instance_id) do update set stopped_reason = excluded.stopped_reason
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

/** Lets a stopped lane run again, after a new token or at a new start. */
export async function restartLane(store: Store, instanceId: ChannelInstanceId): Promise<void> {
  await store.db
    .updateTable('lane')
    .set({ stopped_reason: null })
    .where('channel_instance_id', '=', instanceId)
    .execute()
}

/** Lanes whose owner died, or was not heard of for too long, with its work in hand. */
export async function findOrphanedLanes(
  store: Store,
  leaseMs: number,
): Promise<ChannelInstanceId[]> {
  const { rows } = await sql<{ id: ChannelInstanceId }>`
    select channel_instance_id as id from lane
    where owner is not null and stopped_reason is null
      and (lease_until < now() or ${isDead(leaseMs)})`.execute(store.db)
  return rows.map(({ id }) => id)
}

export interface RecentCall {
  readonly chatId: ChatId
  readonly type: ChatType
  /** Message that was changed, if the call was an edit. */
  readonly editOf: DeliveryId | null
  readonly agoMs: number
  /** The platform told the chat to wait, because of too many calls. */
  readonly wasThrottled: boolean
}

/** The calls of the last minute, oldest first: what a new owner must know to keep the platform's limits. */
export async function recentCalls(store: Store, lease: Lease, now: Date): Promise<RecentCall[]> {
  const since = new Date(now.getTime() - 60_000)
  const rows = await store.db
    .selectFrom('attempt')
    .innerJoin('chat', 'chat.id', 'attempt.chat_id')
    .innerJoin('delivery', 'delivery.id', 'attempt.delivery_id')
    .select([
      'attempt.chat_id',
      'chat.type',
      'delivery.edits_id',
      'attempt.started_at',
      'attempt.outcome',
      'attempt.reason',
    ])
    .where('attempt.channel_instance_id', '=', lease.instanceId)
    .where('attempt.started_at', '>', since)
    .orderBy('attempt.started_at', 'asc')
    .execute()
  return rows.map((row) => ({
    chatId: row.chat_id,
    type: row.type,
    editOf: row.edits_id,
    agoMs: now.getTime() - row.started_at.getTime(),
    wasThrottled: row.outcome === 'retry-after' && readReason(row.reason) === 'too-many',
  }))
}
