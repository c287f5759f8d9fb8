import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { loadConfig } from '../../../config/config.ts'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { joinPlatforms, type JoinedPlatforms } from '../../../src/compose/join-platforms.ts'
import type { BroadcastId, ChannelInstanceId, ChatId, UnitId } from '../../../src/domain/id.ts'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { vi } from '../../../src/i18n/vi.ts'
import type { Logger } from '../../../src/observability/logger.ts'
import { enterChannelInstance } from '../../../src/storage/channel-instances.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { storeInInbox } from '../../../src/storage/inbox.ts'
import { readChannelStates } from '../../../src/storage/channel-state.ts'
import { failedDeliveries } from '../../../src/storage/sending/failed-copies.ts'
import { findDueLanes } from '../../../src/storage/sending/due-deliveries.ts'
import { stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { retryFailed, retryUnknowns } from '../../../src/storage/sending/plan-again.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { returnBot } from '../../../src/storage/sending/retire-bot.ts'
import { isLockFree, receiveLock, whileHoldingLock } from '../../../src/storage/advisory-locks.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { broadcastTexts } from '../../../src/usecases/broadcast-texts.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { retireBot, type Retirement } from '../../../src/usecases/sending/retire-bot.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import { openCliStage, type CliStage } from '../../support/cli-stage.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { renderWhole } from '../../support/plain-channel.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { waitUntil } from '../../support/wait-until.ts'
import {
  givenBroadcast,
  givenChat,
  givenDeadOwner,
  givenGroup,
  givenInstance,
  givenPerson,
  givenUnit,
} from '../../support/rows.ts'

/** Of Telegram bots, whose tokens tell who they are. */
let lastBotId = 7000

describe('a bot that is not configured any more', () => {
  const { store } = setTestDatabase('all')
  let kept: TestEngine
  let gone: TestEngine
  let units: UnitId[]

  beforeEach(async () => {
    kept = await startTestEngine(store, undefined, renderWhole)
    gone = await startTestEngine(store)
    units = [await givenUnit(store, 'a'), await givenUnit(store, 'b')]
    const [a, b] = units as [UnitId, UnitId]
    await givenGroup(store, kept.instanceId, 'a', a)
    await givenGroup(store, gone.instanceId, 'b', b)
  })
  afterEach(() => Promise.all([kept.stop(), gone.stop()]))

  const sentTo = async (options: Parameters<typeof givenBroadcast>[1] = {}) => {
    const id = await givenBroadcast(store, { units, ...options })
    await expandBroadcast(kept.deps, id)
    await kept.run()
    return id
  }
  const stateOf = async (id: BroadcastId): Promise<string> => {
    await updateProgress(kept.deps, id)
    const row = await store.db
      .selectFrom('broadcast')
      .select('state')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    return row.state
  }
  const retire = (): Promise<Retirement> => retireBot(store, gone.instanceId, new Date())
  const retry = (id: BroadcastId) => inTransaction(store, (tx) => retryFailed(tx, id, new Date()))
  const retired = async () =>
    (await readChannelStates(store, new Date()))
      .filter(({ isRetired }) => isRetired)
      .map(({ instanceId }) => instanceId)
      .filter((id) => id === kept.instanceId || id === gone.instanceId)
  const why = async (id: BroadcastId) =>
    (await failedDeliveries(store, id, 10)).map((failed) => [failed.why, failed.waits])

  it('keeps what waits for it until somebody says that it is gone; then its broadcast ends and says why', async () => {
    const id = await sentTo()
    await planMessage(store, {
      chatId: await givenChat(store, gone.instanceId, 'lan'),
      message: plainMessage('thẻ'),
      purpose: 'card',
      priority: PRIORITY.answer,
    })
    expect([await stateOf(id), await kept.states(id)]).toEqual(['sending', { sent: 1, planned: 1 }])

    expect(await retired()).toEqual([])
    expect(await retire()).toEqual({ kind: 'retired', copies: 1, messages: 1, updates: 0 })
    expect(await retired()).toEqual([gone.instanceId])
    expect(await retire()).toEqual({ kind: 'retired', copies: 0, messages: 0, updates: 0 })
    expect(await stateOf(id)).toBe('finished')
    expect(await kept.states(id)).toEqual({ sent: 1, unreachable: 1 })
    expect(await why(id)).toEqual([['bot-gone', false]])
    expect(await findDueLanes(store, new Date(), 'Asia/Ho_Chi_Minh')).not.toContain(gone.instanceId)
  })

  it('is no longer said to send what waited for its person, on the card of a broadcast that has ended', async () => {
    const officer = await givenChat(store, kept.instanceId, 'minh')
    const deps = { ...kept.deps, ...broadcastTexts(kept.deps) }
    const card = () =>
      kept.platform.calls.findLast(
        ({ chat, text }) => chat === 'minh' && text.includes('[Báo cáo]'),
      )?.text
    gone.platform.script('b', { kind: 'blocked', state: 'waiting-for-contact' })
    const id = await givenBroadcast(store, { units, progressChatId: officer })
    await expandBroadcast(kept.deps, id)
    await updateProgress(deps, id)
    await Promise.all([kept.run(), gone.run()])
    await updateProgress(deps, id)
    await kept.run()
    expect(card()).toContain(vi.send.waiting)

    await retire()
    await kept.run()

    expect(card()).toContain(vi.reason['bot-gone'])
    expect(card()).not.toContain(vi.send.waiting)
  })

  it('is waited for by no later broadcast, and by no retry until it is back', async () => {
    const first = await sentTo()
    await retire()
    await stateOf(first)
    const later = await sentTo()

    expect([await stateOf(later), await why(later)]).toEqual(['finished', [['bot-gone', false]]])
    expect(await retry(first)).toEqual({ kind: 'nothing-to-retry' })

    await returnBot(store, gone.instanceId)
    expect(await retry(first)).toMatchObject({ kind: 'done', lanes: [gone.instanceId], count: 1 })
    await gone.run()
    expect(await stateOf(first)).toBe('finished')
    expect(await kept.states(first)).toEqual({ sent: 2 })
    expect(gone.platform.seen('b')).toHaveLength(1)
  })

  it('leaves its chats as they were once it is back: who must write first is not called before', async () => {
    const [, b] = units as [UnitId, UnitId]
    const waits = await givenChat(store, gone.instanceId, 'lan')
    const other = await givenChat(store, kept.instanceId, 'lan')
    const lan = await givenPerson(store, { units: [b], account: waits })
    await sql`update account set person_id = ${lan} from chat
      where chat.id = ${other} and account.id = chat.account_id`.execute(store.db)
    const stand = async () =>
      (await sql`select state, state_reason, state_at from chat order by id`.execute(store.db)).rows
    await sql`update chat set state = 'waiting-for-contact' where id = ${waits}`.execute(store.db)
    const before = await stand()

    await retire()
    expect(await stand()).not.toEqual(before)
    await returnBot(store, gone.instanceId)
    expect(await stand()).toEqual(before)
  })

  it('sends somebody who writes first what it had for them, once it is back', async () => {
    const unit = await givenUnit(store, 'c')
    const chat = await givenChat(store, gone.instanceId, 'lan')
    await givenPerson(store, { units: [unit], account: chat })
    await sql`update chat set state = 'waiting-for-contact' where id = ${chat}`.execute(store.db)
    const id = await sentTo({ units: [unit] })
    await sql`update delivery set state = 'waiting-for-contact', settled_at = now()
      where broadcast_id = ${id}`.execute(store.db)
    await retire()
    expect(await stateOf(id)).toBe('finished')

    await returnBot(store, gone.instanceId)
    expect(await retry(id)).toEqual({ kind: 'nothing-to-retry' })
    await inTransaction(store, (tx) =>
      noteChatState(tx, { chatId: chat, state: 'active', reason: null, now: new Date() }),
    )
    await gone.run()
    expect(await kept.states(id)).toEqual({ sent: 1 })
  })

  it.each(['announcement', 'directive'] as const)(
    'leaves in doubt what a process that died was sending by it: %s',
    async (kind) => {
      const id = await sentTo({ kind })
      await givenDeadOwner(store, gone.instanceId)
      await sql`update delivery set state = 'sending', calling = 0, fence = 0, called_at = now()
      where broadcast_id = ${id} and channel_instance_id = ${gone.instanceId}`.execute(store.db)

      expect(await retire()).toMatchObject({ kind: 'retired' })
      // Long after a directive's second try would be due.
      expect(await retryUnknowns(store, new Date(Date.now() + 3_600_000))).toBe(0)
      expect(await stateOf(id)).toBe('finished')
      expect(await kept.states(id)).toEqual({ sent: 1, unknown: 1 })
    },
  )

  it('hides by many lost places none that is to be asked', async () => {
    const many = await Promise.all(
      Array.from({ length: 14 }, (_, index) => givenUnit(store, `unit ${index}`)),
    )
    for (const [index, unit] of many.entries())
      await givenGroup(store, gone.instanceId, `group ${index}`, unit)
    const id = await sentTo({ units: many })
    await retire()
    await sql`update delivery set state = 'unknown', reason = 'no-answer' where id in (
      select id from delivery where broadcast_id = ${id} order by id desc limit 2)`.execute(
      store.db,
    )

    const shown = await failedDeliveries(store, id, 10)
    expect(shown).toHaveLength(10)
    expect(shown.filter(({ isUnclear }) => isUnclear)).toHaveLength(2)
  })

  it('is retired also after its token was refused', async () => {
    const id = await sentTo()
    await stopLaneOf(store, gone.instanceId, 'token-refused: 401')

    expect(await retire()).toMatchObject({ kind: 'retired', copies: 1 })
    expect(await stateOf(id)).toBe('finished')
  })

  it('is not retired while a process has it open, nor while one sends by it', async () => {
    const id = await sentTo()
    const { signal } = new AbortController()
    let answer: Retirement | undefined
    await whileHoldingLock(store, receiveLock(gone.instanceId), signal, async () => {
      answer = await retire()
    })
    gone.platform.latencyMs = 300
    const running = gone.run()
    await gone.platform.until(({ calls }) => calls.length > 0)
    const whileSending = await retire()
    await running

    expect([answer, whileSending]).toEqual([{ kind: 'in-use' }, { kind: 'in-use' }])
    expect(await kept.states(id)).toEqual({ sent: 2 })
  })

  describe('and a service that is started with it again', () => {
    let bot: ChannelInstanceId
    let chat: ChatId
    let service: JoinedPlatforms | undefined
    afterEach(async () => {
      await service?.stopReceiving()
      await service?.close()
    })
    beforeEach(async () => {
      bot = await enterChannelInstance(store, {
        platform: 'telegram',
        externalId: String(++lastBotId),
        name: 'bot',
      })
      const unit = await givenUnit(store, 'c')
      chat = await givenGroup(store, bot, 'c', unit)
      await sentTo({ units: [unit] })
    })
    const chatState = async (): Promise<string> => {
      const { state } = await store.db
        .selectFrom('chat')
        .select('state')
        .where('id', '=', chat)
        .executeTakeFirstOrThrow()
      return state
    }
    const start = async (): Promise<void> => {
      const loaded = loadConfig(
        {
          TELEGRAM_BOT_TOKEN: `${lastBotId}:${'a'.repeat(35)}`,
          TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
        },
        '.',
      )
      if (loaded.kind === 'invalid') throw new Error(loaded.problems.join('\n'))
      service = joinPlatforms({
        store,
        config: loaded.config,
        channels: createChannelRegistry([]),
        log: quietLog as Logger,
        clock: { now: () => new Date() },
        enqueue: async () => {},
        keepUpdate: async () => {},
        receives: true,
      })
      await service.opened
    }
    const isOpen = async (): Promise<boolean> => !(await isLockFree(store, receiveLock(bot)))
    /** Retires it, stands still where a row is locked that it needs, and does something meanwhile. */
    const whileRetiring = async (
      row: { readonly table: 'chat' | 'delivery'; readonly where: 'id' | 'chat_id' },
      work: () => Promise<void>,
    ): Promise<Retirement> => {
      let retiring: Promise<Retirement> | undefined
      await inTransaction(store, async (tx) => {
        await tx.db
          .selectFrom(row.table)
          .select('id')
          .where(row.where, '=', chat)
          .forUpdate()
          .execute()
        retiring = retireBot(store, bot, new Date())
        await waitUntil('it waits', async () => {
          const { rows } = await sql`
            select from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`.execute(store.db)
          return rows.length > 0
        })
        await work()
      })
      if (!retiring) throw new Error('not begun')
      return retiring
    }

    it('is used by it when it was started while the calls of the last owner were judged', async () => {
      await givenDeadOwner(store, bot)
      await sql`update delivery set state = 'sending', calling = 0, fence = 0, called_at = now()
        where chat_id = ${chat}`.execute(store.db)
      const answer = await whileRetiring({ table: 'delivery', where: 'chat_id' }, async () => {
        await start()
        await waitUntil('it is open', isOpen)
      })

      expect([answer, await chatState()]).toEqual([{ kind: 'in-use' }, 'active'])
    })

    it('is taken back by it when it was started while the end was written', async () => {
      const answer = await whileRetiring({ table: 'chat', where: 'id' }, async () => {
        await start()
      })

      expect(answer).toMatchObject({ kind: 'retired', copies: 1 })
      await waitUntil('its chat is active', async () => (await chatState()) === 'active')
    })
  })
})

describe('nhipcau retire', () => {
  let stage: CliStage
  let id: BroadcastId
  beforeEach(async () => {
    stage = await openCliStage()
    const { store } = stage.database
    const { id: bot } = await store.db
      .selectFrom('channel_instance')
      .select('id')
      .where('external_id', '=', '1')
      .executeTakeFirstOrThrow()
    const unit = await givenUnit(store, 'a')
    await givenGroup(store, bot, 'a', unit)
    id = await givenBroadcast(store, { units: [unit] })
    const engine = await startTestEngine(store)
    await expandBroadcast(engine.deps, id)
    await engine.stop()
  })
  afterEach(() => stage.close())
  const states = async () => {
    const { rows } = await sql<{ state: string }>`
      select state from delivery where broadcast_id = ${id}`.execute(stage.database.store.db)
    return rows.map(({ state }) => state)
  }

  it('ends what waits for the bot that doctor names, and says how much', async () => {
    const { out } = await stage.run('doctor')
    expect(out).toContain(
      '✗ Telegram “bot” không còn trong cấu hình mà còn 1 lượt gửi, 0 tin đến chờ nó. Đặt lại token, hoặc nếu bỏ hẳn thì chạy: nhipcau retire telegram:1',
    )

    expect(await stage.json('retire', 'telegram:1')).toEqual({
      bot: 'telegram:1',
      copies: 1,
      messages: 0,
      updates: 0,
    })
    expect(await states()).toEqual(['unreachable'])
    expect((await stage.run('doctor')).out).not.toContain('retire')
    expect((await stage.run('audit', 'verify')).code).toBe(0)
  })

  it('ends what people had written to the bot and nobody will read, words and all', async () => {
    const { store } = stage.database
    const { id: instanceId } = await store.db
      .selectFrom('channel_instance')
      .select('id')
      .where('external_id', '=', '1')
      .executeTakeFirstOrThrow()
    await sql`update delivery set state = 'cancelled' where broadcast_id = ${id}`.execute(store.db)
    const other = await givenInstance(store)
    await storeInInbox(store, [
      { instanceId, dedupKey: '1', orderKey: 'lan', update: { text: 'Nhà tôi ở Yên Cát' } },
      { instanceId: other, dedupKey: '1', orderKey: 'lan', update: {} },
    ])
    expect((await stage.run('doctor')).out).toContain('còn 0 lượt gửi, 1 tin đến chờ nó.')

    expect(await stage.json('retire', 'telegram:1')).toMatchObject({ copies: 0, updates: 1 })

    const rows = await store.db
      .selectFrom('inbox')
      .select(['state', 'payload_enc', 'error'])
      .orderBy('seq')
      .execute()
    expect(rows).toEqual([
      { state: 'processed', payload_enc: null, error: 'bot-gone' },
      { state: 'stored', payload_enc: expect.any(Buffer), error: null },
    ])
    expect((await stage.run('doctor')).out).not.toContain('retire telegram:1')
  })

  it('touches no bot that is configured, and knows no other', async () => {
    Object.assign(stage.env, {
      TELEGRAM_BOT_TOKEN: `1:${'a'.repeat(35)}`,
      TELEGRAM_API_ROOT: 'http://127.0.0.1:9',
    })
    await givenInstance(stage.database.store)

    for (const bot of ['telegram:1', 'telegram:2', 'zalo-oa:1'])
      expect(await stage.run('retire', bot)).toMatchObject({
        code: 1,
        err: expect.stringContaining(`${bot}: không có bot hay OA này, hoặc nó vẫn còn`),
      })
    expect(await states()).toEqual(['planned'])
    expect((await stage.run('retire', 'telegram')).code).toBe(2)
  })

  it('touches none of a platform of which it is not known whose token is configured', async () => {
    const { store } = stage.database
    await sql`update channel_instance set platform = 'zalo-bot' where external_id = '1'`.execute(
      store.db,
    )
    stage.env['ZALO_BOT_TOKEN'] = '42:token'

    expect((await stage.run('retire', 'zalo-bot:1')).code).toBe(1)
    expect(await states()).toEqual(['planned'])
  })
})
