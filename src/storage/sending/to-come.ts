import { sql } from 'kysely'
import type { BroadcastId } from '../../domain/id.ts'
import type { Store } from '../store.ts'
import { isAwaiting, isTooLate } from './delivery-conditions.ts'
import { MISSED_WITHIN_MS } from './plan-again.ts'

/**
 * How many copies of a broadcast that has ended still go by themselves: once their person writes, or their chat takes
 * something again (`releaseCopies`).
 */
export async function countToCome(store: Store, id: BroadcastId, now: Date): Promise<number> {
  const since = new Date(now.getTime() - MISSED_WITHIN_MS)
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count
    from broadcast b join delivery d on d.broadcast_id = b.id
    join notice n on n.id = b.notice_id join notice_version v on v.id = b.notice_version_id
    where b.id = ${id} and b.state = 'finished' and n.state = 'approved' and v.number = n.current_version
      and not ${isTooLate(now)}
      and (${isAwaiting} or (d.state = 'unreachable' and d.created_at > ${since}))`.execute(
    store.db,
  )
  return rows[0]?.count ?? 0
}
