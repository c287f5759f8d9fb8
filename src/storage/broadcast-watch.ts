import { sql } from 'kysely'
import type { BroadcastState, DeliveryState } from '../domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId } from '../domain/id.ts'
import { countStates, type DeliveryCounts } from './broadcast-progress.ts'
import { endUnbegun, isToRetry } from './broadcasts-ledger.ts'
import type { Store } from './store.ts'

/** How far a broadcast has come. */
export interface BroadcastStanding {
  readonly state: BroadcastState
  readonly counts: DeliveryCounts
  /** Copies a second that were called and came to their end in the last half minute; 0 while nothing moves. */
  readonly rate: number
  /** Seconds until the end at that rate; null: cannot be said. */
  readonly etaSeconds: number | null
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
      'broadcast.started_at',
      'broadcast.finished_at',
      'broadcast.progress_chat_id',
      'notice_version.kind',
    ])
    .where('broadcast.id', '=', id)
    .executeTakeFirst()
  if (!broadcast) return undefined
  const since = new Date(now.getTime() - RATE_WINDOW_S * 1000)
  const { rows } = await sql<{
    state: DeliveryState
    count: number
    recent: number
    doubtful: number
  }>`
    select d.state, count(*)::int as count,
      (count(*) filter (where d.settled_at > ${since} and d.called_at is not null))::int as recent,
      (count(*) filter (where ${isToRetry}))::int as doubtful
    from delivery d where d.broadcast_id = ${id} group by d.state`.execute(store.db)
  const counts = countStates(rows)
  const left = counts.planned + counts.sending
  const recent = rows.reduce((sum, row) => sum + row.recent, 0)
  const rate = recent / windowSeconds(broadcast.started_at, now)
  const waitsForRetry =
    broadcast.kind === 'directive' &&
    broadcast.state === 'sending' &&
    rows.some(({ doubtful }) => doubtful > 0)
  return {
    state: broadcast.state,
    counts,
    rate,
    etaSeconds: rate > 0 ? Math.ceil(left / rate) : null,
    isSettled: left === 0 && !waitsForRetry,
    isEnded: broadcast.finished_at !== null,
    progressChatId: broadcast.progress_chat_id,
  }
}

/** Which message shows how a broadcast stands, and whether it has ended, held so until the transaction is over. */
export async function lockProgress(
  tx: Store,
  id: BroadcastId,
): Promise<{
  readonly isEnded: boolean
  readonly deliveryId: DeliveryId | null
  /** Hash of what it says; null: not known. */
  readonly shown: Buffer | null
}> {
  const row = await tx.db
    .selectFrom('broadcast')
    .select(['finished_at', 'progress_delivery_id', 'progress_shown'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow()
  return {
    isEnded: row.finished_at !== null,
    deliveryId: row.progress_delivery_id,
    shown: row.progress_shown,
  }
}

function windowSeconds(startedAt: Date | null, now: Date): number {
  const age = startedAt ? (now.getTime() - startedAt.getTime()) / 1000 : RATE_WINDOW_S
  return Math.min(RATE_WINDOW_S, Math.max(1, age))
}

/**
 * Ends a broadcast that has nothing left to do; true for exactly one caller. A stopped one keeps its
 * state and is marked as ended; a call that was out when it was stopped may have been told to wait since, and does not.
 */
export async function finishBroadcast(tx: Store, id: BroadcastId, now: Date): Promise<boolean> {
  // Locked before its copies are looked at: an echo may just be planning the rest of one.
  const broadcast = await tx.db
    .selectFrom('broadcast')
    .select('state')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (broadcast?.state === 'stopped') await endUnbegun(tx, id, now)
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

/** Open broadcasts by what they wait for: their expansion, whose hour has come, or their end. */
export async function findOpenBroadcasts(
  store: Store,
  now: Date,
): Promise<{
  readonly toExpand: readonly BroadcastId[]
  readonly toWatch: readonly BroadcastId[]
}> {
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
