import { sql } from 'kysely'
import type { BroadcastState, DeliveryState } from '../domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import { isToRetry } from './broadcasts-ledger.ts'
import type { Store } from './store.ts'

export type DeliveryCounts = Readonly<Record<DeliveryState, number>>

/** How a broadcast stands, counted from its ledger. */
export interface BroadcastProgress {
  readonly state: BroadcastState
  readonly counts: DeliveryCounts
  readonly byPlatform: readonly { readonly platform: Platform; readonly counts: DeliveryCounts }[]
  /** Failures by the platform's own words, the most frequent first; at most ten. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
  readonly total: number
  /** Copies a second over the last half minute; 0 while nothing moves. */
  readonly rate: number
  /** Seconds until the end at that rate; null: cannot be said. */
  readonly etaSeconds: number | null
  /** Nothing is planned, on its way, or to be tried once more. */
  readonly isSettled: boolean
  readonly progressChatId: ChatId | null
  readonly progressDeliveryId: DeliveryId | null
}

const RATE_WINDOW_S = 30

/** Counts a broadcast; undefined: there is none. */
export async function broadcastProgress(
  store: Store,
  id: BroadcastId,
  now: Date,
): Promise<BroadcastProgress | undefined> {
  const broadcast = await store.db
    .selectFrom('broadcast')
    .select(['state', 'started_at', 'progress_chat_id', 'progress_delivery_id'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (!broadcast) return undefined
  const since = new Date(now.getTime() - RATE_WINDOW_S * 1000)
  const { rows } = await sql<{
    platform: Platform
    state: DeliveryState
    count: number
    recent: number
    waiting: number
  }>`
    select i.platform, d.state, count(*)::int as count,
      (count(*) filter (where d.settled_at > ${since}))::int as recent,
      (count(*) filter (where ${isToRetry} and v.kind = 'directive'))::int as waiting
    from delivery d
    join channel_instance i on i.id = d.channel_instance_id
    join broadcast b on b.id = d.broadcast_id
    join notice_version v on v.id = b.notice_version_id
    where d.broadcast_id = ${id}
    group by i.platform, d.state order by i.platform, d.state`.execute(store.db)
  const counts = countStates(rows)
  const left = counts.planned + counts.sending
  const window = windowSeconds(broadcast.started_at, now)
  const rate = sum(rows.map(({ recent }) => recent)) / window
  const platforms = [...new Set(rows.map(({ platform }) => platform))]
  return {
    state: broadcast.state,
    counts,
    byPlatform: platforms.map((platform) => ({
      platform,
      counts: countStates(rows.filter((row) => row.platform === platform)),
    })),
    reasons: await failureReasons(store, id),
    total: sum(Object.values(counts)),
    rate,
    etaSeconds: rate > 0 ? Math.ceil(left / rate) : null,
    isSettled: left === 0 && (broadcast.state !== 'sending' || sum(rows.map((r) => r.waiting)) === 0),
    progressChatId: broadcast.progress_chat_id,
    progressDeliveryId: broadcast.progress_delivery_id,
  }
}

/**
 * Ends a broadcast that has nothing left to do; true for exactly one caller. A stopped one keeps its
 * state and is marked as ended.
 */
export async function finishBroadcast(tx: Store, id: BroadcastId, now: Date): Promise<boolean> {
  const { rows } = await sql`
    update broadcast b set finished_at = ${now},
      state = case when b.state = 'stopped' then 'stopped' else 'finished' end
    where b.id = ${id} and b.finished_at is null and b.state in ('sending', 'stopped')
      and not exists (
        select 1 from delivery d
        where d.broadcast_id = b.id and d.state in ('planned', 'sending'))
    returning b.id`.execute(tx.db)
  return rows.length > 0
}

/** Broadcasts by what they wait for: their expansion, whose hour has come, or their end. */
export async function findOpenBroadcasts(
  store: Store,
  now: Date,
): Promise<{ readonly toExpand: BroadcastId[]; readonly toWatch: BroadcastId[] }> {
  const rows = await store.db
    .selectFrom('broadcast')
    .select(['id', 'state', 'release_at'])
    .where('finished_at', 'is', null)
    .where('state', 'in', ['scheduled', 'starting', 'expanding', 'sending', 'stopped'])
    .execute()
  const isUnderWay = (state: BroadcastState): boolean => state === 'sending' || state === 'stopped'
  return {
    toExpand: rows
      .filter(({ state, release_at }) => !isUnderWay(state) && release_at <= now)
      .map(({ id }) => id),
    toWatch: rows.filter(({ state }) => isUnderWay(state)).map(({ id }) => id),
  }
}

async function failureReasons(
  store: Store,
  id: BroadcastId,
): Promise<{ reason: string; count: number }[]> {
  const { rows } = await sql<{ reason: string; count: number }>`
    select coalesce(reason, state) as reason, count(*)::int as count from delivery
    where broadcast_id = ${id}
      and state in ('unreachable', 'waiting-for-contact', 'rejected', 'unknown')
    group by 1 order by 2 desc, 1 limit 10`.execute(store.db)
  return rows
}

const NO_COUNTS: DeliveryCounts = {
  planned: 0,
  sending: 0,
  sent: 0,
  unreachable: 0,
  'waiting-for-contact': 0,
  rejected: 0,
  unknown: 0,
  cancelled: 0,
}

function countStates(
  rows: readonly { readonly state: DeliveryState; readonly count: number }[],
): DeliveryCounts {
  const counts: Record<DeliveryState, number> = { ...NO_COUNTS }
  for (const { state, count } of rows) counts[state] += count
  return counts
}

function windowSeconds(startedAt: Date | null, now: Date): number {
  const age = startedAt ? (now.getTime() - startedAt.getTime()) / 1000 : RATE_WINDOW_S
  return Math.min(RATE_WINDOW_S, Math.max(1, age))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
