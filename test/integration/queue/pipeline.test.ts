import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { QueueConnection } from '../../../jobs/connection.ts'
import { createProcessors } from '../../../jobs/processors.ts'
import { openQueues, type Queues } from '../../../jobs/queues.ts'
import { startSchedules } from '../../../jobs/schedules.ts'
import { startWorkers, type RunningWorkers } from '../../../jobs/workers.ts'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { enterAccount } from '../../../src/storage/accounts.ts'
import { enterChat } from '../../../src/storage/chats.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { createInboxWriter } from '../../../src/usecases/receiving/inbox-writer.ts'
import { storeUpdate } from '../../../src/usecases/receiving/store-update.ts'
import { createInboxWaker } from '../../../src/usecases/receiving/wake-inbox.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { connectTestQueue } from '../../support/queue.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { givenBroadcast, givenChat, givenServedUnits } from '../../support/rows.ts'

describe('the service’s jobs together', () => {
  let database: TestDatabase
  let engine: TestEngine
  let connection: QueueConnection
  let queues: Queues
  let workers: RunningWorkers
  let finished: string[]

  beforeEach(async () => {
    database = await createTestDatabase()
    engine = await startTestEngine(database.store)
    connection = await connectTestQueue(database)
    queues = openQueues(connection, quietLog)
    finished = []
    workers = startWorkers(
      connection,
      createProcessors({
        ...engine.deps,
        enqueue: queues.enqueue,
        prepare: async () => null,
        arrivalsFirst: async () => {},
        takeTurn: async (tx, { instanceId }, inbound) => {
          const externalId = inbound.chat.externalId
          const account = await enterAccount(tx, { instanceId, externalId, name: 'Lan' })
          const seen = { instanceId, externalId, type: 'private', title: '' } as const
          const chat = await enterChat(tx, { ...seen, accountId: account.id })
          const text = inbound.event.kind === 'text' ? inbound.event.text : ''
          await planMessage(tx, {
            chatId: chat.id,
            message: plainMessage(`trả lời ${text}`),
            purpose: 'answer',
            priority: PRIORITY.answer,
          })
          return {
            jobs: [{ name: 'run-lane', data: { channelInstanceId: instanceId } }],
            presses: [],
          }
        },
        apology: plainMessage('Xin lỗi'),
        onFinished: async (_tx, id) => {
          finished.push(id)
        },
      }),
      quietLog,
    )
  })

  afterEach(async () => {
    await workers.stop()
    await queues.close()
    await connection.close()
    await engine.stop()
    await database.close()
  })

  const receive = (id: string, text: string): Promise<unknown> =>
    storeUpdate(
      {
        inbox: createInboxWriter(database.store),
        wakeInbox: createInboxWaker(queues.enqueue),
      },
      engine.channel,
      { id, chat: 'lan', text },
    )

  it('answer what somebody writes', async () => {
    await receive('1', 'xin chào')
    await receive('1', 'xin chào')
    await receive('2', 'hỏi')

    await engine.platform.until(({ calls }) => calls.length === 2)

    expect(engine.platform.calls.map(({ text }) => text)).toEqual([
      'trả lời xin chào',
      'trả lời hỏi',
    ])
  })

  it('answer while a broadcast is being sent', async () => {
    const names = ['nhóm 0', 'nhóm 1', 'nhóm 2']
    const units = await givenServedUnits(database.store, engine.instanceId, names)
    const broadcastId = await givenBroadcast(database.store, { units })
    engine.platform.script('nhóm 0', { kind: 'wait', afterMs: 2_000 })

    await queues.enqueue({ name: 'expand-broadcast', data: { broadcastId } })
    await engine.platform.until(({ calls }) => calls.length >= 3)
    await receive('1', 'đang gửi')
    await engine.platform.until(({ calls }) => calls.some(({ chat }) => chat === 'lan'))

    expect(engine.platform.seen('nhóm 0')).toEqual([])
    await engine.platform.until(() => finished.length > 0)
    expect(engine.platform.seen('nhóm 0')).toHaveLength(1)
    expect(finished).toEqual([broadcastId])
    expect(await engine.states(broadcastId)).toEqual({ sent: 3 })
  })

  it('come round to work whose job was never made', async () => {
    const lan = await givenChat(database.store, engine.instanceId, 'lan')
    await planMessage(database.store, {
      chatId: lan,
      message: plainMessage('bị quên'),
      purpose: 'answer',
      priority: PRIORITY.answer,
    })

    const schedules = startSchedules(queues, quietLog, 200)
    await engine.platform.until(({ calls }) => calls.length === 1)
    schedules.stop()

    expect(engine.platform.calls[0]?.text).toBe('bị quên')
  })
})
