import { sql } from 'kysely'
import type { BroadcastId } from '../../domain/id.ts'
import type { HoldReason } from '../../domain/delivery.ts'
import type { Reason } from '../../domain/reason.ts'
import { DIRECTIVE_TRIES } from '../../domain/unknown-policy.ts'
import { endWaitingUpdates } from '../inbox.ts'
import { isUnbegun, stateWhenGoesNoMore } from '../sending/delivery-conditions.ts'
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
const REASON = 'restored' satisfies Reason & HoldReason
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
  await endStopped(tx, now)
  await doubtCopies(tx, now)
  const messages = await dropMessages(tx, now)
  const updates = await endWaitingUpdates(tx, { instanceId: null, reason: REASON, now })
  // The group may have been made since; whoever wants it asks again and finds it.
  await tx.db
    .updateTable('group_wish')
    .set({ state: 'failed' })
    .where('state', 'in', ['asked', 'planned', 'calling'])
    .execute()
  // Any of them may have been used since.
  await tx.db.deleteFrom('link_code').execute()
  await forgetTalk(tx)
  await sql`update counter set value = value + ${CODES_SKIPPED}`.execute(tx.db)
  return { paused, cancelled, messages, updates }
}

/**
 * What was being talked about at the backup's moment. The phones show later choices since, and a number typed for those
 * would mean one of then, which may send or agree to something. Drafts stay, and a notice is acknowledged as before.
 */
async function forgetTalk(tx: Store): Promise<void> {
  await tx.db.deleteFrom('conversation').execute()
  await tx.db.deleteFrom('menu').execute()
}

/**
 * One that was paused then may have been resumed since, so it is told like the others. So is one of which only some copies
 * were written, for those may be out.
 */
async function pauseOpen(tx: Store): Promise<BroadcastId[]> {
  const rows = await tx.db
    .updateTable('broadcast')
    .set({ state: 'paused', pause_reason: REASON })
    .where('finished_at', 'is', null)
    .where(
      sql<boolean>`(state in ('sending', 'paused') or (state = 'expanding' and audience_at is not null))`,
    )
    .returning('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** No copies of them were written; the notice can be sent again as it stands. */
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

/** What a stop had left, and the job that ends it had not come to: nothing of it has gone since (`endUnbegun`). */
async function endStopped(tx: Store, now: Date): Promise<void> {
  await sql`
    update delivery d set state = ${stateWhenGoesNoMore}, settled_at = ${now}
    from broadcast b
    where b.id = d.broadcast_id and b.state = 'stopped' and b.finished_at is null
      and d.state in ('planned', 'waiting-for-contact') and ${isUnbegun}`.execute(tx.db)
}

/**
 * Copies that would go by themselves although no broadcast is running: the rest of those begun before a
 * broadcast was stopped, and those that wait until a person writes to the OA. They may have arrived since, so nothing
 * but a person's word sends them again, not the second try of a directive either.
 */
async function doubtCopies(tx: Store, now: Date): Promise<void> {
  await noteCallsOut(tx, isDoubtful, now)
  await sql`
    update delivery d set state = 'unknown', reason = ${REASON}, fence = null, calling = null,
      settled_at = ${now}, tries = greatest(d.tries, ${DIRECTIVE_TRIES})
    where ${isDoubtful}`.execute(tx.db)
}

const isDoubtful = sql<boolean>`(d.broadcast_id is not null and (
  d.state = 'waiting-for-contact'
  or (d.state in ('planned', 'sending') and exists (
    select 1 from broadcast b where b.id = d.broadcast_id and b.state = 'stopped'))))`

async function dropMessages(tx: Store, now: Date): Promise<number> {
  await noteCallsOut(tx, isDropped, now)
  const { numAffectedRows } = await sql`
    update delivery d set state = 'cancelled', reason = ${REASON}, fence = null, calling = null,
      message_enc = null, settled_at = ${now}
    where ${isDropped}`.execute(tx.db)
  return Number(numAffectedRows ?? 0)
}

const isDropped = sql<boolean>`(d.broadcast_id is null
  and d.state in ('planned', 'sending', 'waiting-for-contact'))`

/** Whose call was out at the backup's moment may have it. */
async function noteCallsOut(
  tx: Store,
  which: ReturnType<typeof sql<boolean>>,
  now: Date,
): Promise<void> {
  await sql`
    insert into attempt (delivery_id, ordinal, channel_instance_id, chat_id, fence, started_at,
      finished_at, outcome, reason)
    select d.id, d.calling, d.channel_instance_id, d.chat_id, coalesce(d.fence, 0),
      coalesce(d.called_at, ${now}), ${now}, 'unknown', ${REASON}
    from delivery d where d.calling is not null and ${which}`.execute(tx.db)
}
