import { sql } from 'kysely'
import type { BroadcastState } from '../domain/delivery.ts'
import type { BroadcastId } from '../domain/id.ts'
import type { Store } from './store.ts'

/** Holds a broadcast; what is on its way arrives. False when it is not under way. */
export function pauseBroadcast(
  tx: Store,
  id: BroadcastId,
  reason: string | null,
): Promise<boolean> {
  return move(tx, id, ['expanding', 'sending'], { state: 'paused', pause_reason: reason })
}

/**
 * Lets a held broadcast go on. It goes back to `expanding`, which finds what is written already and
 * writes the rest, because it may have been held before all its deliveries were there.
 */
export function resumeBroadcast(tx: Store, id: BroadcastId): Promise<boolean> {
  return move(tx, id, ['paused'], { state: 'expanding', pause_reason: null })
}

/**
 * Ends a broadcast: copies that have not begun are cancelled, a copy whose first part went is finished.
 */
export async function stopBroadcast(tx: Store, id: BroadcastId, now: Date): Promise<boolean> {
  const from: BroadcastState[] = ['scheduled', 'starting', 'expanding', 'sending', 'paused']
  if (!(await move(tx, id, from, { state: 'stopped', pause_reason: null, finished_at: now })))
    return false
  await sql`
    update delivery set state = 'cancelled', settled_at = ${now}, message_enc = null
    where broadcast_id = ${id} and state = 'planned'
      and not exists (select 1 from delivery_part p where p.delivery_id = delivery.id and p.state = 'sent')`.execute(
    tx.db,
  )
  return true
}

/**
 * Plans once more what failed: to chats that are active again, and what was refused or never answered.
 * Gives how many; a dead chat is not tried before its state changes.
 */
export async function retryFailed(tx: Store, id: BroadcastId, now: Date): Promise<number> {
  const { rows } = await sql<{ id: string }>`
    update delivery d set state = 'planned', next_at = ${now}, reason = null, settled_at = null
    from chat c, broadcast b
    where d.broadcast_id = ${id} and c.id = d.chat_id and c.state = 'active'
      and b.id = d.broadcast_id and b.state in ('sending', 'finished', 'stopped')
      and d.state in ('unreachable', 'waiting-for-contact', 'rejected', 'unknown')
    returning d.id`.execute(tx.db)
  const planned = rows.map((row) => row.id)
  if (planned.length === 0) return 0
  await sql`
    update delivery_part set state = 'planned', reason = null, settled_at = null
    where delivery_id = any(${planned}::uuid[]) and state not in ('sent', 'planned')`.execute(tx.db)
  await move(tx, id, ['finished', 'stopped'], { state: 'sending', finished_at: null })
  return planned.length
}

/** The bots and OAs on which a broadcast has deliveries to send. */
export async function instancesOfBroadcast(store: Store, id: BroadcastId): Promise<string[]> {
  const rows = await store.db
    .selectFrom('delivery')
    .select('channel_instance_id')
    .distinct()
    .where('broadcast_id', '=', id)
    .where('state', '=', 'planned')
    .execute()
  return rows.map((row) => row.channel_instance_id)
}

async function move(
  tx: Store,
  id: BroadcastId,
  from: readonly BroadcastState[],
  change: { state: BroadcastState; pause_reason?: string | null; finished_at?: Date | null },
): Promise<boolean> {
  const moved = await tx.db
    .updateTable('broadcast')
    .set(change)
    .where('id', '=', id)
    .where('state', 'in', from)
    .returning('id')
    .executeTakeFirst()
  return moved !== undefined
}
