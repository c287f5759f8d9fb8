import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { Channel } from '../../../src/channels/channel.ts'
import { createZaloBotChannel } from '../../../src/channels/zalo-bot/zalo-bot-channel.ts'
import type { StoredUpdate } from '../../../src/usecases/receiving/store-update.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { type InboxStage, openInboxStage } from '../../support/inbox-stage.ts'
import { createRecordingLog } from '../../support/recording-log.ts'
import { answerJson, startScriptedServer } from '../../support/scripted-server.ts'
import { startScriptedZaloOa } from '../../support/scripted-zalo-oa.ts'

const HOUR = 3_600_000

describe('what a platform gives out again after old updates were forgotten', () => {
  const database = setTestDatabase('all')
  let stage: InboxStage
  let opened: (() => Promise<void>)[]

  beforeEach(async () => {
    await database.store.db.deleteFrom('inbox').execute()
    stage = await openInboxStage(database.store)
    opened = []
  })
  afterEach(() => Promise.all(opened.map((close) => close())))

  /** One life of a process: it receives so many updates and takes in what is new. */
  const listen = async (channel: Channel, updates: number): Promise<StoredUpdate[]> => {
    const answers: StoredUpdate[] = []
    const stop = new AbortController()
    await channel.receive(async (update) => {
      answers.push(await stage.keep(channel, update))
      if (answers.length >= updates) stop.abort()
    }, stop.signal)
    await stage.drain()
    return answers
  }

  it('is known by a Zalo bot: its last update, after a quiet month and a restart', async () => {
    const said = ['m1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7']
    const server = await startScriptedServer((_request, response) => {
      // Zalo plays the last one back at every call.
      const id = said.length > 1 ? said.shift() : said[0]
      const message = {
        from: { id: 'u1', display_name: 'Hoa' },
        chat: { id: 'u1', chat_type: 'PRIVATE' },
        text: 'chào',
        message_id: id,
        date: 1,
      }
      answerJson(response, 200, {
        ok: true,
        result: { event_name: 'message.text.received', message },
        error_code: 0,
      })
    })
    opened.push(() => server.stop())
    const start = async (): Promise<Channel> => {
      const channel = await createZaloBotChannel({
        instanceId: stage.channel.instanceId,
        token: '700:bot-secret',
        apiRoot: server.origin,
        webhook: null,
        names: new Set(['Bot Nhịp Cầu']),
        log: createRecordingLog(),
        sleep: () => Promise.resolve(),
      })
      opened.push(() => channel.close())
      return channel
    }
    const before = await start()
    expect(await listen(before, 7)).toEqual(Array.from({ length: 7 }, () => 'stored'))

    stage.later(30)
    await stage.sweep()
    const after = await start()

    expect(await listen(after, 1)).toEqual(['known'])
    expect((await stage.rows()).length).toBeLessThan(7)
  })

  it('is known of an OA that reads two days of history after a restart', async () => {
    const writtenAt = stage.deps.clock.now().getTime() - HOUR
    const rows = Array.from({ length: 9 }, (_, index) => ({
      src: 1,
      time: writtenAt + index,
      type: 'text',
      message: `tin ${index}`,
      message_id: `m${index}`,
      from_id: '5',
      to_id: '77',
      from_display_name: 'Hoa',
    })).toReversed()
    const start = async (): Promise<Channel> => {
      const bench = await startScriptedZaloOa(
        ({ path }) => {
          if (path.includes('/group/')) return { error: -224, message: 'package too low' }
          return { error: 0, data: path.includes('listrecentchat') ? rows.slice(0, 1) : rows }
        },
        {
          instanceId: stage.channel.instanceId,
          publicUrl: null,
          oaId: '77',
          now: () => stage.deps.clock.now().getTime(),
        },
      )
      opened.push(() => bench.stop())
      return bench.channel
    }
    const before = await start()
    expect(await listen(before, 9)).toEqual(Array.from({ length: 9 }, () => 'stored'))

    stage.later(46 / 24)
    await stage.sweep()
    const after = await start()

    expect(await listen(after, 9)).toEqual(Array.from({ length: 9 }, () => 'known'))
  })
})
