import { sql } from 'kysely'
import type { BroadcastState, CopiesToStop } from '../domain/delivery.ts'
import type { BroadcastId, ChannelInstanceId, ChatId } from '../domain/id.ts'
import { probeChats } from './chat-state.ts'
import { AT_ONCE, hasPartOut, isPerhapsOut } from './deliveries.ts'
import type { Store } from './store.ts'

export type BroadcastMove =
  | { readonly kind: 'done'; readonly lanes: readonly ChannelInstanceId[] }
  /** Somebody was faster, or the broadcast is past it. */
  | { readonly kind: 'wrong-state'; readonly state: BroadcastState }
  | { readonly kind: 'not-found' }

/**
 * Holds a broadcast, in the caller's transaction: what is not on its way yet waits, nor are more copies written.
 * `lanes` are those it was being sent on.
 */
export function pauseBroadcast(tx: Store, id: BroadcastId): Promise<BroadcastMove> {
  return move(tx, id, ['expanding', 'sending'], async () => {
    await tx.db
      .updateTable('broadcast')
      .set({ state: 'paused', pause_reason: null })
      .where('id', '=', id)
      .execute()
  })
}

/**
 * Lets a paused broadcast go on; the caller wakes its lanes. One that was held before its copies were written is
 * expanded now.
 */
export function resumeBroadcast(tx: Store, id: BroadcastId, now: Date): Promise<BroadcastMove> {
  return move(tx, id, ['paused'], async () => {
    await sql`
      update broadcast set pause_reason = null, watched_at = ${now},
        state = case when started_at is null then 'expanding' else 'sending' end
      where id = ${id}`.execute(tx.db)
  })
}

/**
 * Ends a broadcast for good: copies of which nothing is out are cancelled, also those that wait for their person to
 * write, or stay in doubt where a first try may have arrived; one whose first part is out is finished, because half a message is worse than a whole one.
 */
export function stopBroadcast(tx: Store, id: BroadcastId, now: Date): Promise<BroadcastMove> {
  return move(tx, id, ['expanding', 'sending', 'paused'], async () => {
    await tx.db
      .updateTable('broadcast')
      .set({ state: 'stopped', pause_reason: null })
      .where('id', '=', id)
      .execute()
    await endUnbegun(tx, id, now)
  })
}

/** Ends the copies of a stopped broadcast of which nothing is out. */
export async function endUnbegun(tx: Store, id: BroadcastId, now: Date): Promise<void> {
  await sql`
    update delivery d set state = case when ${isPerhapsOut} then 'unknown' else 'cancelled' end,
      settled_at = ${now}, message_enc = null
    where d.broadcast_id = ${id} and d.state in ('planned', 'waiting-for-contact')
      and not ${hasPartOut}`.execute(tx.db)
}

/** Counts what `stopBroadcast` would make of a broadcast. */
export async function countToStop(store: Store, id: BroadcastId): Promise<CopiesToStop> {
  const { rows } = await sql<CopiesToStop>`
    select count(*) filter (where d.state = 'sent')::int as sent,
      count(*) filter (where d.state = 'sending'
        or (d.state = 'planned' and ${hasPartOut}))::int as "underWay",
      case when b.started_at is not null then
        count(*) filter (where d.state = 'waiting-for-contact'
          or (d.state = 'planned' and not ${hasPartOut}))::int end as "left"
    from broadcast b left join delivery d on d.broadcast_id = b.id
    where b.id = ${id} group by b.id`.execute(store.db)
  const [copies] = rows
  if (!copies) throw new Error('no such broadcast')
  return copies
}

export type RetryAnswer =
  | { readonly kind: 'done'; readonly lanes: readonly ChannelInstanceId[]; readonly count: number }
  | { readonly kind: 'nothing-to-retry' }
  | { readonly kind: 'wrong-state'; readonly state: BroadcastState }
  | { readonly kind: 'not-found' }

/**
 * Sends the failed copies of a finished broadcast again: refused ones, unknown ones, and those whose chat took
 * nothing, which is tried again. Parts that are out are not repeated; who must write first is not tried.
 */
export async function retryFailed(tx: Store, id: BroadcastId, now: Date): Promise<RetryAnswer> {
  const broadcast = await lock(tx, id)
  if (!broadcast) return { kind: 'not-found' }
  if (broadcast.state !== 'finished') return { kind: 'wrong-state', state: broadcast.state }
  const { rows } = await sql<{ lane: ChannelInstanceId; chat_id: ChatId }>`
    update delivery d set state = 'planned', next_at = ${AT_ONCE}, reason = null, tries = 0,
      settled_at = null
    from chat c
    where c.id = d.chat_id and d.broadcast_id = ${id} and c.state <> 'waiting-for-contact'
      and d.state in ('rejected', 'unknown', 'unreachable')
    returning d.channel_instance_id as lane, d.chat_id`.execute(tx.db)
  if (rows.length === 0) return { kind: 'nothing-to-retry' }
  await probeChats(
    tx,
    rows.map(({ chat_id }) => chat_id),
  )
  await tx.db
    .updateTable('broadcast')
    .set({ state: 'sending', finished_at: null, watched_at: now })
    .where('id', '=', id)
    .execute()
  const lanes = [...new Set(rows.map(({ lane }) => lane))]
  return { kind: 'done', lanes, count: rows.length }
}

/** Changes a broadcast that is in one of the states `from`, locked for the rest of the transaction. */
async function move(
  tx: Store,
  id: BroadcastId,
  from: readonly BroadcastState[],
  change: () => Promise<void>,
): Promise<BroadcastMove> {
  const broadcast = await lock(tx, id)
  if (!broadcast) return { kind: 'not-found' }
  if (!from.includes(broadcast.state)) return { kind: 'wrong-state', state: broadcast.state }
  await change()
  return { kind: 'done', lanes: await lanesOfBroadcast(tx, id) }
}

function lock(tx: Store, id: BroadcastId): Promise<{ state: BroadcastState } | undefined> {
  return tx.db
    .selectFrom('broadcast')
    .select('state')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** The bots and OAs that a broadcast has copies on. */
export async function lanesOfBroadcast(
  store: Store,
  id: BroadcastId,
): Promise<ChannelInstanceId[]> {
  const { rows } = await sql<{ id: ChannelInstanceId }>`
    select i.id from channel_instance i
    where exists (
      select 1 from delivery d where d.broadcast_id = ${id} and d.channel_instance_id = i.id)
  `.execute(store.db)
  return rows.map((row) => row.id)
}

/** Pause before a call without an answer is made once more; reference/telegram-api.md 2.1 says 30 to 60 s. */
const UNKNOWN_RETRY_MS = 45_000

/**
 * The written policy of `unknown`: a directive, which people must acknowledge, goes once more after a
 * while, because a second copy does less harm than none. Everything else stays unknown and is shown.
 * Gives the number of copies that are planned again.
 */
export async function retryUnknowns(store: Store, now: Date): Promise<number> {
  const { rows } = await sql`
    -- Locked against whoever stops it: what is planned after that would be cancelled though it is in doubt.
    with going as (
      select b.id from broadcast b join notice_version v on v.id = b.notice_version_id
      where b.finished_at is null and b.state = 'sending' and v.kind = 'directive'
      for share of b skip locked
    )
    update delivery d set state = 'planned', next_at = ${AT_ONCE}, settled_at = null
    from going
    where d.broadcast_id = going.id and ${isToRetry}
      and d.settled_at <= ${new Date(now.getTime() - UNKNOWN_RETRY_MS)}
    returning d.id`.execute(store.db)
  return rows.length
}

/** An unknown copy that has its second try before it; `d` is the delivery. */
export const isToRetry = sql<boolean>`(d.state = 'unknown' and d.tries < 2)`
