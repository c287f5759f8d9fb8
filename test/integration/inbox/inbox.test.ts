import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { JobRequest } from '../../../jobs/catalogue.ts'
import type { Inbound } from '../../../src/channels/channel.ts'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { storeInInbox } from '../../../src/storage/inbox.ts'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { drainInbox } from '../../../src/usecases/receiving/drain-inbox.ts'
import type { ReceivingDeps } from '../../../src/usecases/receiving/receiving-deps.ts'
import { createInboxWriter } from '../../../src/usecases/receiving/inbox-writer.ts'
import { storeUpdate } from '../../../src/usecases/receiving/store-update.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { createPlainChannel, type PlainUpdate } from '../../support/plain-channel.ts'
import { createRecordingLog } from '../../support/recording-log.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { givenChat, givenInstance } from '../../support/rows.ts'

const NEVER = new AbortController().signal

describe('the inbox', () => {
  const database = setTestDatabase('all')
  let deps: ReceivingDeps<null>
  let taken: string[]
  let toasts: string[]
  let jobs: JobRequest[]
  let now: number
  let channel: ReturnType<typeof createPlainChannel>
  let takeTurn: ReceivingDeps<null>['takeTurn']

  beforeEach(async () => {
    const { store } = database
    const instanceId = await givenInstance(store)
    taken = []
    toasts = []
    jobs = []
    now = Date.parse('2026-12-01T08:00:00+07:00')
    channel = createPlainChannel({ instanceId, origin: 'http://127.0.0.1:9', answered: toasts })
    takeTurn = async (_tx, _channel, inbound) => {
      taken.push(textOf(inbound))
      return { jobs: [], presses: [] }
    }
    deps = {
      store,
      channels: createChannelRegistry([channel]),
      enqueue: async (job) => {
        jobs.push(job)
      },
      clock: { now: () => new Date(now) },
      log: quietLog as ReceivingDeps<null>['log'],
      prepare: async () => null,
      takeTurn: (...turn) => takeTurn(...turn),
      arrivalsFirst: () => Promise.resolve(),
      apology: plainMessage('Xin lỗi, hệ thống gặp lỗi khi xử lý tin vừa rồi.'),
    }
  })

  afterEach(async () => {
    await database.store.db.deleteFrom('inbox').execute()
  })

  const receive = (...updates: (Partial<PlainUpdate> & { id: string })[]): Promise<unknown[]> =>
    Promise.all(
      updates.map((update) =>
        storeUpdate({ inbox: createInboxWriter(database.store), wakeInbox: () => {} }, channel, {
          chat: 'lan',
          text: update.id,
          ...update,
        }),
      ),
    )
  const inOrder = async (...updates: (Partial<PlainUpdate> & { id: string })[]): Promise<void> => {
    for (const update of updates) await receive(update)
  }
  const rows = () =>
    database.store.db.selectFrom('inbox').selectAll().orderBy('seq', 'asc').execute()

  it('takes the same update once, however often it comes', async () => {
    const first = await receive({ id: '1' })
    const again = await receive({ id: '1' }, { id: '1' })
    await drainInbox(deps, NEVER)
    const late = await receive({ id: '1' })
    await drainInbox(deps, NEVER)

    expect([first, again, late]).toEqual([['stored'], ['known', 'known'], ['known']])
    expect(taken).toEqual(['1'])
  })

  it('counts as heard what was found in a history and then came by itself', async () => {
    const heard = () => database.store.db.selectFrom('inbox').select('heard').execute()
    await database.store.db.deleteFrom('inbox').execute()
    const entry = {
      instanceId: channel.instanceId,
      dedupKey: 'm1',
      orderKey: 'lan',
      update: { text: 'xin chào' },
    }

    await storeInInbox(database.store, [{ ...entry, isFound: true }])
    expect(await heard()).toEqual([{ heard: false }])
    await storeInInbox(database.store, [entry])

    expect(await heard()).toEqual([{ heard: true }])
  })

  it('keeps what was said encrypted, and erases it once it is answered', async () => {
    await receive({ id: '1', text: 'Nhà tôi ở thôn Yên Cát' })
    const [before] = await rows()
    await drainInbox(deps, NEVER)
    const [after] = await rows()

    expect(before?.payload_enc?.toString('latin1')).not.toContain('Cát')
    expect(after).toMatchObject({
      state: 'processed',
      payload_enc: null,
      dedup_key: before?.dedup_key,
    })
  })

  it('writes no word of a message into the log when it cannot be taken in', async () => {
    const log = createRecordingLog()
    takeTurn = async () => {
      throw new Error('cannot read “Nhà tôi ở thôn Yên Cát”\nmột dòng nữa: Nguyễn Văn A')
    }
    await receive({ id: '1' })
    await drainInbox({ ...deps, log: log as unknown as ReceivingDeps<null>['log'] }, NEVER)

    expect(log.text()).toContain('an update could not be taken in')
    expect(log.text()).toContain('inbox.test')
    expect(log.text()).not.toMatch(/Yên Cát|Nguyễn/u)
  })

  it('goes on at once where the clock that put a failed one off was hours ahead', async () => {
    const takeWell = takeTurn
    takeTurn = async () => {
      throw new Error('once')
    }
    now += 7 * 3_600_000
    await receive({ id: '1' })
    await drainInbox(deps, NEVER)
    takeTurn = takeWell
    now -= 7 * 3_600_000
    await receive({ id: '2' })
    await drainInbox(deps, NEVER)

    expect(taken).toEqual(['1', '2'])
  })

  it('answers each chat in order while chats go side by side', async () => {
    const chats = ['lan', 'minh', 'hoa', 'dung']
    const said = Array.from({ length: 40 }, (_, index) => ({
      id: String(index),
      chat: chats[index % chats.length] ?? 'lan',
      text: `${chats[index % chats.length]}:${String(index).padStart(2, '0')}`,
    }))
    await inOrder(...said)
    const openTurns = new Set<string>()
    let sideBySide = 0
    takeTurn = async (_tx, _channel, inbound) => {
      const chat = inbound.chat.externalId
      expect(openTurns.has(chat)).toBe(false)
      openTurns.add(chat)
      sideBySide = Math.max(sideBySide, openTurns.size)
      await sleep(5)
      openTurns.delete(chat)
      taken.push(textOf(inbound))
      return { jobs: [], presses: [] }
    }

    await Promise.all([drainInbox(deps, NEVER), drainInbox(deps, NEVER)])

    expect(taken).toHaveLength(40)
    for (const chat of chats) {
      const ofChat = taken.filter((text) => text.startsWith(chat))
      expect(ofChat).toEqual([...ofChat].sort())
    }
    expect(sideBySide).toBeGreaterThan(1)
  })

  it('does not let one chat’s long queue hold up another’s single word', async () => {
    const flood = Array.from({ length: 200 }, (_, index) => ({ id: `f${index}`, chat: 'flood' }))
    await inOrder(...flood)
    await receive({ id: 'word', chat: 'lan' })

    await drainInbox(deps, NEVER)

    expect(taken).toHaveLength(201)
    expect(taken.indexOf('word')).toBeLessThan(20)
  })

  it('takes in what comes while a large file of another chat is being fetched', async () => {
    let looks = 0
    let lookedTwice = (): void => {}
    const nothingElse = new Promise<void>((resolve) => (lookedTwice = resolve))
    let fetched = (): void => {}
    const file = new Promise<void>((resolve) => (fetched = resolve))
    const slow: ReceivingDeps<null> = {
      ...deps,
      clock: {
        now: () => {
          if (++looks === 2) lookedTwice()
          return new Date(now)
        },
      },
      prepare: async (_channel, inbound) => {
        if (textOf(inbound) === 'large file') await file
        return null
      },
      takeTurn: async (...turn) => {
        const effects = await takeTurn(...turn)
        if (taken.includes('word')) fetched()
        return effects
      },
    }
    await receive({ id: '1', chat: 'minh', text: 'large file' })
    const drained = drainInbox(slow, NEVER)
    await nothingElse
    expect(await rows()).toHaveLength(1)
    await receive({ id: '2', chat: 'lan', text: 'word' })

    await drained

    expect(taken).toEqual(['word', 'large file'])
  })

  it('lets what may tell of a grown group wait once, whatever the database’s clock says', async () => {
    const joined = { kind: 'standing', standing: 'member', mayHaveMoved: true } as const
    const parse: typeof channel.parse = (...update) =>
      channel.parse(...update).map((inbound) => ({ ...inbound, event: joined }))
    const grown = { ...deps, channels: createChannelRegistry([{ ...channel, parse }]) }
    takeTurn = async (_tx, _channel, { event }) => {
      taken.push(event.kind)
      return { jobs: [], presses: [] }
    }
    await receive({ id: '1', group: true })

    await drainInbox(grown, NEVER)
    expect(taken).toEqual([])
    expect(jobs).toEqual([{ name: 'process-inbox', data: {}, delayMs: 2_000 }])
    now += 2_000
    await drainInbox(grown, NEVER)

    expect(taken).toEqual(['standing'])
    expect(jobs).toHaveLength(1)
  })

  it('undoes everything of a turn that fails, and tries again after a pause', async () => {
    let tries = 0
    takeTurn = async (tx, _channel, inbound) => {
      await givenChat(tx, channel.instanceId, 'half-done')
      if (++tries < 3) throw new Error('once more')
      taken.push(textOf(inbound))
      return { jobs: [], presses: [] }
    }
    await inOrder({ id: '1' }, { id: '2' })

    await drainInbox(deps, NEVER)
    const chatsAfterFailure = await database.store.db
      .selectFrom('chat')
      .select('id')
      .where('title', '=', 'half-done')
      .execute()
    expect(chatsAfterFailure).toEqual([])
    expect(jobs).toEqual([{ name: 'process-inbox', data: {}, delayMs: 200 }])
    now += 60_000
    await drainInbox(deps, NEVER)
    now += 60_000
    await drainInbox(deps, NEVER)

    expect(taken).toEqual(['1', '2'])
  })

  it('gives up a poisonous update after five tries, says so, and goes on with the chat', async () => {
    const chatId = await givenChat(database.store, channel.instanceId, 'lan')
    takeTurn = async (_tx, _channel, inbound) => {
      if (textOf(inbound) === 'poison') throw new TypeError('cannot read Nguyễn Văn A')
      taken.push(textOf(inbound))
      return { jobs: [], presses: [] }
    }
    await inOrder({ id: '1', text: 'poison' }, { id: '2', text: 'fine' })

    for (let i = 0; i < 6; i++) {
      await drainInbox(deps, NEVER)
      now += 60_000
    }

    const [poison] = await rows()
    expect(poison).toMatchObject({
      state: 'failed',
      attempts: 5,
      payload_enc: null,
      error: 'TypeError',
    })
    expect(taken).toEqual(['fine'])
    const planned = await database.store.db
      .selectFrom('delivery')
      .select('message_enc')
      .where('chat_id', '=', chatId)
      .execute()
    expect(planned).toHaveLength(1)
    expect(openMessage(database.store.keys, planned[0]?.message_enc as Buffer)).toEqual(
      deps.apology,
    )
  })

  it('prepares before the transaction, and runs what a turn wants after its commit', async () => {
    const order: string[] = []
    const prepared: ReceivingDeps<string> = {
      ...deps,
      prepare: async () => {
        order.push('prepare')
        return 'file'
      },
      takeTurn: async (_tx, _channel, _inbound, file) => {
        order.push(`turn with ${file}`)
        return {
          jobs: [{ name: 'run-lane', data: { channelInstanceId: channel.instanceId } }],
          presses: [{ pressId: 'p', text: 'Đã ghi nhận', alert: false, chatId: null }],
        }
      },
      enqueue: async () => {
        const open = await rows()
        order.push(`${open.filter((row) => row.state === 'stored').length} left`)
      },
    }
    await receive({ id: '1' })

    await drainInbox(prepared, NEVER)

    expect(order).toEqual(['prepare', 'turn with file', '0 left'])
    expect(toasts).toEqual(['Đã ghi nhận'])
  })

  it('leaves alone what belongs to a bot that is not configured now', async () => {
    await receive({ id: '1' })

    await drainInbox({ ...deps, channels: createChannelRegistry([]) }, NEVER)

    expect((await rows()).map(({ state }) => state)).toEqual(['stored'])
  })

  it('ignores what has no key and a key that the database cannot hold', async () => {
    const store = { inbox: createInboxWriter(database.store), wakeInbox: () => {} }

    expect(await storeUpdate(store, channel, { hello: 'world' })).toBe('ignored')
    expect(await storeUpdate(store, channel, { id: 'a\0b', chat: 'lan', text: '' })).toBe('ignored')
    expect(await rows()).toEqual([])
  })
})

function textOf(inbound: Inbound): string {
  return inbound.event.kind === 'text' ? inbound.event.text : ''
}
