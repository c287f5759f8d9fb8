import { sql } from 'kysely'
import type { CopiesToStop } from '../../domain/copies-to-stop.ts'
import type { BroadcastState, DeliveryCounts, DeliveryState } from '../../domain/delivery.ts'
import type { BroadcastId, ChatId } from '../../domain/id.ts'
import type { Platform } from '../../domain/platform.ts'
import type { Store } from '../store.ts'
import { countedState } from './counted-state.ts'
import { isToRetry, isUnbegun } from './delivery-conditions.ts'
import { LONG_WAIT, isHeldUp } from './held-up.ts'

/** The copies of a broadcast by state, all of them and by platform. */
export interface CountedDeliveries {
  readonly byState: DeliveryCounts
  readonly byPlatform: readonly { readonly platform: Platform; readonly counts: DeliveryCounts }[]
  /** Copies that go out by themselves once what forbids it is over. */
  readonly heldUp: number
}

export async function countDeliveries(store: Store, id: BroadcastId): Promise<CountedDeliveries> {
  const { rows } = await sql<{
    platform: Platform
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
