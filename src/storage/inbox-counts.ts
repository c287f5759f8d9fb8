import { sql, type RawBuilder } from 'kysely'
import type { ChannelInstanceId } from '../domain/id.ts'
import { FAILED_KNOWN_MS } from '../domain/update-memory.ts'
import type { Store } from './store.ts'

/** How many updates could not be taken in and are still known, counted up to a number: an older one alarms nobody. */
export function countFailed(upTo: number): RawBuilder<number> {
  return sql<number>`(select count(*)::int from (
    select 1 from inbox where state = 'failed' and processed_at > now() - ${FAILED_KNOWN_MS} * interval '1 ms'
    limit ${upTo}) f)`
}

/** How many updates wait of each bot or OA that has any. */
export async function waitingUpdates(
  store: Store,
): Promise<ReadonlyMap<ChannelInstanceId, number>> {
  const { rows } = await sql<{ id: ChannelInstanceId; count: number }>`
    select channel_instance_id as id, count(*)::int as count
    from inbox where state = 'stored' group by channel_instance_id`.execute(store.db)
  return new Map(rows.map(({ id, count }) => [id, count]))
}
