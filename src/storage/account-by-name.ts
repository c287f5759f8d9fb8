import { sql } from 'kysely'
import type { AccountId, ChannelInstanceId, PersonId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import { accountKey, openAccountName, type Account } from './accounts.ts'
import type { Store } from './store.ts'

/** The account with this platform id: on `preferred`, else on the platform's newest bot or OA that knows it. */
export async function findAccountByName(
  store: Store,
  name: { platform: Platform; externalId: string },
  preferred: ChannelInstanceId | undefined,
): Promise<{ id: AccountId; personId: PersonId | null } | undefined> {
  const row = await accountsOfName(store, name)
    .select('account.person_id')
    .orderBy(sql`account.channel_instance_id = ${preferred ?? null}`, 'desc')
    .orderBy('channel_instance.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { id: row.id, personId: row.person_id }
}

/** The accounts with this platform id, on each bot or OA of the platform that knows it. */
export async function accountsNamed(
  store: Store,
  name: { platform: Platform; externalId: string },
): Promise<AccountId[]> {
  const rows = await accountsOfName(store, name).execute()
  return rows.map(({ id }) => id)
}

function accountsOfName(
  store: Store,
  { platform, externalId }: { platform: Platform; externalId: string },
) {
  return store.db
    .selectFrom('account')
    .innerJoin('channel_instance', 'channel_instance.id', 'account.channel_instance_id')
    .select('account.id')
    .where('channel_instance.platform', '=', platform)
    .where('account.external_key', '=', accountKey(store, externalId))
}

/** How the platform names an account; undefined: it was erased. Only an erasure asks this of somebody who has asked a question. */
export async function nameOfAccount(
  store: Store,
  id: AccountId,
): Promise<{ platform: Platform; externalId: string } | undefined> {
  const row = await store.db
    .selectFrom('account')
    .innerJoin('channel_instance', 'channel_instance.id', 'account.channel_instance_id')
    .select(['channel_instance.platform', 'account.external_enc'])
    .where('account.id', '=', id)
    .executeTakeFirst()
  const externalId = row && store.keys.decrypt(row.external_enc, 'account.external')
  return row && externalId ? { platform: row.platform, externalId } : undefined
}

/** Where the platform knows somebody: a bot or OA, and their id there. */
export interface Address {
  readonly instanceId: ChannelInstanceId
  readonly externalId: string
}

/** The account at an address; undefined: nobody is known there. */
export async function findAccountAt(
  store: Store,
  { instanceId, externalId }: Address,
): Promise<Pick<Account, 'id' | 'personId' | 'name'> | undefined> {
  const row = await store.db
    .selectFrom('account')
    .select(['id', 'person_id', 'name_enc'])
    .where('channel_instance_id', '=', instanceId)
    .where('external_key', '=', accountKey(store, externalId))
    .executeTakeFirst()
  const name = openAccountName(store, row?.name_enc)
  return row && { id: row.id, personId: row.person_id, name }
}

/** The addresses of accounts, without those that were erased. Only an erasure asks this. */
export async function addressesOf(
  store: Store,
  accounts: readonly AccountId[],
): Promise<(Address & { readonly platform: Platform })[]> {
  if (accounts.length === 0) return []
  const rows = await store.db
    .selectFrom('account')
    .innerJoin('channel_instance', 'channel_instance.id', 'account.channel_instance_id')
    .select(['channel_instance.id', 'channel_instance.platform', 'account.external_enc'])
    .where('account.id', 'in', accounts)
    .orderBy('account.id')
    .execute()
  return rows
    .map((row) => ({
      instanceId: row.id,
      platform: row.platform,
      externalId: store.keys.decrypt(row.external_enc, 'account.external'),
    }))
    .filter(({ externalId }) => externalId !== '')
}
