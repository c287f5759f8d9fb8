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

/** What an update of `lane` writes when it has to rest, as `restOf` has it in memory. */
export function restWith(from: Date | RawBuilder<Date>, until: Date | RawBuilder<Date>) {
  const at = sql<Date>`${from}::timestamptz`
  const end = sql<Date>`${until}::timestamptz`
  const goesOn = sql<boolean>`(lane.rest_until - lane.rest_from > ${LONG_REST_MS} * interval '1 ms'
    and lane.rest_until > ${at} - ${LONG_REST_MS} * interval '1 ms' and lane.rest_from <= ${at})`
  return {
    rest_from: sql<Date>`case when ${goesOn} then lane.rest_from else ${at} end`,
    rest_until: sql<Date>`case when ${goesOn} then greatest(lane.rest_until, ${end}) else ${end} end`,
  }
}
