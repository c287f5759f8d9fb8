import { sql } from 'kysely'
import type { BroadcastId } from '../../domain/id.ts'
import { QUOTA_PATIENCE_MS } from '../../domain/quota-patience.ts'
import type { Reason } from '../../domain/reason.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import { hasReason } from '../kept-reason.ts'
import type { Store } from '../store.ts'
import {
  isLookedAfter,
  isPlanned,
  isTooLate,
  isUnbegun,
  ofKnown,
  stateWhenTooLate,
} from './delivery-conditions.ts'

/** Copies that are ended in one statement: a claim that waits for one of them waits for a moment. */
const ENDED_AT_ONCE = 10_000

/** Which copies of a broadcast end, and what is said of them. */
interface Late {
  /** Holds for the broadcast, asked again with each copy: somebody may pause it, or try it again, meanwhile. */
  readonly ofBroadcast: ReturnType<typeof sql<boolean>>
  readonly ofCopy: ReturnType<typeof sql<boolean>>
  readonly reason: Reason
}

/**
 * Ends the copies that have waited so long, for quota or for their bot, that what they say is over, or that nobody will pay
 * for. `Thử lại` (`retryFailed`) still sends them. Not those of a broadcast that is paused or was left alone for too long,
 * about which somebody is asked, nor one half out. Many at a time. Gives their number.
 */
export async function endLate(
  store: Store,
  now: Date,
  timeZone: string,
  atOnce = ENDED_AT_ONCE,
): Promise<number> {
  const isGoing = sql`b.finished_at is null and b.state = 'sending' and ${isLookedAfter(now, timeZone)}`
  const tooLate: Late = {
    ofBroadcast: sql`${isGoing} and ${isTooLate(now)}`,
    ofCopy: sql`true`,
    reason: 'too-late',
  }
  const unpaid: Late = {
    ofBroadcast: sql`${isGoing} and greatest(b.release_at, b.wanted_at) <= ${new Date(now.getTime() - QUOTA_PATIENCE_MS)}`,
    ofCopy: hasSpentBot(now),
    reason: 'quota',
  }
  return (await endAll(store, tooLate, now, atOnce)) + (await endAll(store, unpaid, now, atOnce))
}

/**
 * The bot of copy `d` rests as a whole because its quota is gone. One message an hour is tried then, and that may always be
 * an answer: the copies would wait for the next month, and then go.
 */
function hasSpentBot(now: Date) {
  return sql<boolean>`d.channel_instance_id in (
    select l.channel_instance_id from lane l join attempt a
      on a.channel_instance_id = l.channel_instance_id and a.finished_at = l.wait_from
      and a.started_at between l.wait_from - interval '5 minutes' and l.wait_from
    where l.wait_until > ${now} and l.wait_from <= ${beyondClock(now)}
      and ${hasReason(sql`a.reason`, ['quota'])})`
}

async function endAll(store: Store, late: Late, now: Date, atOnce: number): Promise<number> {
  const { ofBroadcast, ofCopy, reason } = late
  const { rows } = await sql<{ id: BroadcastId }>`
    select b.id from broadcast b join notice_version v on v.id = b.notice_version_id
    where ${ofBroadcast}`.execute(store.db)
  // In one statement the planner may look at every copy that waits, each time.
  let count = 0
  for (const { id } of rows) {
    let ended: number
    do {
      const { numAffectedRows } = await sql`
        update delivery d set state = ${stateWhenTooLate}, reason = ${reason}, settled_at = ${now}
        from broadcast b join notice_version v on v.id = b.notice_version_id
        where b.id = ${id} and ${ofBroadcast} and d.id = any(array(
          select d.id from delivery d
          where d.broadcast_id = ${id} and ${isPlanned} and ${isUnbegun} and ${ofCopy} limit ${atOnce}))
          and ${ofKnown(sql`${isPlanned} and ${isUnbegun}`)}`.execute(store.db)
      ended = Number(numAffectedRows ?? 0)
      count += ended
    } while (ended === atOnce)
  }
  return count
}
