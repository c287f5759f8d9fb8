import { sql } from 'kysely'
import type { BroadcastId } from '../../domain/id.ts'
import type { Store } from '../store.ts'
import {
  isPlanned,
  isTooLate,
  hasPartOut,
  stateWhenTooLate,
  uuidArray,
  watchedSince,
} from './delivery-conditions.ts'

/**
 * Ends the copies that have waited so long, for quota or for their bot, that what they say is over. `Thử lại`
 * (`retryFailed`) still sends them. Not those of a broadcast that is paused or was left alone for hours, about which
 * somebody is asked, nor one half out. Gives their number.
 */
export async function endLate(store: Store, now: Date): Promise<number> {
  const isLate = sql`b.finished_at is null and b.state = 'sending'
    and b.watched_at > ${watchedSince(now)} and ${isTooLate(now)}`
  const { rows: late } = await sql<{ id: BroadcastId }>`
    select b.id from broadcast b join notice_version v on v.id = b.notice_version_id
    where ${isLate}`.execute(store.db)
  // In one statement the planner may look at every copy that waits, each time.
  if (late.length === 0) return 0
  const { numAffectedRows } = await sql`
    update delivery d set state = ${stateWhenTooLate}, reason = 'too-late', settled_at = ${now}
    from broadcast b join notice_version v on v.id = b.notice_version_id
    where b.id = any(${uuidArray(late.map(({ id }) => id))}::uuid[]) and ${isLate}
      and d.broadcast_id = b.id and ${isPlanned} and not ${hasPartOut}`.execute(store.db)
  return Number(numAffectedRows ?? 0)
}
