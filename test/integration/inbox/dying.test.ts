import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from '@jest/globals'
import type { Inbound } from '../../../src/channels/channel.ts'
import { connectDatabase } from '../../../src/storage/database.ts'
import type { PooledDb } from '../../../src/storage/own-session.ts'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { createInboxDrain } from '../../../src/usecases/receiving/drain-inbox.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { type InboxStage, openInboxStage } from '../../support/inbox-stage.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { givenChat } from '../../support/rows.ts'

const NEVER = new AbortController().signal
const textOf = ({ event }: Inbound): string => (event.kind === 'text' ? event.text : '')

describe('an update at which processes die', () => {
  const database = setTestDatabase('all')
  let stage: InboxStage

  beforeEach(async () => {
    await database.store.db.deleteFrom('inbox').execute()
    stage = await openInboxStage(database.store)
  })

  /** A process that takes the inbox in, and loses its database at what is deadly, with all it has in hand. */
  const live = async (): Promise<'died' | 'done'> => {
    const own = connectDatabase(database.pg, { log: quietLog })
    const stop = new AbortController()
    let ended: Promise<void> | null = null
    const drain = createInboxDrain({
      ...stage.deps,
      store: { ...database.store, db: own.db },
      prepare: async (_channel, inbound) => {
        if (textOf(inbound) === 'deadly') {
          stop.abort()
          ended = (own.db as PooledDb).pool.end()
        } else await sleep(50)
        stop.signal.throwIfAborted()
        return null
      },
    })
    const death = await drain(stop.signal).then(
      () => 'done' as const,
      () => 'died' as const,
    )
    await (ended ?? own.close())
    return death
  }
  const liveOn = async (): Promise<number> => {
    for (let deaths = 0; deaths < 20; deaths++) if ((await live()) === 'done') return deaths
    throw new Error('processes die without end')
  }

  it('is given up after five of them, with a word to its person, and all chats go on', async () => {
    const { store } = database
    const chatId = await givenChat(store, stage.channel.instanceId, 'lan')
    await stage.receive({ id: '1', text: 'deadly' }, { id: '2', text: 'and then' })
    await stage.receive({ id: '3', chat: 'minh', text: 'of another' })

    expect(await liveOn()).toBe(5)

    expect(stage.taken.toSorted()).toEqual(['and then', 'of another'])
    expect((await stage.rows())[0]).toMatchObject({
      state: 'failed',
      error: 'process-died',
      payload_enc: null,
    })
    const planned = await store.db
      .selectFrom('delivery')
      .select('message_enc')
      .where('chat_id', '=', chatId)
      .execute()
    expect(
      planned.map(({ message_enc: words }) => words && openMessage(store.keys, words)),
    ).toEqual([stage.deps.apology])
  })

  it('takes none of those with it that were in hand beside it', async () => {
    const others = Array.from({ length: 20 }, (_, index) => `chat ${index}`)
    for (const chat of others) await stage.receive({ id: chat, chat })
    await stage.receive({ id: 'deadly', chat: 'lan' })

    expect(await liveOn()).toBe(5)

    expect(stage.taken.toSorted()).toEqual(others.toSorted())
    expect((await stage.rows()).filter(({ state }) => state === 'failed')).toHaveLength(1)
  })

  it('is not one that merely fails: that counts once a try, also right after a start', async () => {
    stage.poison.add('poison')
    await stage.receive({ id: 'poison' })
    const attempts: unknown[] = []
    for (let tries = 0; tries < 5; tries++) {
      await createInboxDrain(stage.deps)(NEVER)
      stage.later(1)
      attempts.push(...(await stage.rows()).map(({ state, attempts: n }) => [state, n]))
    }

    expect(attempts).toEqual([
      ['stored', 1],
      ['stored', 2],
      ['stored', 3],
      ['stored', 4],
      ['failed', 5],
    ])
  })

  it('is not one at which many processes that start together are, for as long as it takes', async () => {
    await stage.receive({ id: '1', text: 'a large file' })
    let tries = 0
    const start = (): Promise<void> =>
      createInboxDrain({
        ...stage.deps,
        prepare: async () => {
          tries += 1
          await sleep(500)
          return null
        },
      })(NEVER)

    await Promise.all(Array.from({ length: 7 }, start))

    expect(tries).toBe(1)
    expect(stage.taken).toEqual(['a large file'])
    expect(await stage.rows()).toMatchObject([{ state: 'processed', attempts: 1 }])
  })

  it('costs what comes later nothing: only what waited at the start is counted before', async () => {
    const counted: number[] = []
    const drain = createInboxDrain({
      ...stage.deps,
      prepare: async () => {
        counted.push(...(await stage.rows()).map(({ attempts }) => attempts))
        await database.store.db.deleteFrom('inbox').execute()
        return null
      },
    })
    await stage.receive({ id: '1' })
    await drain(NEVER)
    await stage.receive({ id: '2' })
    await drain(NEVER)

    expect(counted).toEqual([1, 0])
  })

  it('is counted also where its bot opened after the first look of the process', async () => {
    await stage.receive({ id: '1' })
    let isOpen = false
    const all = () => (isOpen ? stage.deps.channels.all() : [])
    const counted: number[] = []
    const drain = createInboxDrain({
      ...stage.deps,
      channels: { ...stage.deps.channels, all },
      prepare: async () => {
        counted.push(...(await stage.rows()).map(({ attempts }) => attempts))
        return null
      },
    })

    await drain(NEVER)
    isOpen = true
    await drain(NEVER)

    expect(counted).toEqual([1])
  })
})
