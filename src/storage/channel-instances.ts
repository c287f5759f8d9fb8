import { newId, type ChannelInstanceId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import type { Store } from './store.ts'

/** The row of a bot or OA, made when it is first seen; everything that comes from it hangs on this id. */
export async function enterChannelInstance(
  store: Store,
  instance: { platform: Platform; externalId: string; name: string },
): Promise<ChannelInstanceId> {
  const row = await store.db
    .insertInto('channel_instance')
    .values({
      id: newId<ChannelInstanceId>(),
      platform: instance.platform,
      external_id: instance.externalId,
      name: instance.name,
    })
    .onConflict((conflict) =>
      conflict.columns(['platform', 'external_id']).doUpdateSet((eb) => ({
        name: eb
          .case()
          .when('excluded.name', '<>', '')
          .then(eb.ref('excluded.name'))
          .else(eb.ref('channel_instance.name'))
          .end(),
      })),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

/** Which bot or OA an id stands for. Throws for an unknown one. */
export async function findInstance(
  store: Store,
  id: ChannelInstanceId,
): Promise<{ platform: Platform; name: string }> {
  return store.db
    .selectFrom('channel_instance')
    .select(['platform', 'name'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
}

/** When a bot or OA was first seen here. */
export async function firstSeenAt(store: Store, id: ChannelInstanceId): Promise<Date> {
  const row = await store.db
    .selectFrom('channel_instance')
    .select('created_at')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return row.created_at
}

/** Every bot or OA that this installation has spoken for. */
export async function allInstances(
  store: Store,
): Promise<
  { instanceId: ChannelInstanceId; platform: Platform; externalId: string; name: string }[]
> {
  return store.db
    .selectFrom('channel_instance')
    .select(['id as instanceId', 'platform', 'external_id as externalId', 'name'])
    .execute()
}

/** The bots or accounts of a platform that this installation has spoken for. */
export async function instancesOf(
  store: Store,
  platform: Platform,
): Promise<{ id: ChannelInstanceId; externalId: string }[]> {
  const rows = await store.db
    .selectFrom('channel_instance')
    .select(['id', 'external_id'])
    .where('platform', '=', platform)
    .execute()
  return rows.map((row) => ({ id: row.id, externalId: row.external_id }))
}
