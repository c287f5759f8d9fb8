import { sql } from 'kysely'
import type { CopiesToStop } from '../../domain/copies-to-stop.ts'
import type { BroadcastState, DeliveryCounts, DeliveryState } from '../../domain/delivery.ts'
import type { BroadcastId, ChatId, PersonId } from '../../domain/id.ts'
import { readReason, WAITING_REASONS, type Reason } from '../../domain/reason.ts'
import { hasReason } from '../kept-reason.ts'
import { namesOf } from '../people.ts'
import type { Store } from '../store.ts'
import { countedState } from './counted-state.ts'
import { isOpen, isToRetry, isUnbegun } from './delivery-conditions.ts'

/** The copies of a broadcast by state, all of them and by platform. */
export interface CountedDeliveries {
  readonly byState: DeliveryCounts
  readonly byPlatform: readonly { readonly platform: string; readonly counts: DeliveryCounts }[]
  /** Copies that go out by themselves once what forbids it is over. */
  readonly heldUp: number
}

/** Told to wait for less than this, a copy is only on its way. */
const LONG_WAIT = sql`interval '1 minute'`

/** Of one that is due its reason says why it has waited. */
const isPutOff = (reasons: readonly Reason[], than = sql`now()`) =>
  sql<boolean>`(${countedState} = 'planned' and ${hasReason(sql`d.reason`, reasons)} and d.next_at > ${than})`

/** Something forbids this very copy `d` of broadcast `b` to go for now. */
const isHeldUpItself = sql<boolean>`(${countedState} = 'waiting-for-contact'
  or ${isPutOff(WAITING_REASONS)} or ${isPutOff(['too-many'], sql`now() + ${LONG_WAIT}`)})`

/** With others of its bot or chat, as many as there may be, until the morning. */
const waitsForMorning = isPutOff(['quiet-hours'])

/** It waits for a bot that stands still. Whether there is one at all is asked once, and not for each copy. */
const waitsForLane = sql<boolean>`(exists (select from lane where stopped_reason is not null)
  and ${countedState} = 'planned'
  and d.channel_instance_id in (select channel_instance_id from lane where stopped_reason is not null))`

/** A copy that has not gone because something forbids it for now. */
const isHeldUp = sql<boolean>`(${waitsForLane} or ${waitsForMorning} or ${isHeldUpItself})`

export async function countDeliveries(store: Store, id: BroadcastId): Promise<CountedDeliveries> {
  const { rows } = await sql<{
    platform: string
    state: DeliveryState
    count: number
    held_up: number
  }>`
    select i.platform, ${countedState} as state, count(*)::int as count,
      (count(*) filter (where ${isHeldUp}))::int as held_up
    from delivery d join broadcast b on b.id = d.broadcast_id
    join channel_instance i on i.id = d.channel_instance_id
    where d.broadcast_id = ${id}
    group by 1, 2 order by 1, 2`.execute(store.db)
  const platforms = [...new Set(rows.map(({ platform }) => platform))]
  return {
    byState: countStates(rows),
    byPlatform: platforms.map((platform) => ({
      platform,
      counts: countStates(rows.filter((row) => row.platform === platform)),
    })),
    heldUp: rows.reduce((sum, { held_up }) => sum + held_up, 0),
  }
}

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

/** Counts by state, with a zero for each state that does not occur. */
function countStates(
  rows: readonly { readonly state: DeliveryState; readonly count: number }[],
): DeliveryCounts {
  const counts: Record<DeliveryState, number> = {
    planned: 0,
    sending: 0,
    sent: 0,
    unreachable: 0,
    'waiting-for-contact': 0,
    rejected: 0,
    unknown: 0,
    cancelled: 0,
  }
  for (const { state, count } of rows) counts[state] += count
  return counts
}

/** How far a broadcast has come. */
export interface BroadcastStanding {
  readonly state: BroadcastState
  readonly counts: DeliveryCounts
  /** Copies a second that came to their end by a call in the last half minute, or since it goes on; 0 while nothing moves. */
  readonly rate: number
  /** Seconds until what is on its way has gone at that rate, and has waited as long as it was told; null: cannot be said. */
  readonly etaSeconds: number | null
  /** Nothing of it has moved for half a minute, and nothing is on its way. */
  readonly isStill: boolean
  /** Nothing is planned, on its way, or to be tried once more. */
  readonly isSettled: boolean
  /** Its end has been written down. */
  readonly isEnded: boolean
  readonly progressChatId: ChatId | null
}

const RATE_WINDOW_S = 30

/** Counts a broadcast; undefined: there is none. */
export async function standingOf(
  store: Store,
  id: BroadcastId,
  now: Date,
): Promise<BroadcastStanding | undefined> {
  const broadcast = await store.db
    .selectFrom('broadcast')
    .innerJoin('notice_version', 'notice_version.id', 'broadcast.notice_version_id')
    .select([
      'broadcast.state',
      'broadcast.audience_at',
      'broadcast.wanted_at',
      'broadcast.finished_at',
      'broadcast.progress_chat_id',
      'notice_version.kind',
    ])
    .where('broadcast.id', '=', id)
    .executeTakeFirst()
  if (!broadcast) return undefined
  const counted = windowSeconds(broadcast, now)
  const since = new Date(now.getTime() - counted * 1000)
  const { rows } = await sql<{
    state: DeliveryState
    count: number
    held_up: number
    waits_until: Date | null
    recent: number
    doubtful: number
  }>`
    select ${countedState} as state, count(*)::int as count,
      (count(*) filter (where ${isHeldUp}))::int as held_up,
      max(d.next_at) filter (where d.state = 'planned' and d.next_at <= now() + ${LONG_WAIT}
        and (${isHeldUp}) is not true) as waits_until,
      (count(*) filter (where d.settled_at > ${since} and d.called_at is not null))::int as recent,
      (count(*) filter (where ${isToRetry}))::int as doubtful
    from delivery d join broadcast b on b.id = d.broadcast_id
    where d.broadcast_id = ${id} group by 1`.execute(store.db)
  const counts = countStates(rows)
  const left = counts.planned + counts.sending
  const recent = rows.reduce((sum, row) => sum + row.recent, 0)
  const rate = recent / counted
  const plannedHeldUp =
    rows.reduce((sum, row) => sum + row.held_up, 0) - counts['waiting-for-contact']
  const waitUntil = Math.max(...rows.map(({ waits_until }) => waits_until?.getTime() ?? 0))
  const waitsForRetry =
    broadcast.kind === 'directive' &&
    broadcast.state === 'sending' &&
    rows.some(({ doubtful }) => doubtful > 0)
  return {
    state: broadcast.state,
    counts,
    rate,
    etaSeconds: secondsLeft({
      going: left - plannedHeldUp,
      rate,
      waitMs: waitUntil - now.getTime(),
    }),
    isStill: rate === 0 && counts.sending === 0 && counted === RATE_WINDOW_S,
    isSettled: left === 0 && !waitsForRetry,
    isEnded: broadcast.finished_at !== null,
    progressChatId: broadcast.progress_chat_id,
  }
}

/** Nothing is said of what is held up: nobody knows when that is over. */
function secondsLeft(copies: { going: number; rate: number; waitMs: number }): number | null {
  const { going, rate, waitMs } = copies
  if (rate === 0 || going === 0) return null
  return Math.ceil(Math.max(going / rate, waitMs / 1_000))
}

/** Half a minute, but no longer than it goes on since it began, or somebody let it go on or tried again. */
function windowSeconds(
  { audience_at, wanted_at }: { audience_at: Date | null; wanted_at: Date | null },
  now: Date,
): number {
  const goesSince = Math.max(audience_at?.getTime() ?? 0, wanted_at?.getTime() ?? 0)
  return Math.min(RATE_WINDOW_S, Math.max(1, (now.getTime() - goesSince) / 1000))
}

/** Counts what `stopBroadcast` would make of a broadcast. */
export async function countToStop(store: Store, id: BroadcastId): Promise<CopiesToStop> {
  const { rows } = await sql<CopiesToStop>`
    select count(*) filter (where d.state = 'sent')::int as sent,
      count(*) filter (where d.state = 'sending'
        or (d.state = 'planned' and not ${isUnbegun}))::int as "underWay",
      count(*) filter (where d.state = 'unknown')::int as unclear,
      case when b.started_at is not null then
        count(*) filter (where d.state = 'waiting-for-contact'
          or (d.state = 'planned' and ${isUnbegun}))::int end as "left"
    from broadcast b left join delivery d on d.broadcast_id = b.id
    where b.id = ${id} group by b.id`.execute(store.db)
  const [copies] = rows
  if (!copies) throw new Error('no such broadcast')
  return copies
}
