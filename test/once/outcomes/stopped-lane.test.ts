import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { findDueLanes } from '../../../src/storage/sending/due-deliveries.ts'
import { endForBot } from '../../../src/storage/sending/retire-bot.ts'
import { stoppedLanes } from '../../../src/storage/standing.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { retireBot } from '../../../src/usecases/sending/retire-bot.ts'
import { givenChat } from '../../support/rows.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { openJoinedService, type JoinedService } from '../../support/joined-service.ts'

describe('a lane that a refused token has stopped', () => {
  let joined: JoinedService

  beforeAll(async () => {
    joined = await openJoinedService()
  })
  afterAll(() => joined.stop())

  it('is told by readyz, and may send again once the service was started anew', async () => {
    const { store, channels } = joined.service.deps
    const telegram = channels.all().find(({ platform }) => platform === 'telegram')
    if (!telegram) throw new Error('no telegram')
    const reason = 'token-refused: 401 Unauthorized'
    await store.db
      .insertInto('lane')
      .values({ channel_instance_id: telegram.instanceId, owner: null, stopped_reason: reason })
      .onConflict((conflict) =>
        conflict.column('channel_instance_id').doUpdateSet({ stopped_reason: reason }),
      )
      .execute()

    const ready = await fetch(`${joined.service.url}/readyz`)
    const { channels: shown } = (await ready.json()) as {
      channels: { platform: string; ok: boolean; detail: string }[]
    }
    expect(ready.status).toBe(200)
    expect(shown.find(({ platform }) => platform === 'telegram')).toMatchObject({
      ok: false,
      detail: expect.stringMatching(
        /^Đã dừng gửi: nền tảng từ chối mã truy cập \(token\)\. Telegram: /u,
      ),
    })

    await joined.restart()

    const again = joined.service.deps.store
    await waitUntil('the lane may send', async () => (await stoppedLanes(again)).length === 0)
    expect(await findDueLanes(again, new Date(), 'Asia/Ho_Chi_Minh')).toEqual([])
  })
})

describe('a bot that was retired', () => {
  let joined: JoinedService

  beforeAll(async () => {
    joined = await openJoinedService()
  })
  afterAll(() => joined.stop())

  it('cannot be while a service has it open, and is used again from its next start on', async () => {
    const { store, channels } = joined.service.deps
    const telegram = channels.all().find(({ platform }) => platform === 'telegram')
    if (!telegram) throw new Error('no telegram')
    const { instanceId } = telegram
    const chatId = await givenChat(store, instanceId, '777')
    await waitUntil('the service receives', async () => {
      return (await retireBot(store, instanceId, new Date())).kind === 'in-use'
    })
    await inTransaction(store, (tx) => endForBot(tx, instanceId, new Date()))
    const stateOf = async (): Promise<string> => {
      const row = await joined.service.deps.store.db
        .selectFrom('chat')
        .select('state')
        .where('id', '=', chatId)
        .executeTakeFirstOrThrow()
      return row.state
    }
    expect(await stateOf()).toBe('gone')

    await joined.restart()

    await waitUntil('its chats take messages', async () => (await stateOf()) === 'active')
  })
})
