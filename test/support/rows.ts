import { enterAccount, enterChat } from '../../src/storage/accounts.ts'
import { newId, type ChannelInstanceId, type ChatId } from '../../src/domain/id.ts'
import type { Store } from '../../src/storage/store.ts'

/** A bot of the installation. */
export async function givenInstance(store: Store): Promise<ChannelInstanceId> {
  const id = newId<ChannelInstanceId>()
  await store.db
    .insertInto('channel_instance')
    .values({ id, platform: 'telegram', external_id: id, name: 'bot' })
    .execute()
  return id
}

/** A chat of that bot; its platform id is the given name. */
export async function givenChat(
  store: Store,
  instanceId: ChannelInstanceId,
  externalId: string,
  type: 'private' | 'group' = 'private',
): Promise<ChatId> {
  const account =
    type === 'private'
      ? await enterAccount(store, { instanceId, externalId, name: externalId })
      : null
  const chat = await enterChat(store, {
    instanceId,
    externalId,
    type,
    title: type === 'group' ? externalId : '',
    accountId: account?.id ?? null,
  })
  return chat.id
}
