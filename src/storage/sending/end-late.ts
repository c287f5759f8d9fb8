import { sql } from 'kysely'
import type { Store } from '../store.ts'
import { isPlanned, isTooLate, hasPartOut, stateWhenTooLate } from './delivery-conditions.ts'

/**
 * Ends the copies that have waited so long, for quota or for their bot, that what they say is over. `Thử lại`
 * (`retryFailed`) still sends them. Not those of a paused broadcast, about which somebody is asked, nor one half out.
 * Gives their number.
 */
export async function endLate(store: Store, now: Date): Promise<number> {
  const { rows } = await sql`
    with late as (
      select b.id from broadcast b join notice_version v on v.id = b.notice_version_id
      where b.finished_at is null and b.state = 'sending' and ${isTooLate(now)}
    )
    update delivery d set state = ${stateWhenTooLate}, reason = 'too-late', settled_at = ${now}
    from late
    where d.broadcast_id = late.id and ${isPlanned} and not ${hasPartOut}
    returning d.id`.execute(store.db)
  return rows.length
}
