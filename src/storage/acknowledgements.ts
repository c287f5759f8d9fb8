import { sql } from 'kysely'
import {
  newId,
  type AccountId,
  type BroadcastId,
  type ChatId,
  type NoticeId,
  type PersonId,
  type UnitId,
} from '../domain/id.ts'
import { byCode } from './by-code.ts'
import { personNow } from './person-now.ts'
import type { Store } from './store.ts'

export type AcknowledgementKind = 'received' | 'understood'

/** Keeps an acknowledgement, once an account. */
export async function addAcknowledgement(
  tx: Store,
  acknowledgement: {
    noticeId: NoticeId
    broadcastId: BroadcastId | null
    kind: AcknowledgementKind
    accountId: AccountId
    chatId: ChatId
    at: Date
  },
): Promise<void> {
  await tx.db
    .insertInto('acknowledgement')
    .values({
      id: newId(),
      notice_id: acknowledgement.noticeId,
      broadcast_id: acknowledgement.broadcastId,
      kind: acknowledgement.kind,
      account_id: acknowledgement.accountId,
      chat_id: acknowledgement.chatId,
      at: acknowledgement.at,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['notice_id', 'kind', 'account_id'])
        .where('account_id', 'is not', null)
        .doNothing(),
    )
    .execute()
}

/** That a member of a roll has acknowledged is the unit's to count, as the roll is: by the person, without the accounts. */
export async function keepAcknowledged(
  tx: Store,
  accounts: readonly AccountId[],
  personId: PersonId,
): Promise<void> {
  await tx.db
    .updateTable('acknowledgement')
    .set({ person_id: personId })
    .where('account_id', 'in', accounts)
    .where('person_id', 'is', null)
    .execute()
}

/** Which of the notices have been acknowledged in this way by one of these accounts. */
export async function acknowledgedBy(
  store: Store,
  accounts: readonly AccountId[],
  kind: AcknowledgementKind,
  noticeIds: readonly NoticeId[],
): Promise<ReadonlySet<NoticeId>> {
  if (noticeIds.length === 0 || accounts.length === 0) return new Set()
  const rows = await store.db
    .selectFrom('acknowledgement')
    .select('notice_id')
    .where('account_id', 'in', accounts)
    .where('kind', '=', kind)
    .where('notice_id', 'in', noticeIds)
    .execute()
  return new Set(rows.map((row) => row.notice_id))
}

export interface UnitCount {
  readonly unitId: UnitId
  readonly unitName: string
  readonly expected: number
  readonly acknowledged: number
  readonly understood: number
}

/**
 * By unit as frozen on the day of sending: who was to receive it and who has acknowledged. Also a unit that a group served
 * and on whose roll nobody stood: whether its people have acknowledged, nobody can tell.
 */
export async function countByUnit(store: Store, broadcastId: BroadcastId): Promise<UnitCount[]> {
  const rows = await sql<{
    unit_id: UnitId
    name: string
    expected: string
    acknowledged: string
    understood: string
  }>`
    with given as (${givenBy(broadcastId)}), audience as (${audienceOf(broadcastId)})
    select bu.unit_id, v.name, count(bp.person_id) as expected,
      count(given.person_id) as acknowledged,
      count(*) filter (where given.understood) as understood
    from broadcast_unit bu
    join unit_version v on v.id = bu.unit_version_id
    left join audience bp on bp.unit_id = bu.unit_id
    left join given on given.person_id = bp.person_id
    where bu.broadcast_id = ${broadcastId} and (bp.person_id is not null or bu.has_group)
    group by bu.unit_id, v.name, v.code order by ${byCode(sql`v.code`)}`.execute(store.db)
  return rows.rows.map((row) => ({
    unitId: row.unit_id,
    unitName: row.name,
    expected: Number(row.expected),
    acknowledged: Number(row.acknowledged),
    understood: Number(row.understood),
  }))
}

interface PeopleCount {
  readonly expected: number
  readonly acknowledged: number
  /** Of those who have acknowledged: who has also said that they have understood. */
  readonly understood: number
  /** Acknowledgements of accounts that nobody has identified. */
  readonly unidentified: number
}

/** People counted once over all their units. */
export async function countPeople(store: Store, broadcastId: BroadcastId): Promise<PeopleCount> {
  const { rows } = await sql<Record<keyof PeopleCount, string>>`
    with given as (${givenBy(broadcastId)}), audience as (${audienceOf(broadcastId)})
    select count(distinct bp.person_id) as expected,
      count(distinct given.person_id) as acknowledged,
      count(distinct given.person_id) filter (where given.understood) as understood,
      (select count(distinct a.account_id) from acknowledgement a
        join account on account.id = a.account_id
        where a.notice_id = (select notice_id from broadcast where id = ${broadcastId})
          and a.account_id is not null
          and coalesce(a.person_id, account.person_id) is null) as unidentified
    from audience bp left join given on given.person_id = bp.person_id`.execute(store.db)
  const row = rows[0]
  return {
    expected: Number(row?.expected ?? 0),
    acknowledged: Number(row?.acknowledged ?? 0),
    understood: Number(row?.understood ?? 0),
    unidentified: Number(row?.unidentified ?? 0),
  }
}

/** How many have acknowledged of whom it was not asked: who has come to the rolls since, and people of other units. */
export async function countOthers(store: Store, broadcastId: BroadcastId): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with given as (${givenBy(broadcastId)}), audience as (${audienceOf(broadcastId)})
    select count(*)::int as count from given
    where not exists (select from audience bp where bp.person_id = given.person_id)`.execute(
    store.db,
  )
  return rows[0]?.count ?? 0
}

/** Who has acknowledged the notice of a broadcast, one row a person. Its index serves only where it is said that they have an account. */
export function givenBy(broadcastId: BroadcastId) {
  return sql`
    select case when l.id is null then one.person_id else ${personNow('one.person_id')} end
        as person_id,
      bool_or(one.kind = 'understood') as understood
    from (
      select coalesce(a.person_id, account.person_id) as person_id, a.kind
      from acknowledgement a join account on account.id = a.account_id
      where a.notice_id = (select notice_id from broadcast where id = ${broadcastId})
        and a.account_id is not null) one
    left join account_link l on l.from_person_id = one.person_id and l.undone_at is null
    where one.person_id is not null
    group by 1`
}

/**
 * Who was to receive a broadcast: a person and a unit a row. Two of that day who are one human by now, since their
 * accounts were linked, are one. Few are, so the many others are read as they stand.
 */
export function audienceOf(broadcastId: BroadcastId) {
  return sql`
    select bp.person_id, bp.unit_id from broadcast_person bp
    where bp.broadcast_id = ${broadcastId}
      and not exists (select from account_link l
        where l.from_person_id = bp.person_id and l.undone_at is null)
    union all
    select distinct now.person_id, bp.unit_id from account_link l
    join broadcast_person bp on bp.broadcast_id = ${broadcastId} and bp.person_id = l.from_person_id
    cross join lateral (select ${personNow('bp.person_id')} as person_id) now
    where l.undone_at is null
      and not exists (select from broadcast_person own where own.broadcast_id = ${broadcastId}
        and own.person_id = now.person_id and own.unit_id = bp.unit_id)`
}
