import { sql, type RawBuilder } from 'kysely'
import { LONG_REST_MS, type Wait } from '../../domain/wait.ts'
import type { Store } from '../store.ts'
import type { Lease } from './lanes.ts'

/** The last time in which the lane could send nothing: told to wait, or stopped; null: it never had to rest. */
export async function lastRest(store: Store, { instanceId }: Lease): Promise<Wait | null> {
  const row = await store.db
    .selectFrom('lane')
    .select(['rest_from', 'rest_until'])
    .where('channel_instance_id', '=', instanceId)
    .executeTakeFirst()
  if (!row?.rest_from || !row.rest_until) return null
  return { from: row.rest_from, until: row.rest_until }
}

/** What an update of a row of `lane` or `chat` writes that has to rest, as `restOf` has it in memory. */
export function restWith(
  next: { readonly from: Date | RawBuilder<Date>; readonly until: Date | RawBuilder<Date> },
  last: 'lane.rest' | 'chat.wait',
) {
  const [from, until] = [sql.ref(`${last}_from`), sql.ref(`${last}_until`)]
  const [nextFrom, nextUntil] = [sql`${next.from}::timestamptz`, sql`${next.until}::timestamptz`]
  const goesOn = sql<boolean>`(${until} - ${from} > ${LONG_REST_MS} * interval '1 ms'
    and ${until} > ${nextFrom} - ${LONG_REST_MS} * interval '1 ms' and ${from} <= ${nextFrom})`
  return {
    from: sql<Date>`case when ${goesOn} then ${from} else ${nextFrom} end`,
    until: sql<Date>`case when ${goesOn} then greatest(${until}, ${nextUntil}) else ${nextUntil} end`,
  }
}

/** The same for `lane`, as it is set. */
export function laneRest(next: Parameters<typeof restWith>[0]) {
  const { from, until } = restWith(next, 'lane.rest')
  return { rest_from: from, rest_until: until }
}
