import { sql } from 'kysely'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { waitBetween, type Wait } from '../../domain/wait.ts'
import { withOwnSession, type OwnSession } from '../own-session.ts'
import type { Store } from '../store.ts'

/**
 * The right to send for one bot or OA. The fence grows with every owner, so that what an earlier owner
 * still tries to write is recognised.
 */
export interface Lease {
  readonly instanceId: ChannelInstanceId
  readonly owner: string
  readonly fence: string
  /** The platform wanted the whole bot left alone; null: it did not. */
  readonly wait: Wait | null
  /** When the bot could last send nothing, told to wait or stopped; null: never. */
  readonly rest: Wait | null
  /** An earlier owner has not put everything down: what it left `sending` is to be judged. */
  readonly hasUnjudged: boolean
}

/** Whether something may be `sending` on a lane `l` that nobody holds. */
export const hasUnjudged = sql<boolean>`(l.cleared_fence < l.fence)`

export type LeaseAnswer =
  | { readonly kind: 'held'; readonly lease: Lease }
  /** Another process sends for this bot. */
  | { readonly kind: 'busy' }
  /** The platform lets the bot send nothing (`LANE_REASONS`); a person must act. */
  | { readonly kind: 'stopped'; readonly reason: string }

/**
 * Does `work` under a lock that ends with this process, however it ends: an owner whose lock is free is
 * dead, and its lane need not wait for the lease to run out. Keeps one connection for as long and lends it:
 * many who ask at once whether a lane is free must not each wait for a second one.
 */
export function whileAlive<T>(
  store: Store,
  owner: string,
  work: (own: OwnSession) => Promise<T>,
): Promise<T> {
  const life = lifeOf(sql`${owner}::text`)
  return withOwnSession(store, async (own) => {
    await own.ask(({ db }) => sql`select pg_advisory_lock(${life})`.execute(db))
    try {
      return await work(own)
    } finally {
      // With a connection that is lost its lock goes too, as soon as the server knows.
      await own
        .ask(({ db }) => sql`select pg_advisory_unlock(${life})`.execute(db))
        .catch(() => undefined)
    }
  })
}

/**
 * Whether the owner of a lane is gone: not heard of for as long as its lease, or dead, which its lock tells, as it is free. A server
 * that was started after the owner was last heard of has forgotten every lock, and could hear of nobody before: there a free lock
 * proves nothing, and the owner has as long from that start on.
 */
function isGone(leaseMs: number): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`(lease_until = '-infinity'
    or greatest(lease_until, pg_postmaster_start_time() + ${leaseMs} * interval '1 ms') < now()
    or (${isHeardOf(leaseMs)} and pg_try_advisory_xact_lock(${lifeOf(sql`owner::text`)})))`
}

/** Whether the owner of a lane was heard of since the server started. */
function isHeardOf(leaseMs: number): ReturnType<typeof sql<boolean>> {
  return sql<boolean>`(lease_until - ${leaseMs} * interval '1 ms' > pg_postmaster_start_time())`
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
  const { rows } = await sql<{
    fence: string
    wait_from: Date | null
    wait_until: Date | null
    rest_from: Date | null
    rest_until: Date | null
    has_unjudged: boolean
  }>`
    update lane set owner = ${owner}, fence = fence + 1, lease_until = now() + ${leaseMs} * interval '1 ms'
    where channel_instance_id = ${instanceId} and stopped_reason is null
      and (owner is null or ${isGone(leaseMs)})
    returning fence, wait_from, wait_until, rest_from, rest_until,
      cleared_fence < fence - 1 as has_unjudged`.execute(store.db)
  const [taken] = rows
  if (taken) {
    const { fence, has_unjudged: hasUnjudged } = taken
    const wait = waitBetween(taken.wait_from, taken.wait_until)
    const rest = waitBetween(taken.rest_from, taken.rest_until)
    return { kind: 'held', lease: { instanceId, owner, fence, wait, rest, hasUnjudged } }
  }
  const lane = await store.db
    .selectFrom('lane')
    .select('stopped_reason')
    .where('channel_instance_id', '=', instanceId)
    .executeTakeFirst()
  return lane?.stopped_reason ? { kind: 'stopped', reason: lane.stopped_reason } : { kind: 'busy' }
}

/**
 * Keeps the lane; false when another owner has it by now, or it was stopped. Whose lock was forgotten with a start of the server
 * has until its lease ends to put everything down: heard of anew, it would be taken for dead.
 */
export async function renewLane(store: Store, lease: Lease, leaseMs: number): Promise<boolean> {
  const { rows } = await sql`
    update lane set lease_until =
      case when ${isHeardOf(leaseMs)} then now() + ${leaseMs} * interval '1 ms' else lease_until end
    where channel_instance_id = ${lease.instanceId} and fence = ${lease.fence}
      and owner = ${lease.owner} and stopped_reason is null
    returning fence`.execute(store.db)
  return rows.length > 0
}

/**
 * Ends the leases of owners last heard of before the database started; to be called when it is known that they died
 * before. Where one lives all the same, because the server itself had crashed, its fence holds what it writes off, and
 * the calls that it has out are in doubt.
 */
export async function endOldLeases(store: Store, leaseMs: number): Promise<void> {
  await sql`
    update lane set lease_until = '-infinity'
    where owner is not null
      and lease_until - ${leaseMs} * interval '1 ms' <= pg_postmaster_start_time()`.execute(
    store.db,
  )
}

/**
 * Gives the lane back, if it is still ours. `isCleared`: nothing is left `sending` on it, so that the next owner need not
 * look for that among all that waits.
 */
export async function releaseLane(
  store: Store,
  lease: Lease,
  { isCleared }: { readonly isCleared: boolean },
): Promise<void> {
  await sql`
    update lane set owner = null, lease_until = now(),
      cleared_fence = case when ${isCleared} then fence else cleared_fence end
    where channel_instance_id = ${lease.instanceId} and fence = ${lease.fence}
      and owner = ${lease.owner}`.execute(store.db)
}

/** Lanes whose owner died, or was not heard of for too long, with its work in hand. */
export async function findOrphanedLanes(
  store: Store,
  leaseMs: number,
): Promise<ChannelInstanceId[]> {
  const { rows } = await sql<{ id: ChannelInstanceId }>`
    select channel_instance_id as id from lane
    where owner is not null and stopped_reason is null and ${isGone(leaseMs)}`.execute(store.db)
  return rows.map(({ id }) => id)
}
