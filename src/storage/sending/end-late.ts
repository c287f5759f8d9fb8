import { sql } from 'kysely'
import type { BroadcastId, ChannelInstanceId } from '../../domain/id.ts'
import { QUOTA_PATIENCE_MS } from '../../domain/quota-patience.ts'
import type { Reason } from '../../domain/reason.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import { DIRECTIVE_TRIES } from '../../domain/unknown-policy.ts'
import { hasReason } from '../kept-reason.ts'
import { inRetriedTransaction, type Store } from '../store.ts'
import {
  isAwaiting,
  isGoingOn,
  isPlanned,
  isTooLate,
  isUnbegun,
  mayBeOut,
  ofKnown,
  stateWhenTooLate,
} from './delivery-conditions.ts'
import { MISSED_WITHIN_MS } from './plan-again.ts'

/** Copies that are ended in one statement: a claim that waits for one of them waits for a moment. */
const ENDED_AT_ONCE = 10_000

interface Options {
  readonly now: Date
  readonly timeZone: string
  readonly isEnough: () => boolean
  readonly atOnce?: number
}

/**
 * Ends the copies that have waited so long, for quota or for their bot, that what they say is over, or that nobody will pay
 * for. `Thử lại` (`retryFailed`) still sends them. Not those of a broadcast that is paused or was left alone for too long,
 * about which somebody is asked, nor one half out. Many at a time, until `isEnough` says so: the others are left to the next
 * call. Gives their number.
 */
export async function endLate(store: Store, options: Options): Promise<number> {
  const { now, timeZone } = options
  const isGoing = sql<boolean>`b.finished_at is null and ${isGoingOn(now, timeZone)}`
  const endOf = async (late: Late): Promise<number> => {
    let count = 0
    // One after another: in one statement the planner may look at every copy that waits, each time.
    for (const id of await findBroadcasts(store, late.isLate))
      count += await endAll(store, id, late, options)
    return count
  }
  const late = await endOf({
    isLate: sql<boolean>`${isGoing} and ${isTooLate(now)}`,
    which: isPlanned,
    reason: 'too-late',
  })
  const spent = await findSpentBots(store, now)
  if (spent.length === 0) return late
  const unpaidSince = new Date(now.getTime() - QUOTA_PATIENCE_MS)
  const unpaid = await endOf({
    isLate: sql<boolean>`${isGoing} and greatest(b.release_at, b.wanted_at) <= ${unpaidSince}`,
    which: sql<boolean>`(d.channel_instance_id = any(${spent}::uuid[]) and ${isPlanned})`,
    reason: 'quota',
  })
  return late + unpaid
}

async function findBroadcasts(
  store: Store,
  isLate: ReturnType<typeof sql<boolean>>,
): Promise<readonly BroadcastId[]> {
  const { rows } = await sql<{ id: BroadcastId }>`
    select b.id from broadcast b join notice_version v on v.id = b.notice_version_id
    where ${isLate}`.execute(store.db)
  return rows.map(({ id }) => id)
}

/**
 * What `asked_about` says of a broadcast that has ended whose copies were looked through for those that wait for their person
 * in vain: there may be more of them than a sweep should read each time. It is forgotten when the broadcast goes on again.
 */
const LOOKED_THROUGH: Reason = 'too-late'

/**
 * Ends likewise what waits for its person to write and would not go with their next word any more, of broadcasts that have
 * ended: that word may never come. Gives those of which something was ended.
 */
export async function endAwaiting(store: Store, options: Options): Promise<readonly BroadcastId[]> {
  const { now, isEnough } = options
  const since = new Date(now.getTime() - MISSED_WITHIN_MS)
  const isLate = sql<boolean>`(b.state = 'finished' and ${LOOKED_THROUGH} <> all(b.asked_about)
    and (${isTooLate(now)} or greatest(b.release_at, b.wanted_at) <= ${since}))`
  const late: Late = { isLate, which: isAwaiting, reason: 'too-late', whenNone: noteLookedThrough }
  const changed: BroadcastId[] = []
  for (const id of await findBroadcasts(store, isLate)) {
    if (isEnough()) break
    if ((await endAll(store, id, late, options)) > 0) changed.push(id)
  }
  return changed
}

async function noteLookedThrough(tx: Store, id: BroadcastId): Promise<void> {
  await sql`
    update broadcast set asked_about = asked_about || ${[LOOKED_THROUGH]}::text[]
    where id = ${id}`.execute(tx.db)
}

/**
 * The bots that rest as a whole because their quota is gone. One message an hour is tried then, and that may always be an
 * answer: the others would wait for the next month, and then go.
 */
async function findSpentBots(store: Store, now: Date): Promise<readonly ChannelInstanceId[]> {
  // From the lanes that wait, mostly none, one by one: what the planner thinks of so few rows is often wrong, and there is no end to
  // the attempts.
  const { rows } = await sql<{ id: ChannelInstanceId }>`
    select l.channel_instance_id as id from lane l cross join lateral (
      select from attempt a
      where a.channel_instance_id = l.channel_instance_id and a.finished_at = l.wait_from
        and a.started_at between l.wait_from - interval '5 minutes' and l.wait_from
        and ${hasReason(sql`a.reason`, ['quota'])}
      limit 1) a
    where l.wait_until > ${now} and l.wait_from <= ${beyondClock(now)}`.execute(store.db)
  return rows.map(({ id }) => id)
}

/** Copies that end, of those that wait, and what is said of them. */
interface Late {
  /** Of broadcast `b` and its version `v`. */
  readonly isLate: ReturnType<typeof sql<boolean>>
  readonly which: ReturnType<typeof sql<boolean>>
  readonly reason: Reason
  /** Once nothing of it is left to end; its row is still locked. */
  readonly whenNone?: (tx: Store, id: BroadcastId) => Promise<void>
}

async function endAll(
  store: Store,
  id: BroadcastId,
  late: Late,
  { now, isEnough, atOnce = ENDED_AT_ONCE }: Options,
): Promise<number> {
  let count = 0
  while (!isEnough()) {
    // Who loses a post locks these copies before their broadcast, and what else this sweep has to do shall not wait for it.
    const ended = await inRetriedTransaction(store, (tx) =>
      endSomeLate(tx, id, late, { now, atOnce }),
    )
    // Fewer than were looked for: some may just have ended otherwise, and there are more.
    if (ended === 0) break
    count += ended
  }
  return count
}

async function endSomeLate(
  tx: Store,
  id: BroadcastId,
  { isLate, which, reason, whenNone }: Late,
  { now, atOnce }: { readonly now: Date; readonly atOnce: number },
): Promise<number> {
  // Locked first: somebody may just pause it, try it again, or have it go on by their word.
  const { rows } = await sql`
    select from broadcast b join notice_version v on v.id = b.notice_version_id
    where b.id = ${id} and ${isLate} for no key update of b`.execute(tx.db)
  if (rows.length === 0) return 0
  const { numAffectedRows } = await sql`
    update delivery d set state = ${stateWhenTooLate}, reason = ${reason}, settled_at = ${now},
      tries = case when ${mayBeOut} then greatest(d.tries, ${DIRECTIVE_TRIES}) else d.tries end
    where d.id = any(array(
        select d.id from delivery d
        where d.broadcast_id = ${id} and ${which} and ${isUnbegun} limit ${atOnce}))
      and ${ofKnown(sql`${which} and ${isUnbegun}`)}`.execute(tx.db)
  const ended = Number(numAffectedRows ?? 0)
  if (ended === 0) await whenNone?.(tx, id)
  return ended
}
