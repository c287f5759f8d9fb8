import { sql } from 'kysely'
import {
  newId,
  type BroadcastId,
  type ChatId,
  type NoticeId,
  type PersonId,
  type UnitId,
} from '../domain/id.ts'
import { beyondClock } from '../domain/time/ahead-of-clock.ts'
import type { WindowStart } from './audience-cost.ts'
import { audienceOf, givenBy } from './acknowledgements.ts'
import { hasGoneOut, missingOf } from './missing-people.ts'
import type { Store } from './store.ts'

/** Those of the missing who still hold a post among those whom it was for (`to_remind`). */
function toRemind(broadcastId: BroadcastId) {
  return sql`
    ${missingOf(broadcastId)}, to_remind as materialized (
      select * from missing
      -- One by one: right after the audience was written the planner, which does not know of it, would read all posts of
      -- its units for each person.
      where exists (select from post p
        where p.person_id = missing.person_id
          and p.unit_id in (select unit_id from broadcast_unit where broadcast_id = ${broadcastId})
          and p.valid_to is null
        offset 0))`
}

/** How many people can be reminded. */
export async function countToRemind(store: Store, broadcastId: BroadcastId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with ${toRemind(broadcastId)}
    select count(*)::int as count from to_remind where has_copy`.execute(store.db)
  return rows[0]?.count ?? 0
}

/** Somebody, or a group, that can be reminded. */
interface Remindable {
  /** When they were last reminded of the same, since the moment that was asked about; null: they were not. */
  readonly remindedAt: Date | null
}

export interface MissingPerson extends Remindable {
  readonly units: readonly UnitId[]
  /** Where they are reached in private: on a bot that may send, by the account that wrote last. */
  readonly chatId: ChatId | null
  /** That chat takes nothing more before they write, as far as is known: an estimate, see `reachByInstance`. */
  readonly isClosed: boolean
}

export interface GroupToRemind extends Remindable {
  readonly chatId: ChatId
  readonly unitId: UnitId
}

/** What is asked about those who are to be reminded of a notice. */
export interface ReminderQuery {
  readonly broadcastId: BroadcastId
  readonly noticeId: NoticeId
  readonly now: Date
  /** Since when a reminder is one of the last hours. */
  readonly since: Date
  readonly windows: readonly WindowStart[]
}

/** The people who can be reminded, and how many others it has not reached. Who has stopped the notices is not reached. */
export async function peopleToRemind(
  store: Store,
  query: ReminderQuery,
): Promise<{ people: MissingPerson[]; withoutCopy: number }> {
  const { rows } = await sql<{
    units: UnitId[]
    has_copy: boolean
    chat_id: ChatId | null
    is_closed: boolean
    reminded_at: Date | null
  }>`
    with ${toRemind(query.broadcastId)}
    select t.units, t.has_copy, chosen.id as chat_id, coalesce(chosen.is_closed, false) as is_closed,
      own.reminded_at
    from to_remind t
    left join lateral (
      select max(${remindedAt(query)}) as reminded_at
      from account a join chat c on c.account_id = a.id and c.type = 'private'
      where a.person_id = t.person_id) own on t.has_copy
    left join lateral (
      select c.id, ${isClosed(query.windows)} as is_closed
      from account a join chat c on c.account_id = a.id and c.type = 'private'
      left join lane on lane.channel_instance_id = c.channel_instance_id
      where a.person_id = t.person_id and a.receives and c.state = 'active'
      -- As in privateChats: a stopped bot sends nothing until somebody has repaired it.
      order by lane.stopped_reason is null desc, is_closed, c.state_at desc, c.id desc
      limit 1) chosen on t.has_copy
    order by t.place, t.person_id`.execute(store.db)
  const people = rows.filter(({ has_copy }) => has_copy)
  return {
    people: people.map((row) => ({
      units: row.units,
      chatId: row.chat_id,
      isClosed: row.is_closed,
      remindedAt: row.reminded_at,
    })),
    withoutCopy: rows.length - people.length,
  }
}

/** The groups that have a broadcast and can be told something, by the unit that each serves now, the oldest binding first. */
export async function groupsToRemind(
  store: Store,
  query: ReminderQuery,
): Promise<Map<UnitId, GroupToRemind[]>> {
  const { rows } = await sql<{ id: ChatId; unit_id: UnitId; reminded_at: Date | null }>`
    select c.id, b.unit_id, ${remindedAt(query)} as reminded_at from delivery d
    join chat c on c.id = d.chat_id and c.type = 'group' and c.state = 'active'
    join chat_binding b on b.chat_id = c.id and b.valid_to is null
    where d.broadcast_id = ${query.broadcastId} and ${hasGoneOut}
    order by b.id`.execute(store.db)
  const byUnit = new Map<UnitId, GroupToRemind[]>()
  for (const { id, unit_id, reminded_at } of rows) {
    const group = { chatId: id, unitId: unit_id, remindedAt: reminded_at }
    byUnit.set(unit_id, [...(byUnit.get(unit_id) ?? []), group])
  }
  return byUnit
}

/**
 * When chat `c` last got a reminder of the notice, or is to get one that waits for its turn. Not by a clock that was ahead:
 * when that was is not known.
 */
function remindedAt({ noticeId, now, since }: ReminderQuery) {
  return sql<Date | null>`(select max(r.created_at) from delivery r
    where r.chat_id = c.id and r.created_at > ${since} and r.created_at <= ${beyondClock(now)}
      and r.purpose = 'reminder' and r.subject_id = ${noticeId}
      and (r.settled_as is null or r.settled_as in ('sent', 'unknown')))`
}

/** Whether chat `c` had its last answer so long ago that it takes nothing more. Who was never answered may have written. */
function isClosed(windows: readonly WindowStart[]) {
  return sql<boolean>`exists (
    select from json_to_recordset(${JSON.stringify(windows)}::json)
      as w("instanceId" uuid, "openSince" timestamptz)
    where w."instanceId" = c.channel_instance_id and w."openSince" > (
      select max(d.created_at) from delivery d
      where d.chat_id = c.id and d.purpose = 'answer' and d.edits_id is null))`
}

/** When somebody last had the missing of a broadcast reminded. */
export async function lastReminderAt(
  store: Store,
  broadcastId: BroadcastId,
): Promise<Date | undefined> {
  const last = await store.db
    .selectFrom('reminder')
    .select('sent_at')
    .where('broadcast_id', '=', broadcastId)
    .orderBy('sent_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return last?.sent_at
}

/** How many of those who are missing their last reminder has not reached in private. */
export async function countUnreached(
  store: Store,
  { id, noticeId }: { readonly id: BroadcastId; readonly noticeId: NoticeId },
): Promise<number> {
  const last = await lastReminderAt(store, id)
  if (!last) return 0
  const { rows } = await sql<{ count: number }>`
    with given as (${givenBy(id)}), audience as (${audienceOf(id)})
    select count(distinct bp.person_id)::int as count
    from audience bp left join given on given.person_id = bp.person_id
    join account a on a.person_id = bp.person_id
    join chat c on c.account_id = a.id and c.type = 'private'
    join delivery r on r.chat_id = c.id and r.created_at = ${last}
    where given.person_id is null
      and r.purpose = 'reminder' and r.subject_id = ${noticeId} and r.state = 'unreachable'`.execute(
    store.db,
  )
  return rows[0]?.count ?? 0
}

/** Of two who would remind of a broadcast at once, one follows the other from here on. */
export async function lockReminders(tx: Store, broadcastId: BroadcastId): Promise<void> {
  await tx.db
    .selectFrom('broadcast')
    .select('id')
    .where('id', '=', broadcastId)
    .forNoKeyUpdate()
    .execute()
}

/** Notes who has reminded; the reminders are as old as this. */
export async function addReminder(
  tx: Store,
  reminder: { broadcastId: BroadcastId; by: PersonId; people: number; now: Date },
): Promise<void> {
  await tx.db
    .insertInto('reminder')
    .values({
      id: newId(),
      broadcast_id: reminder.broadcastId,
      sent_by: reminder.by,
      sent_at: reminder.now,
      people: reminder.people,
    })
    .execute()
}
