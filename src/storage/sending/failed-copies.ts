import { sql } from 'kysely'
import type { BroadcastId, PersonId } from '../../domain/id.ts'
import { readReason, type Reason } from '../../domain/reason.ts'
import { namesOf } from '../people.ts'
import type { Store } from '../store.ts'
import { countedState } from './counted-state.ts'
import { isOpen } from './delivery-conditions.ts'
import { isHeldUpItself, waitsForMorning, waitsForLane, isHeldUp } from './held-up.ts'

export interface FailedDelivery {
  /** The group's title or the person's name. */
  readonly chat: string
  readonly why: Reason
  /** It goes out by itself once that is over. */
  readonly waits: boolean
  /** It may have arrived. */
  readonly isUnclear: boolean
  /** As kept, with the platform's own words: for operators. */
  readonly detail: string
}

/** So many of each sort are named before more of one sort are: who is to be asked must not be hidden by who is lost. */
const OF_EACH_SORT = 3

/** Copies that did not arrive, or perhaps, or not yet because something forbids it for now. `limit` null: all of them. */
export async function failedDeliveries(
  store: Store,
  id: BroadcastId,
  limit: number | null,
): Promise<FailedDelivery[]> {
  const { rows } = await sql<Place & { reason: string; waits: boolean; unclear: boolean }>`
    select c.title, a.person_id,
      coalesce(case d.state when 'planned' then l.stopped_reason end, d.reason, d.state) as reason,
      ${isHeldUp} as waits, ${countedState} = 'unknown' as unclear
    from delivery d join broadcast b on b.id = d.broadcast_id
    join chat c on c.id = d.chat_id left join account a on a.id = c.account_id
    left join lane l on l.channel_instance_id = d.channel_instance_id
    where d.broadcast_id = ${id}
      and (${countedState} in ('unreachable', 'rejected', 'unknown') or ${isHeldUpItself}
        or d.id in (${firstOfLanes(id, limit)}) or d.id in (${firstOfMorning(id, limit)}))
    order by
      row_number() over (
        partition by ${isHeldUp}, ${countedState} = 'unknown'
        order by ${countedState} = 'planned', d.id) > ${OF_EACH_SORT},
      ${countedState} = 'planned', ${countedState} = 'waiting-for-contact', d.id
    limit ${limit}`.execute(store.db)
  const chats = await namesOfPlaces(store, rows)
  return rows.map(({ reason, waits, unclear }, index) => ({
    chat: chats[index] ?? '',
    why: readReason(reason),
    waits,
    isUnclear: unclear,
    detail: reason,
  }))
}

/** Copies that go no more because somebody has stopped their broadcast. */
export async function copiesLeftByStop(store: Store, id: BroadcastId): Promise<FailedDelivery[]> {
  const { rows } = await sql<Place>`
    select c.title, a.person_id
    from delivery d join broadcast b on b.id = d.broadcast_id and b.state = 'stopped'
    join chat c on c.id = d.chat_id left join account a on a.id = c.account_id
    where d.broadcast_id = ${id} and ${countedState} = 'cancelled'
    order by d.id`.execute(store.db)
  const why = 'stopped'
  return (await namesOfPlaces(store, rows)).map((chat) => ({
    chat,
    why,
    waits: false,
    isUnclear: false,
    detail: why,
  }))
}

interface Place {
  readonly title: string
  readonly person_id: PersonId | null
}

/** A group's title or the name of whose chat it is; empty where neither is known. */
async function namesOfPlaces(store: Store, places: readonly Place[]): Promise<string[]> {
  const names = await namesOf(
    store,
    places.flatMap(({ person_id }) => person_id ?? []),
  )
  return places.map(({ title, person_id }) => title || (person_id && names.get(person_id)) || '')
}

/**
 * Behind a bot that stands still wait all of a broadcast's copies at once: no more of them are sorted than are shown, and a
 * list of all that failed has none, because the bot's one sentence says it of them.
 */
function firstOfLanes(id: BroadcastId, limit: number | null) {
  return sql`select d.id from delivery d join broadcast b on b.id = d.broadcast_id
    where d.broadcast_id = ${id} and ${waitsForLane} order by d.id limit ${limit ?? 0}`
}

/** The same of those that wait for the morning. Found first and sorted then, or the planner goes through all there are by id. */
function firstOfMorning(id: BroadcastId, limit: number | null) {
  return sql`select put_off.id from (
    select d.id from delivery d join broadcast b on b.id = d.broadcast_id
    where d.broadcast_id = ${id} and ${isOpen} and ${waitsForMorning} offset 0) put_off
    order by put_off.id limit ${limit}`
}
