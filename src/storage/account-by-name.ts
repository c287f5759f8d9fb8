import type { AccountId, PersonId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import type { Store } from './store.ts'

/** The account with this platform id on any bot or OA of the platform; the newest bot's first. */
export async function findAccountByName(
  store: Store,
  { platform, externalId }: { platform: Platform; externalId: string },
): Promise<{ id: AccountId; personId: PersonId | null } | undefined> {
  const row = await store.db
    .selectFrom('account')
    .innerJoin('channel_instance', 'channel_instance.id', 'account.channel_instance_id')
    .select(['account.id', 'account.person_id'])
    .where('channel_instance.platform', '=', platform)
    // The same keyed hash by which accounts.ts finds an account.
    .where('account.external_key', '=', Buffer.from(store.keys.lookup('account', externalId)))
    .orderBy('channel_instance.created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row && { id: row.id, personId: row.person_id }
}
