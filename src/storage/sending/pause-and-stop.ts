import { sql } from 'kysely'
import type { BroadcastState } from '../../domain/delivery.ts'
import type { BroadcastId, ChannelInstanceId } from '../../domain/id.ts'
import type { Store } from '../store.ts'
import { isPausedInVain } from './broadcast-holds.ts'
import { lockBroadcast } from './broadcasts.ts'
import { isAwaiting, isOpen, isUnbegun } from './delivery-conditions.ts'
import { endSome } from './end-unbegun.ts'

export type BroadcastMove =
  | { readonly kind: 'done'; readonly lanes: readonly ChannelInstanceId[] }
  /** Somebody was faster, or the broadcast is past it. */
  | { readonly kind: 'wrong-state'; readonly state: BroadcastState }
  | { readonly kind: 'not-found' }

/**
 * Pauses a broadcast, in the caller's transaction: what is not on its way yet waits, nor are more copies written.
 * `lanes` are those it was being sent on.
 */
export function pauseBroadcast(tx: Store, id: BroadcastId): Promise<BroadcastMove> {
  return move(tx, id, ['expanding', 'sending'], async () => {
    await tx.db
      .updateTable('broadcast')
      .set({ state: 'paused', pause_reason: null, progress_shown: null })
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
      update broadcast set pause_reason = null, watched_at = ${now}, wanted_at = ${now},
        state = case when started_at is null then 'expanding' else 'sending' end
      where id = ${id}`.execute(tx.db)
  })
}

/**
 * Ends a broadcast for good: of what has not begun nothing goes from now on, because its claims are refused. The copies are
 * ended after that, by the job that follows the broadcast (`endUnbegun`): a million in the transaction of a person's press
 * would hold up every claim of the lane until its end. One that ends just now is stopped only by who knows that it has ended.
 */
export function stopBroadcast(
  tx: Store,
  id: BroadcastId,
  from: readonly BroadcastState[] = ['expanding', 'sending', 'paused'],
): Promise<BroadcastMove> {
  return move(tx, id, from, async () => {
    await tx.db
      .updateTable('broadcast')
      // Its copies are not due again before they have been looked through; see `mayCopiesGo`. What had ended ends once more.
      .set({ state: 'stopped', pause_reason: null, watched_at: null, finished_at: null })
      .where('id', '=', id)
      .execute()
  })
}

/** Changes a broadcast that is in one of the states `from`, locked for the rest of the transaction. */
async function move(
  tx: Store,
  id: BroadcastId,
  from: readonly BroadcastState[],
  change: () => Promise<void>,
): Promise<BroadcastMove> {
  const broadcast = await lockBroadcast(tx, id)
  if (!broadcast) return { kind: 'not-found' }
  if (!from.includes(broadcast.state)) return { kind: 'wrong-state', state: broadcast.state }
  await change()
  return { kind: 'done', lanes: await lanesOfBroadcast(tx, id) }
}

/** The bots and OAs on which a broadcast has copies that may still go. */
export async function lanesOfBroadcast(
  store: Store,
  id: BroadcastId,
): Promise<ChannelInstanceId[]> {
  const { rows } = await sql<{ id: ChannelInstanceId }>`
    select i.id from channel_instance i
    where exists (
      select 1 from delivery d
      where d.broadcast_id = ${id} and d.channel_instance_id = i.id and ${isOpen})
  `.execute(store.db)
  return rows.map((row) => row.id)
}

/**
 * Ends a broadcast that has nothing left to do, also a paused one; true for exactly one caller. A stopped one keeps its
 * state and is marked as ended; a call that was out when it was stopped may have been told to wait since, and does not.
 * A directive whose second try is to come is kept open by its caller (`isSettled`), a paused one by `isPausedInVain`.
 */
export async function finishBroadcast(tx: Store, id: BroadcastId, now: Date): Promise<boolean> {
  // Locked before its copies are looked at: an echo may just be planning the rest of one.
  const broadcast = await lockBroadcast(tx, id)
  if (broadcast?.state === 'stopped') await endSome(tx, id, { now })
  const { rows } = await sql`
    update broadcast set finished_at = ${now}, pause_reason = null,
      state = case when state = 'stopped' then 'stopped' else 'finished' end
    where id = ${id} and finished_at is null and (state in ('sending', 'stopped') or ${isPausedInVain})
      and not exists (
        select 1 from delivery d
        where d.broadcast_id = broadcast.id and ${isOpen})
      and (state <> 'stopped' or not exists (
        select 1 from delivery d
        where d.broadcast_id = broadcast.id and ${isAwaiting} and ${isUnbegun}))
    returning id`.execute(tx.db)
  return rows.length > 0
}
