import { sql } from 'kysely'
import type { BroadcastId, ChannelInstanceId } from '../../domain/id.ts'
import { QUOTA_PATIENCE_MS } from '../../domain/quota-patience.ts'
import type { Reason } from '../../domain/reason.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import { DIRECTIVE_TRIES } from '../../domain/unknown-policy.ts'
import { hasReason } from '../kept-reason.ts'
import type { Store } from '../store.ts'
import {
  isAwaiting,
  isLookedAfter,
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
  const isGoing = sql<boolean>`b.finished_at is null and b.state = 'sending' and ${isLookedAfter(now, timeZone)}`
  const endOf = async (isLate: ReturnType<typeof sql<boolean>>, such: Such): Promise<number> => {
    let count = 0
    // One after another: in one statement the planner may look at every copy that waits, each time.
    for (const id of await findBroadcasts(store, isLate))
      count += await endAll(store, id, { ...such, isLate }, options)
    return count
  }
  const late = await endOf(sql`${isGoing} and ${isTooLate(now)}`, {
    which: isPlanned,
    reason: 'too-late',
  })
  const spent = await findSpentBots(store, now)
  if (spent.length === 0) return late
  const unpaidSince = new Date(now.getTime() - QUOTA_PATIENCE_MS)
  const which = sql<boolean>`(d.channel_instance_id = any(${spent}::uuid[]) and ${isPlanned})`
  const unpaid = await endOf(
    sql`${isGoing} and greatest(b.release_at, b.wanted_at) <= ${unpaidSince}`,
    { which, reason: 'quota' },
  )
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
  const changed: BroadcastId[] = []
  for (const id of await findBroadcasts(store, isLate)) {
    if (isEnough()) break
    const count = await endAll(
      store,
      id,
      { which: isAwaiting, reason: 'too-late', isLate },
      options,
    )
    if (count > 0) changed.push(id)
    if (isEnough()) break
    await sql`
      update broadcast set asked_about = asked_about || ${[LOOKED_THROUGH]}::text[]
      where id = ${id} and exists (
        select 1 from broadcast b join notice_version v on v.id = b.notice_version_id
        where b.id = broadcast.id and ${isLate})`.execute(store.db)
  }
  return changed
}

/**
 * The bots that rest as a whole because their quota is gone. One message an hour is tried then, and that may always be an
 * answer: the others would wait for the next month, and then go.
 */
async function findSpentBots(store: Store, now: Date): Promise<readonly ChannelInstanceId[]> {
  const { rows } = await sql<{ id: ChannelInstanceId }>`
    select l.channel_instance_id as id from lane l join attempt a
      on a.channel_instance_id = l.channel_instance_id and a.finished_at = l.wait_from
      and a.started_at between l.wait_from - interval '5 minutes' and l.wait_from
    where l.wait_until > ${now} and l.wait_from <= ${beyondClock(now)}
      and ${hasReason(sql`a.reason`, ['quota'])}`.execute(store.db)
  return rows.map(({ id }) => id)
}

/** Copies that end, of those that wait, and what is said of them. */
interface Such {
  readonly which: ReturnType<typeof sql<boolean>>
  readonly reason: Reason
}

async function endAll(
  store: Store,
  id: BroadcastId,
  { which, reason, isLate }: Such & { readonly isLate: ReturnType<typeof sql<boolean>> },
  { now, isEnough, atOnce = ENDED_AT_ONCE }: Options,
): Promise<number> {
  let count = 0
  let ended = atOnce
  while (ended === atOnce && !isEnough()) {
    const { numAffectedRows } = await sql`
      update delivery d set state = ${stateWhenTooLate}, reason = ${reason}, settled_at = ${now},
        tries = case when ${mayBeOut} then greatest(d.tries, ${DIRECTIVE_TRIES}) else d.tries end
      -- Somebody may pause it, or try it again, meanwhile.
      where exists (select 1 from broadcast b join notice_version v on v.id = b.notice_version_id
          where b.id = ${id} and ${isLate})
        and d.id = any(array(
          select d.id from delivery d
          where d.broadcast_id = ${id} and ${which} and ${isUnbegun} limit ${atOnce}))
        and ${ofKnown(sql`${which} and ${isUnbegun}`)}`.execute(store.db)
    ended = Number(numAffectedRows ?? 0)
    count += ended
  }
  return count
}
