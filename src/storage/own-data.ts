import { sql } from 'kysely'
import type { AccountId, PersonId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import type { Role } from '../domain/role.ts'
import { accountsBeside } from './account-links.ts'
import { openAccountName } from './accounts.ts'
import type { AcknowledgementKind } from './acknowledgements.ts'
import type { Store } from './store.ts'

/** What is kept of whoever is behind an account, but for what only that account may see: its questions and consents. */
export interface OwnData {
  /** The one that asks first. */
  readonly accounts: readonly {
    readonly id: AccountId
    readonly platform: Platform
    readonly name: string
    readonly since: Date
    readonly receives: boolean
  }[]
  /** As the rolls have them; null: nobody has said who it is. */
  readonly person: { readonly name: string; readonly hasPhone: boolean } | null
  readonly posts: readonly {
    readonly unit: string
    readonly role: Role
    /** `YYYY-MM-DD`, like the other. */
    readonly from: string
    readonly to: string | null
  }[]
  readonly acknowledged: number
  /** The newest of them. */
  readonly acknowledgements: readonly {
    readonly notice: number
    readonly kind: AcknowledgementKind
    readonly at: Date
  }[]
}

const LATEST = 10

/** Reads it for an account and the person whom it stands for. */
export async function readOwnData(
  store: Store,
  { id, personId }: { readonly id: AccountId; readonly personId: PersonId | null },
): Promise<OwnData> {
  const accounts = await accountsBeside(store, id)
  return {
    accounts: await readAccounts(store, accounts, id),
    person: personId ? await readPerson(store, personId) : null,
    posts: personId ? await readPosts(store, personId) : [],
    ...(await readAcknowledgements(store, accounts, personId)),
  }
}

async function readAccounts(
  store: Store,
  accounts: readonly AccountId[],
  first: AccountId,
): Promise<OwnData['accounts']> {
  const rows = await store.db
    .selectFrom('account')
    .innerJoin('channel_instance', 'channel_instance.id', 'account.channel_instance_id')
    .select(['account.id', 'account.name_enc', 'account.created_at', 'account.receives'])
    .select('channel_instance.platform')
    .where('account.id', 'in', accounts)
    .orderBy((eb) => eb('account.id', '=', first), 'desc')
    .orderBy('account.created_at')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    platform: row.platform,
    name: openAccountName(store, row.name_enc),
    since: row.created_at,
    receives: row.receives,
  }))
}

async function readPerson(store: Store, id: PersonId): Promise<OwnData['person']> {
  const row = await store.db
    .selectFrom('person')
    .select(['name_enc', 'phone_key'])
    .where('id', '=', id)
    .where('erased_at', 'is', null)
    .executeTakeFirst()
  if (!row) return null
  return {
    name: store.keys.decrypt(row.name_enc, 'person.name'),
    hasPhone: row.phone_key !== null,
  }
}

/** Those that have ended too, under the unit's last name. */
async function readPosts(store: Store, personId: PersonId): Promise<OwnData['posts']> {
  const { rows } = await sql<{ unit: string; role: Role; from: string; to: string | null }>`
    select (
        select v.name from unit_version v where v.unit_id = p.unit_id
        order by v.valid_from desc limit 1) as unit,
      p.role, p.valid_from as "from", p.valid_to as "to"
    from post p where p.person_id = ${personId}
    order by p.valid_to desc nulls first, p.valid_from, p.id`.execute(store.db)
  return rows
}

/** Two searches by an index each: millions of rows are other people's, and the chat waits. */
async function readAcknowledgements(
  store: Store,
  accounts: readonly AccountId[],
  personId: PersonId | null,
): Promise<Pick<OwnData, 'acknowledged' | 'acknowledgements'>> {
  const { rows } = await sql<{
    notice: number
    kind: AcknowledgementKind
    at: Date
    total: number
  }>`
    with own as (
      select id, notice_id, kind, at from acknowledgement
      where account_id = any(${accounts}::uuid[])
      union
      select id, notice_id, kind, at from acknowledgement where person_id = ${personId}::uuid)
    select n.code as notice, a.kind, a.at, count(*) over ()::int as total
    from own a join notice n on n.id = a.notice_id
    order by a.at desc, a.id limit ${LATEST}`.execute(store.db)
  return {
    acknowledged: rows[0]?.total ?? 0,
    acknowledgements: rows.map(({ notice, kind, at }) => ({ notice, kind, at })),
  }
}
