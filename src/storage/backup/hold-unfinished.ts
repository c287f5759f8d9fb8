import { sql } from 'kysely'
import type { BroadcastId } from '../../domain/id.ts'
import type { Store } from '../store.ts'

/** What was unfinished at the backup's moment and does not go on by itself. */
export interface HeldWork {
  /** Broadcasts under way then; a person says whether they go on. */
  readonly paused: readonly BroadcastId[]
  /** Broadcasts that waited for their hour. */
  readonly cancelled: readonly BroadcastId[]
  /** Answers, cards, reminders and edits on their way. */
  readonly messages: number
  /** Stored updates that had not been taken in. */
  readonly updates: number
}

/** Why a delivery or an update came to its end without anything having been done. */
const REASON = 'restored'
/** Codes that were given after the backup's moment must not be given again for something else. */
const CODES_SKIPPED = 100

/**
 * Holds everything that has perhaps been done since the backup's moment, by the service that went on: a
 * message is not sent twice, an officer's press is not obeyed twice. To be called on restored data before
 * any lane runs.
 */
export async function holdUnfinished(tx: Store, now: Date): Promise<HeldWork> {
  const paused = await pauseOpen(tx)
  const cancelled = await cancelWaiting(tx, now)
  await doubtCopies(tx, now)
  const messages = await dropMessages(tx, now)
  const updates = await dropUpdates(tx, now)
  await sql`update counter set value = value + ${CODES_SKIPPED}`.execute(tx.db)
  return { paused, cancelled, messages, updates }
}

/** One that was paused then may have been resumed since, so it is told like the others. */
async function pauseOpen(tx: Store): Promise<BroadcastId[]> {
  const rows = await tx.db
    .updateTable('broadcast')
    .set({ state: 'paused', pause_reason: REASON })
    .where('finished_at', 'is', null)
    .where('state', 'in', ['sending', 'paused'])
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Nobody had received anything of them; the notice can be sent again as it stands. */
async function cancelWaiting(tx: Store, now: Date): Promise<BroadcastId[]> {
  const rows = await tx.db
    .updateTable('broadcast')
    .set({ state: 'cancelled', finished_at: now })
    .where('finished_at', 'is', null)
    .where('state', 'in', ['scheduled', 'starting', 'expanding'])
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/**
 * Copies that would go by themselves although no broadcast is running: the rest of those begun before a
 * broadcast was stopped, and those that wait until a person writes to the OA. They may have arrived since.
 */
async function doubtCopies(tx: Store, now: Date): Promise<void> {
  await sql`
    with doubtful as (
      update delivery d set state = 'unknown', reason = ${REASON}, fence = null, settled_at = ${now}
      where d.broadcast_id is not null and (
        d.state = 'waiting-for-contact'
        or (d.state in ('planned', 'sending') and exists (
          select 1 from broadcast b where b.id = d.broadcast_id and b.state = 'stopped')))
      returning d.id
    ), part as (
      update delivery_part p set state = 'unknown', reason = ${REASON}, settled_at = ${now}
      from doubtful where p.delivery_id = doubtful.id and p.state = 'sending'
    )
    select from doubtful`.execute(tx.db)
}

async function dropMessages(tx: Store, now: Date): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with dropped as (
      update delivery d set state = 'cancelled', reason = ${REASON}, fence = null,
        message_enc = null, settled_at = ${now}
      where d.broadcast_id is null and d.state in ('planned', 'sending', 'waiting-for-contact')
      returning d.id
    ), part as (
      update delivery_part p set state = 'unknown', reason = ${REASON}, settled_at = ${now}
      from dropped where p.delivery_id = dropped.id and p.state = 'sending'
    )
    select count(*)::int as count from dropped`.execute(tx.db)
  return rows[0]?.count ?? 0
}

async function dropUpdates(tx: Store, now: Date): Promise<number> {
  const { numUpdatedRows } = await tx.db
    .updateTable('inbox')
    .set({ state: 'processed', payload_enc: null, processed_at: now, error: REASON })
    .where('state', '=', 'stored')
    .executeTakeFirst()
  return Number(numUpdatedRows)
}
