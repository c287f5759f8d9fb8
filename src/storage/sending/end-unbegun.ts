import { sql } from 'kysely'
import type { BroadcastId, DeliveryId } from '../../domain/id.ts'
import { inTransaction, type Store } from '../store.ts'
import {
  isAwaiting,
  isPlanned,
  isUnbegun,
  ofKnown,
  stateWhenGoesNoMore,
} from './delivery-conditions.ts'
import { uuidArray } from './uuid-array.ts'

/** Copies that are ended in one transaction: a claim that waits for one of them waits for a moment. */
const ENDED_AT_ONCE = 10_000

/**
 * Ends copies of a stopped broadcast of which nothing is out: they are cancelled, also those that wait for their person to
 * write, or stay in doubt where a first try may have arrived. One whose first part is out is finished, because half a
 * message is worse than a whole one. Many at a time, and all that are left when it is called again after a crash. False
 * when `isEnough` has said so before all were ended.
 */
export async function endUnbegun(
  store: Store,
  id: BroadcastId,
  options: {
    readonly now: Date
    readonly isEnough: () => boolean
    readonly atOnce?: number
  },
): Promise<boolean> {
  const { now, atOnce = ENDED_AT_ONCE } = options
  for (;;) {
    const ended = await inTransaction(store, (tx) => endSome(tx, id, { now, atOnce }))
    if (ended < atOnce) return true
    if (options.isEnough()) return false
  }
}

/**
 * Ends so many of them in the caller's transaction and gives their number; less than `atOnce` when no more are left, but
 * those that somebody else holds at the moment.
 */
export async function endSome(
  tx: Store,
  id: BroadcastId,
  { now, atOnce = ENDED_AT_ONCE }: { readonly now: Date; readonly atOnce?: number },
): Promise<number> {
  const planned = await lockUnbegun(tx, id, isPlanned, atOnce)
  const forContact = await lockUnbegun(tx, id, isAwaiting, atOnce - planned.length)
  const ids = [...planned, ...forContact]
  if (ids.length === 0) return 0
  // Looked at again, now that they are locked: an echo may have shown a part that was in doubt.
  await sql`
    update delivery d set state = ${stateWhenGoesNoMore}, settled_at = ${now}
    where d.id = any(${uuidArray(ids)}::uuid[]) and ${ofKnown(isUnbegun)}`.execute(tx.db)
  return ids.length
}

/** The first by the index of what is open. Not waited for: who holds a copy is about to say what becomes of it. */
async function lockUnbegun(
  tx: Store,
  id: BroadcastId,
  which: ReturnType<typeof sql<boolean>>,
  limit: number,
): Promise<DeliveryId[]> {
  const { rows } = await sql<{ id: DeliveryId }>`
    select d.id from delivery d
    where d.broadcast_id = ${id} and ${which} and ${isUnbegun}
    limit ${limit} for update skip locked`.execute(tx.db)
  return rows.map((row) => row.id)
}
