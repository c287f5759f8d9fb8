import { newId, type AccountId, type ChannelInstanceId, type PersonId } from '../domain/id.ts'
import type { Locale } from '../domain/locale.ts'
import type { Store } from './store.ts'

/** A human on one platform; `personId` is null until somebody says who it is. */
export interface Account {
  readonly id: AccountId
  readonly personId: PersonId | null
  readonly name: string
  readonly locale: Locale
}

/** The account behind a platform id, made at first sight; its display name is kept up to date. */
export async function enterAccount(
  tx: Store,
  seen: { instanceId: ChannelInstanceId; externalId: string; name: string },
): Promise<Account> {
  const key = accountKey(tx, seen.externalId)
  const found = await tx.db
    .selectFrom('account')
    .select(['id', 'person_id', 'name_enc', 'locale'])
    .where('channel_instance_id', '=', seen.instanceId)
    .where('external_key', '=', key)
    .executeTakeFirst()
  if (found) {
    const known = openAccountName(tx, found.name_enc)
    if (seen.name && seen.name !== known) {
      await tx.db
        .updateTable('account')
        .set({ name_enc: sealName(tx, seen.name) })
        .where('id', '=', found.id)
        .execute()
    }
    return {
      id: found.id,
      personId: found.person_id,
      name: seen.name || known,
      locale: found.locale,
    }
  }
  const made = await tx.db
    .insertInto('account')
    .values({
      id: newId<AccountId>(),
      channel_instance_id: seen.instanceId,
      external_key: key,
      external_enc: tx.keys.encrypt(seen.externalId, 'account.external'),
      name_enc: seen.name ? sealName(tx, seen.name) : null,
    })
    .onConflict((conflict) =>
      conflict.columns(['channel_instance_id', 'external_key']).doUpdateSet((eb) => ({
        external_key: eb.ref('excluded.external_key'),
      })),
    )
    .returning(['id', 'person_id', 'locale'])
    .executeTakeFirstOrThrow()
  return { id: made.id, personId: made.person_id, name: seen.name, locale: made.locale }
}

export function accountKey(store: Store, externalId: string): Buffer {
  return store.keys.lookup('account', externalId)
}

function sealName(tx: Store, name: string): Buffer {
  return tx.keys.encrypt(name.slice(0, 200), 'account.name')
}

/** The kept display name of an account; empty when its platform has told none. */
export function openAccountName(store: Store, sealed: Uint8Array | null | undefined): string {
  return sealed ? store.keys.decrypt(sealed, 'account.name') : ''
}

/** Whether an account takes private notices; its person may have stopped them. */
export async function receivesNotices(store: Store, id: AccountId): Promise<boolean> {
  const row = await store.db
    .selectFrom('account')
    .select('receives')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.receives ?? false
}

/** Whether notices may come to this account in private; what an officer has to do comes anyway. */
export async function setReceives(tx: Store, id: AccountId, receives: boolean): Promise<void> {
  await tx.db.updateTable('account').set({ receives }).where('id', '=', id).execute()
}

export async function setLocale(tx: Store, id: AccountId, locale: Locale): Promise<void> {
  await tx.db.updateTable('account').set({ locale }).where('id', '=', id).execute()
}
