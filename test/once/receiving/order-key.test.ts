import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Channel } from '../../../src/channels/channel.ts'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { createTelegramChannel } from '../../../src/channels/telegram/telegram-channel.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { holdUnfinished } from '../../../src/storage/backup/hold-unfinished.ts'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { drainInbox } from '../../../src/usecases/receiving/drain-inbox.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { type InboxStage, openInboxStage } from '../../support/inbox-stage.ts'
import { createRecordingLog } from '../../support/recording-log.ts'
import { givenChat } from '../../support/rows.ts'
import { waitUntil } from '../../support/wait-until.ts'

describe('when somebody wrote', () => {
  const database = setTestDatabase('all')
  let stage: InboxStage

  beforeEach(async () => {
    await database.store.db.deleteFrom('inbox').execute()
    stage = await openInboxStage(database.store)
  })

  const lengths = async (): Promise<number[]> =>
    (await stage.rows()).map(({ order_key }) => order_key.length)

  it('is not to be seen of a chat once all that it said is answered', async () => {
    await stage.receive({ id: '1' }, { id: '2' })
    expect(await lengths()).toEqual([32, 32])

    await stage.drain()

    expect(stage.taken).toEqual(['1', '2'])
    expect(await lengths()).toEqual([0, 0])
  })

  it('is not to be seen of what was given up, nor of what a restore has dropped', async () => {
    stage.poison.add('poison')
    await stage.receive({ id: 'poison' })
    for (let tries = 0; tries < 5; tries++) {
      await stage.drain()
      stage.later(1)
    }
    await stage.receive({ id: '2' })

    await inTransaction(database.store, (tx) => holdUnfinished(tx, new Date()))

    expect((await stage.rows()).map(({ state, error }) => [state, error])).toEqual([
      ['failed', 'TypeError'],
      ['processed', 'restored'],
    ])
    expect(await lengths()).toEqual([0, 0])
  })

  it('is when it came in, for a press, however long it waits until it is taken', async () => {
    const channel = await createTelegramChannel({
      instanceId: stage.channel.instanceId,
      token: '5000:secret',
      apiRoot: 'http://127.0.0.1:9',
      webhook: null,
      log: createRecordingLog(),
      identity: { externalId: '5000', username: 'nhipcau_bot' },
    })
    const chat = { id: 1001, type: 'private' }
    const from = { id: 1001, is_bot: false, first_name: 'Tuấn' }
    const callback_query = { id: '7', from, message: { message_id: 3, date: 0, chat }, data: 'x' }
    await stage.keep(channel, { update_id: 1, callback_query })
    const received_at = new Date('2026-11-24T09:39:59Z')
    await database.store.db.updateTable('inbox').set({ received_at }).execute()

    const pressedAt: Date[] = []
    const takeTurn: InboxStage['deps']['takeTurn'] = async (_tx, _channel, { at }) => {
      pressedAt.push(at)
      return { jobs: [], presses: [] }
    }
    const channels = createChannelRegistry([channel])
    await drainInbox({ ...stage.deps, channels, takeTurn }, new AbortController().signal)

    expect(pressedAt).toEqual([received_at])
    await channel.close()
  })

  it('by a press too long ago for a toast, the answer comes in a message; in a group nobody hears it', async () => {
    const tuan = await givenChat(database.store, stage.channel.instanceId, 'tuan')
    const channel: Channel = { ...stage.channel, answerPress: async () => false }
    const answers = [
      { text: 'Đã tạm dừng gửi T1.', chatId: tuan },
      { text: 'Đã nhận. Cảm ơn đồng chí.', chatId: null },
      { text: null, chatId: tuan },
    ]
    const takeTurn: InboxStage['deps']['takeTurn'] = async () => ({
      jobs: [],
      presses: answers.map((answer) => ({ pressId: '7', alert: false, ...answer })),
    })
    await stage.receive({ id: '1' })

    const channels = createChannelRegistry([channel])
    await drainInbox({ ...stage.deps, channels, takeTurn }, new AbortController().signal)
    await waitUntil('the lane is woken', () => stage.jobs.length > 0)

    const planned = await database.store.db.selectFrom('delivery').selectAll().execute()
    expect(planned.map(({ chat_id }) => chat_id)).toEqual([tuan])
    expect(openMessage(database.store.keys, planned[0]!.message_enc!)).toEqual(
      plainMessage('Đã tạm dừng gửi T1.'),
    )
  })
})
