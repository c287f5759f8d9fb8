import { sql } from 'kysely'
import type { BroadcastId, PersonId, UnitId } from '../domain/id.ts'
import { audienceOf, givenBy } from './acknowledgements.ts'
import { byCode } from './by-code.ts'
import { personNow } from './person-now.ts'
import { mayBeOut } from './sending/delivery-conditions.ts'
import type { Store } from './store.ts'

/** Whether its readers have copy `d`, or may have it. */
export const hasGoneOut = sql<boolean>`(d.state in ('sent', 'unknown') or ${mayBeOut})`

/**
 * Those who have not acknowledged (`missing`), each with their units by code, and whether they have it, by a copy of their own
 * or of a group of their unit.
 */
export function missingOf(broadcastId: BroadcastId) {
  return sql`
    given as (${givenBy(broadcastId)}), audience as (${audienceOf(broadcastId)}),
    gone_out as materialized (
      select d.unit_id, c.type, a.person_id from delivery d
      join chat c on c.id = d.chat_id left join account a on a.id = c.account_id
      where d.broadcast_id = ${broadcastId} and ${hasGoneOut}
    ), served as materialized (
      select distinct unit_id from gone_out where type = 'group'
    ), reached as materialized (
      select distinct case when l.id is null then o.person_id else ${personNow('o.person_id')} end
        as person_id
      from gone_out o
      left join account_link l on l.from_person_id = o.person_id and l.undone_at is null
      where o.type = 'private'
    ), placed as materialized (
      select bu.unit_id, row_number() over (order by ${byCode(sql`v.code`)}) as place
      from broadcast_unit bu join unit_version v on v.id = bu.unit_version_id
      where bu.broadcast_id = ${broadcastId}
    ), missing as (
      select bp.person_id, array_agg(bp.unit_id order by u.place) as units, min(u.place) as place,
        bool_or(bp.unit_id in (select unit_id from served)
          or bp.person_id in (select person_id from reached where person_id is not null)) as has_copy
      from audience bp
      join placed u on u.unit_id = bp.unit_id
      left join given on given.person_id = bp.person_id
      where given.person_id is null
      group by bp.person_id)`
}

export interface MissingPeople {
  /** Those of the page, or all, by unit. */
  readonly people: readonly {
    readonly personId: PersonId
    readonly units: readonly UnitId[]
    /** It has come to them or to a group of their unit, or may have. */
    readonly hasCopy: boolean
  }[]
  /** How many of all to whom it has not come. */
  readonly withoutCopy: number
}

/** People who have not acknowledged, each with their units by code: those of a page, or all. */
export async function missingPeople(
  store: Store,
  broadcastId: BroadcastId,
  page: { readonly limit: number; readonly offset: number } | null,
): Promise<MissingPeople> {
  const { rows } = await sql<{
    person_id: PersonId
    units: UnitId[]
    has_copy: boolean
    without_copy: number
  }>`
    with ${missingOf(broadcastId)}
    select person_id, units, has_copy,
      (count(*) filter (where not has_copy) over ())::int as without_copy
    from missing order by place, person_id
    limit ${page?.limit ?? null} offset ${page?.offset ?? 0}`.execute(store.db)
  return {
    people: rows.map((row) => ({
      personId: row.person_id,
      units: row.units,
      hasCopy: row.has_copy,
    })),
    withoutCopy: rows[0]?.without_copy ?? 0,
  }
}
