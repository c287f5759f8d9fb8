import { sql } from 'kysely'
import type { BroadcastId } from '../../domain/id.ts'
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

/**
 * Ends the copies that have waited so long, for quota or for their bot, that what they say is over. `Thử lại`
 * (`retryFailed`) still sends them. Not those of a broadcast that is paused or was left alone for too long, about which
 * somebody is asked, nor one half out. Many at a time. Gives their number.
 */
export async function endLate(
  store: Store,
  now: Date,
  timeZone: string,
  atOnce = ENDED_AT_ONCE,
): Promise<number> {
  const isLate = sql`b.finished_at is null and b.state = 'sending'
    and ${isLookedAfter(now, timeZone)} and ${isTooLate(now)}`
  const { rows: late } = await sql<{ id: BroadcastId }>`
    select b.id from broadcast b join notice_version v on v.id = b.notice_version_id
    where ${isLate}`.execute(store.db)
  // In one statement the planner may look at every copy that waits, each time.
  if (late.length === 0) return 0
  let count = 0
  for (const { id } of late) {
    let ended: number
    do {
      const { numAffectedRows } = await sql`
        update delivery d set state = ${stateWhenTooLate}, reason = 'too-late', settled_at = ${now}
        from broadcast b join notice_version v on v.id = b.notice_version_id
        where b.id = ${id} and ${isLate} and d.id = any(array(
          select d.id from delivery d
          where d.broadcast_id = ${id} and ${isPlanned} and ${isUnbegun} limit ${atOnce}))
          and ${ofKnown(sql`${isPlanned} and ${isUnbegun}`)}`.execute(store.db)
      ended = Number(numAffectedRows ?? 0)
      count += ended
    } while (ended === atOnce)
  }
  return count
}
