import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Channel } from '../../../src/channels/channel.ts'
import { listedGroupUpdate } from '../../../src/channels/zalo-oa/zalo-oa-listed-group.ts'
import { createZaloOaChannel } from '../../../src/channels/zalo-oa/zalo-oa-channel.ts'
import { enterChannelInstance } from '../../../src/storage/channel-instances.ts'
import { lastHeard } from '../../../src/storage/channel-standing.ts'
import { createInboxWriter } from '../../../src/usecases/receiving/inbox-writer.ts'
import { storeUpdate } from '../../../src/usecases/receiving/store-update.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { memoryTokenStore } from '../../support/memory-token-store.ts'
import { createRecordingLog } from '../../support/recording-log.ts'

const GROUP = {
  groupId: 'f414c8f76fa586fbdfb4',
  name: 'Thôn Yên Cát',
  status: 'enabled',
  totalMembers: 3,
  link: null,
}

describe('when an Official Account was last told something', () => {
  let database: TestDatabase
  let channel: Channel
  const take = (update: unknown): Promise<unknown> =>
    storeUpdate(
      { inbox: createInboxWriter(database.store), wakeInbox: () => undefined },
      channel,
      update,
    )

  beforeAll(async () => {
    database = await createTestDatabase()
    channel = await createZaloOaChannel({
      instanceId: await enterChannelInstance(database.store, {
        platform: 'zalo-oa',
        externalId: '5797',
        name: 'UBND xã',
      }),
      oaId: '5797',
      appId: '3147',
      appSecret: 'app-secret',
      webhookSecret: 'webhook-secret',
      tokens: memoryTokenStore({ accessToken: 'a', refreshToken: 'r', expiresAt: null }),
      apiRoot: 'http://127.0.0.1:9',
      oauthRoot: 'http://127.0.0.1:9',
      publicUrl: 'https://nhipcau.example.vn',
      log: createRecordingLog(),
    })
  })
  afterAll(async () => {
    await channel.close()
    await database.close()
  })

  it('is never while only its own list has told of groups, so that a dead webhook shows', async () => {
    expect(await take(listedGroupUpdate(GROUP, new Date()))).toBe('stored')

    expect(await lastHeard(database.store, channel.instanceId)).toBeNull()
  })

  it('is the moment of the last event, whatever was found since', async () => {
    await take({
      event_name: 'follow',
      timestamp: '1790000000000',
      follower: { id: '2512523625412515999' },
    })
    const heard = await lastHeard(database.store, channel.instanceId)
    expect(heard).toBeInstanceOf(Date)

    await take(listedGroupUpdate({ ...GROUP, name: 'Thôn Yên Cát mới' }, new Date()))
    expect(await lastHeard(database.store, channel.instanceId)).toEqual(heard)
  })
})
