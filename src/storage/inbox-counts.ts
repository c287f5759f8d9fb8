import { sql, type RawBuilder } from 'kysely'

/** How many updates of the last thirty days could not be taken in, counted up to a number: an older one alarms nobody. */
export function countFailed(upTo: number): RawBuilder<number> {
  return sql<number>`(select count(*)::int from (
    select 1 from inbox where state = 'failed' and processed_at > now() - interval '30 days'
    limit ${upTo}) f)`
}
