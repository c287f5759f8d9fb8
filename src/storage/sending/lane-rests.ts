import { sql, type RawBuilder } from 'kysely'
import { LONG_REST_MS } from '../../domain/wait.ts'

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

/** `restWith` of a `lane`, as the columns that are set. */
export function laneRest(next: Parameters<typeof restWith>[0]) {
  const { from, until } = restWith(next, 'lane.rest')
  return { rest_from: from, rest_until: until }
}
