import { sql } from 'kysely'
import type { BroadcastState, HoldReason } from '../../domain/delivery.ts'
import {
  newId,
  type BroadcastId,
  type ChatId,
  type DeliveryId,
  type NoticeId,
  type NoticeVersionId,
  type PersonId,
  type UnitId,
} from '../../domain/id.ts'
import type { Reason } from '../../domain/reason.ts'
import { personNow } from '../person-now.ts'
import type { Store } from '../store.ts'
import { unitsBelow } from '../units.ts'
import { isPausedInVain } from './broadcast-holds.ts'
import { isReleased } from './delivery-conditions.ts'
import { isPauseUnshown } from './progress-message.ts'

export interface Broadcast {
  readonly id: BroadcastId
  readonly noticeId: NoticeId
  readonly versionId: NoticeVersionId
  readonly state: BroadcastState
  readonly heldFor: HoldReason | null
  readonly urgent: boolean
  readonly releaseAt: Date
  readonly startedBy: PersonId
  readonly progressChatId: ChatId | null
  readonly progressDeliveryId: DeliveryId | null
  /** Nothing of it has been written for anybody: whoever ends it takes it back, as if it had never been. */
  readonly isUndoable: boolean
  /** Some of its copies are written, and nobody knows how many there will be. */
  readonly isBeingWritten: boolean
}

/** States in which a broadcast is still going on or yet to come. */
export const OPEN_STATES: readonly BroadcastState[] = [
  'scheduled',
  'starting',
  'expanding',
  'sending',
  'paused',
]

/** Writes a broadcast and freezes the units it goes to, each in its version of today. */
export async function createBroadcast(
  tx: Store,
  broadcast: {
    noticeId: NoticeId
    versionId: NoticeVersionId
    state: 'scheduled' | 'starting'
    urgent: boolean
    releaseAt: Date
    startedBy: PersonId
    progressChatId: ChatId | null
    units: readonly UnitId[]
    now: Date
  },
): Promise<BroadcastId> {
  const id = newId<BroadcastId>()
  await tx.db
    .insertInto('broadcast')
    .values({
      id,
      notice_id: broadcast.noticeId,
      notice_version_id: broadcast.versionId,
      state: broadcast.state,
      urgent: broadcast.urgent,
      release_at: broadcast.releaseAt,
      started_by: broadcast.startedBy,
      progress_chat_id: broadcast.progressChatId,
      created_at: broadcast.now,
    })
    .execute()
  await addUnits(tx, id, broadcast.units)
  return id
}

/** Freezes units in their versions of today; those that are there already stay as they are. */
async function addUnits(tx: Store, id: BroadcastId, units: readonly UnitId[]): Promise<void> {
  await sql`
    insert into broadcast_unit (broadcast_id, unit_id, unit_version_id)
    select ${id}, unit_id, id from unit_version
    where valid_to is null and unit_id = any(${units}::uuid[])
    on conflict do nothing`.execute(tx.db)
}

/** Adds the units that were made below those of the notice since somebody chose its hour: who chose these chose those too. */
export async function addNewUnits(tx: Store, id: BroadcastId): Promise<void> {
  const chosen = await tx.db
    .selectFrom('broadcast')
    .innerJoin('notice_audience', 'notice_audience.notice_id', 'broadcast.notice_id')
    .select('notice_audience.unit_id')
    .where('broadcast.id', '=', id)
    .execute()
  await addUnits(
    tx,
    id,
    await unitsBelow(
      tx,
      chosen.map(({ unit_id }) => unit_id),
    ),
  )
}

export async function findBroadcast(store: Store, id: BroadcastId): Promise<Broadcast | undefined> {
  const row = await store.db
    .selectFrom('broadcast')
    .selectAll()
    .select(personNow('started_by').as('started_by'))
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toBroadcast(row)
}

/**
 * The newest broadcast of a notice, whatever became of it; one that was taken back only if there is no other. A notice is sent
 * once: what was taken back by a clock that was ahead would hide what has gone out since.
 */
export async function latestBroadcast(
  store: Store,
  noticeId: NoticeId,
): Promise<Broadcast | undefined> {
  const row = await store.db
    .selectFrom('broadcast')
    .selectAll()
    .select(personNow('started_by').as('started_by'))
    .where('notice_id', '=', noticeId)
    .orderBy(sql`state = 'cancelled'`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && toBroadcast(row)
}

/** What this person has had sent, while it waits for its last seconds; the newest first. */
export async function findStarting(store: Store, personId: PersonId): Promise<Broadcast[]> {
  const rows = await store.db
    .selectFrom('broadcast')
    .selectAll()
    .select(personNow('started_by').as('started_by'))
    .where('finished_at', 'is', null)
    .where('state', '=', 'starting')
    .where(personNow('started_by'), '=', personId)
    .orderBy('id', 'desc')
    .execute()
  return rows.map(toBroadcast)
}

/** Takes back a broadcast of which nothing has been written for anybody; false when it is too late. */
export async function cancelBroadcast(tx: Store, id: BroadcastId, now: Date): Promise<boolean> {
  const cancelled = await tx.db
    .updateTable('broadcast')
    .set({ state: 'cancelled', finished_at: now })
    .where('id', '=', id)
    .where('state', 'in', OPEN_STATES)
    .where('audience_at', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return cancelled !== undefined
}

/**
 * The state of a broadcast, held so until the transaction is over; undefined: there is none. What only refers to it, such as
 * an acknowledgement, may come beside: counting what a press would stop takes seconds at a million copies.
 */
export function lockBroadcast(
  tx: Store,
  id: BroadcastId,
): Promise<{ state: BroadcastState } | undefined> {
  return tx.db
    .selectFrom('broadcast')
    .select('state')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
}

/** Lets those go on that had finished, because something of them is planned again; the caller holds their rows. */
export async function reopenBroadcasts(
  tx: Store,
  ids: readonly BroadcastId[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  await tx.db
    .updateTable('broadcast')
    .set({
      state: 'sending',
      finished_at: null,
      watched_at: now,
      // What waits for its person after its next end is looked through again; see `endAwaiting`.
      asked_about: sql<Reason[]>`array_remove(asked_about, 'too-late')`,
    })
    .where('id', 'in', ids)
    .where('state', '=', 'finished')
    .execute()
}

/** Until when the card of a broadcast that has ended is not counted again; null: it has not ended. */
export async function restOfCard(store: Store, id: BroadcastId): Promise<Date | null> {
  const row = await store.db
    .selectFrom('broadcast')
    .select(['finished_at', 'watched_at'])
    .where('id', '=', id)
    .where('finished_at', 'is not', null)
    .where('state', '<>', 'cancelled')
    .executeTakeFirst()
  return row ? (row.watched_at ?? row.finished_at) : null
}

/** Has the card of a broadcast that has ended left alone for a while: nobody watches its sending any more. */
export async function restCard(store: Store, id: BroadcastId, until: Date): Promise<void> {
  await store.db
    .updateTable('broadcast')
    .set({ watched_at: until })
    .where('id', '=', id)
    .where('finished_at', 'is not', null)
    .execute()
}

const UNDER_WAY: readonly BroadcastState[] = ['sending', 'paused', 'stopped']

/** Open broadcasts by what they wait for: their expansion, whose hour has come, or their end, or to be shown as paused. */
export async function findOpenBroadcasts(
  store: Store,
  now: Date,
): Promise<{
  readonly toExpand: readonly BroadcastId[]
  readonly toWatch: readonly BroadcastId[]
}> {
  const rows = await store.db
    .selectFrom('broadcast')
    .select(['id', 'state', isReleased(now).as('is_released')])
    .where('finished_at', 'is', null)
    .where(
      sql<boolean>`(state in ('scheduled', 'starting', 'expanding', 'sending', 'stopped')
        or ${isPauseUnshown(now)} or ${isPausedInVain})`,
    )
    .execute()
  const isUnderWay = (state: BroadcastState): boolean => UNDER_WAY.includes(state)
  return {
    toExpand: rows
      .filter(({ state, is_released }) => !isUnderWay(state) && is_released)
      .map(({ id }) => id),
    toWatch: rows.filter(({ state }) => isUnderWay(state)).map(({ id }) => id),
  }
}

interface BroadcastRow {
  id: BroadcastId
  notice_id: NoticeId
  notice_version_id: NoticeVersionId
  state: BroadcastState
  pause_reason: HoldReason | null
  urgent: boolean
  release_at: Date
  started_by: PersonId
  progress_chat_id: ChatId | null
  progress_delivery_id: DeliveryId | null
  audience_at: Date | null
  started_at: Date | null
}

function toBroadcast(row: BroadcastRow): Broadcast {
  return {
    id: row.id,
    noticeId: row.notice_id,
    versionId: row.notice_version_id,
    state: row.state,
    heldFor: row.pause_reason,
    urgent: row.urgent,
    releaseAt: row.release_at,
    startedBy: row.started_by,
    progressChatId: row.progress_chat_id,
    progressDeliveryId: row.progress_delivery_id,
    isUndoable: row.audience_at === null && OPEN_STATES.includes(row.state),
    isBeingWritten: row.audience_at !== null && row.started_at === null,
  }
}
