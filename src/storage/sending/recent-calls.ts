import { sql } from 'kysely'
import type { ChatId, DeliveryId } from '../../domain/id.ts'
import type { ChatType } from '../../domain/platform.ts'
import { readReason } from '../../domain/reason.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import type { Store } from '../store.ts'
import type { Lease } from './lanes.ts'

export interface RecentCall {
  readonly chatId: ChatId
  readonly type: ChatType
  /** Message that was changed, if the call was an edit that shows progress. */
  readonly editOf: DeliveryId | null
  /** Since it ended, or may have left at the latest: what takes long, such as an upload, has arrived only then. */
  readonly agoMs: number
  /** The platform told the chat, or the whole bot, to wait, because of too many calls. */
  readonly wasThrottled: boolean
}

const MINUTE_MS = 60_000
/** An upload may have left so long before it ended. */
const LONGEST_CALL_MS = 300_000
/** More than the fastest platform lets a bot make in a minute, of which no older call is told. */
const MOST_CALLS = 2_000

/**
 * The calls of the last minute, oldest first: what a new owner must know to keep the platform's limits. Those that lie
 * ahead of the clock, because it has been set back, may have been made just now or hours ago: the newest of them count
 * as made when an owner first meets them, so that they slow the bot for a minute and not for those hours. Of a call that an
 * owner died over its claim alone is known: it left within `leavesWithinMs` of that.
 */
export async function recentCalls(
  store: Store,
  lease: Lease,
  now: Date,
  leavesWithinMs: number,
): Promise<RecentCall[]> {
  const since = new Date(now.getTime() - MINUTE_MS)
  const recent = await callsOf(store, lease)
    .where('attempt.started_at', '>', new Date(since.getTime() - LONGEST_CALL_MS))
    .where('attempt.started_at', '<=', beyondClock(now))
    .where('attempt.finished_at', '>', since)
    .execute()
  const ahead = await callsOf(store, lease)
    .where('attempt.started_at', '>', beyondClock(now))
    .execute()
  const aheadMs = now.getTime() - (await metAt(store, lease, newestOf(ahead), now)).getTime()
  return [
    // Which calls were refused then says nothing of what the platform takes now.
    ...ahead.toReversed().map((row) => ({ ...describe(row, aheadMs), wasThrottled: false })),
    ...recent.map((row) =>
      describe(row, Math.max(0, now.getTime() - momentOf(row, leavesWithinMs))),
    ),
  ]
    .filter(({ agoMs }) => agoMs < MINUTE_MS)
    .toSorted((one, other) => other.agoMs - one.agoMs)
}

/** The newest calls of the bot. */
function callsOf(store: Store, lease: Lease) {
  return store.db
    .selectFrom('attempt')
    .innerJoin('chat', 'chat.id', 'attempt.chat_id')
    .innerJoin('delivery', 'delivery.id', 'attempt.delivery_id')
    .select([
      'attempt.id',
      'attempt.chat_id',
      'chat.type',
      'delivery.edits_id',
      'delivery.purpose',
      'attempt.started_at',
      'attempt.finished_at',
      'attempt.outcome',
      'attempt.reason',
    ])
    .where('attempt.channel_instance_id', '=', lease.instanceId)
    .orderBy('attempt.started_at', 'desc')
    .limit(MOST_CALLS)
}

type Call = Awaited<ReturnType<ReturnType<typeof callsOf>['execute']>>[number]

function describe(row: Call, agoMs: number): RecentCall {
  return {
    chatId: row.chat_id,
    type: row.type,
    editOf: row.purpose === 'progress' ? row.edits_id : null,
    agoMs,
    wasThrottled: row.outcome === 'retry-after' && readReason(row.reason) === 'too-many',
  }
}

/** Of a call that an owner died over, the end is when the next one judged it. */
function momentOf(
  { outcome, reason, started_at, finished_at }: Call,
  leavesWithinMs: number,
): number {
  const isClaimAlone = outcome === 'unknown' && readReason(reason) === 'interrupted'
  return isClaimAlone ? started_at.getTime() + leavesWithinMs : finished_at.getTime()
}

function newestOf(calls: readonly Call[]): bigint {
  return calls.map(({ id }) => BigInt(id)).reduce((one, other) => (one > other ? one : other), 0n)
}

/** When an owner of the lane has first met the calls up to `newest`, which lie ahead of the clock; the epoch: there are none. */
async function metAt(store: Store, lease: Lease, newest: bigint, now: Date): Promise<Date> {
  if (newest === 0n) return new Date(0)
  const { rows } = await sql<{ at: Date }>`
    update lane set
      ahead_met_at = case when ahead_to >= ${newest} and ahead_met_at <= ${beyondClock(now)} then ahead_met_at
        else ${now}::timestamptz end,
      ahead_to = greatest(ahead_to, ${newest})
    where channel_instance_id = ${lease.instanceId}
    returning ahead_met_at as at`.execute(store.db)
  return rows[0]?.at ?? now
}
