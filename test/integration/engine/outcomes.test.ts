import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { Capabilities } from '../../../src/channels/channel.ts'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { newId, type ChatId, type DeliveryId, type FileId } from '../../../src/domain/id.ts'
import { plainMessage, type Message } from '../../../src/messages/message.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { findDeliveryByMessage } from '../../../src/storage/sending/find-delivery.ts'
import {
  planEdit,
  planMessage,
  type PlannedMessage,
} from '../../../src/storage/sending/plan-message.ts'
import { restartLane, stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { noteChatWait } from '../../../src/storage/sending/waits.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { givenChat } from '../../support/rows.ts'

describe('sending', () => {
  let database: TestDatabase
  let engine: TestEngine
  const engines: TestEngine[] = []

  const start = async (capabilities?: Partial<Capabilities>): Promise<TestEngine> => {
    const started = await startTestEngine(database.store, capabilities)
    engines.push(started)
    return started
  }

  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    engine = await start()
  })
  afterEach(() => Promise.all(engines.splice(0).map((each) => each.stop())))

  const chat = (name: string, type: 'private' | 'group' = 'private'): Promise<ChatId> =>
    givenChat(database.store, engine.instanceId, name, type)
  const plan = (
    chatId: ChatId,
    message: Message,
    more: Partial<PlannedMessage> = {},
  ): Promise<DeliveryId> =>
    planMessage(database.store, {
      chatId,
      message,
      purpose: 'answer',
      priority: PRIORITY.answer,
      ...more,
    })
  const edit = (deliveryId: DeliveryId, text: string, purpose: 'card' | 'progress' = 'card') =>
    inTransaction(database.store, (tx) =>
      planEdit(tx, {
        deliveryId,
        message: plainMessage(text),
        purpose,
        priority: PRIORITY.edit,
      }),
    )
  const comesBack = (chatId: ChatId) =>
    inTransaction(database.store, (tx) =>
      noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
    )
  const row = (id: DeliveryId) =>
    database.store.db
      .selectFrom('delivery')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()

  it('sends the parts of a message in order and writes down every id', async () => {
    const lan = await chat('lan')
    const subject = { kind: 'question', id: newId<string>() }
    const id = await plan(lan, plainMessage('một', 'hai', 'ba'), { subject })

    await engine.run()

    expect(engine.platform.calls.map(({ text }) => text)).toEqual(['một', 'hai', 'ba'])
    expect(await row(id)).toMatchObject({ state: 'sent', message_enc: null, tries: 0 })
    const found = await findDeliveryByMessage(database.store, lan, 'm2')
    expect(found).toEqual({ deliveryId: id, broadcastId: null, subject, purpose: 'answer' })
    const attempts = await database.store.db
      .selectFrom('attempt')
      .select(['ordinal', 'outcome'])
      .where('delivery_id', '=', id)
      .orderBy('id')
      .execute()
    expect(attempts).toEqual([0, 1, 2].map((ordinal) => ({ ordinal, outcome: 'sent' })))
  })

  it('sends what was planned for a later hour at that hour', async () => {
    const lan = await chat('lan')
    await plan(lan, plainMessage('sau'), { notBefore: new Date(Date.now() + 30_000) })

    await engine.run()
    expect(engine.platform.calls).toEqual([])
    expect(engine.jobs.at(-1)).toMatchObject({ name: 'run-lane', delayMs: expect.any(Number) })
    await engine.later(31_000)

    expect(engine.platform.calls.map(({ text }) => text)).toEqual(['sau'])
  })

  it('waits for one chat that is told to wait, and not with the others', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    engine.platform.script('lan', { kind: 'wait', afterMs: 60_000 })
    const id = await plan(lan, plainMessage('a1', 'a2'))
    await plan(lan, plainMessage('a3'))
    await plan(minh, plainMessage('b1'))

    await engine.run()
    expect(engine.platform.seen().map(({ text }) => text)).toEqual(['b1'])
    expect(await engine.delivery(id)).toMatchObject({ state: 'planned', tries: 0 })
    await engine.later(61_000)

    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['a1', 'a2', 'a3'])
  })

  it('leaves a chat alone that is to wait, whoever sends next and whatever is planned for it later', async () => {
    const lan = await chat('lan')
    engine.platform.script('lan', { kind: 'wait', afterMs: 60_000 })
    await plan(lan, plainMessage('một'))
    await engine.run()

    await plan(lan, plainMessage('hai'))
    await engine.run()

    expect(engine.platform.calls).toHaveLength(1)
    // The lane does not wake itself again and again meanwhile.
    expect(engine.jobs.at(-1)).toMatchObject({ name: 'run-lane', delayMs: expect.any(Number) })
    await engine.later(61_000)
    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một', 'hai'])
  })

  it('does not bring forward by a wait what was planned for a later hour', async () => {
    const lan = await chat('lan')
    engine.platform.script('lan', { kind: 'wait', afterMs: 30_000 })
    await plan(lan, plainMessage('ngay'))
    await plan(lan, plainMessage('sau'), { notBefore: new Date(Date.now() + 3_600_000) })

    await engine.run()
    await engine.later(31_000)

    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['ngay'])
  })

  it('keeps the longest of the waits that a chat was told', async () => {
    const lan = await chat('lan')
    const [long, short] = [60_000, 5_000].map((ms) => new Date(Date.now() + ms)) as [Date, Date]
    const from = new Date()

    await inTransaction(database.store, (tx) => noteChatWait(tx, lan, { from, until: long }))
    await inTransaction(database.store, (tx) => noteChatWait(tx, lan, { from, until: short }))

    const { wait_until: until } = await database.store.db
      .selectFrom('chat')
      .select('wait_until')
      .where('id', '=', lan)
      .executeTakeFirstOrThrow()
    expect(until).toEqual(long)
  })

  it('leaves the whole bot alone that is to wait, whoever sends next', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    engine.platform.script('lan', { kind: 'wait', afterMs: 1_500, scope: 'lane' })
    await plan(lan, plainMessage('một'))
    await engine.run()
    await plan(minh, plainMessage('hai'))

    await engine.run()

    const [first, second] = engine.platform.calls
    expect(second).toMatchObject({ chat: expect.any(String) })
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(1_300)
  })

  it.each([
    { title: 'one answer means the whole bot', scope: 'lane', told: 1 },
    { title: 'three chats are told so at once', scope: 'chat', told: 3 },
  ] as const)('waits with all chats at once when $title', async ({ scope, told }) => {
    const pace = { ...engine.channel.capabilities.pace, perSecond: 5 }
    engine = await start({ pace })
    const wait = { kind: 'wait', afterMs: 1_500, scope } as const
    engine.platform.script('*', ...Array.from({ length: told }, () => wait))
    for (const name of ['a', 'b', 'c', 'd', 'e']) await plan(await chat(name), plainMessage('tin'))

    await engine.run()

    const times = engine.platform.calls.map(({ at }) => at)
    // Two go at once, so one may be out beside the one that is told.
    const next = Math.max(told, 2)
    expect((times[next] ?? 0) - (times[told - 1] ?? 0)).toBeGreaterThan(1_400)
  })

  it('does not become slower by chats whose quota is used up', async () => {
    engine = await start({ pace: { ...engine.channel.capabilities.pace, perSecond: 10 } })
    const spent = { kind: 'wait', afterMs: 3_600_000, why: 'quota' } as const
    for (const name of ['lan', 'minh', 'hoa', 'mai']) engine.platform.script(name, spent)
    for (const name of ['lan', 'minh', 'hoa', 'mai', 'nam', 'tư'])
      await plan(await chat(name), plainMessage('tin'))
    const begun = performance.now()

    await engine.run()

    expect(
      engine.platform
        .seen()
        .map((call) => call.chat)
        .sort(),
    ).toEqual(['nam', 'tư'])
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('answers whose quota is used up when they write, and sends what has waited', async () => {
    const lan = await chat('lan')
    engine.platform.script('lan', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
    await plan(lan, plainMessage('tin'))
    await engine.run()

    // Within the window that opens when somebody writes nothing is counted.
    await plan(lan, plainMessage('trả lời'))
    await engine.run()
    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['trả lời'])
    await comesBack(lan)
    await engine.run()
    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['trả lời', 'tin'])
  })

  it('lets a message that waits for quota hold up no other of its chat, each of which is tried once', async () => {
    const lan = await chat('lan')
    const spent = { kind: 'wait', afterMs: 3_600_000, why: 'quota' } as const
    engine.platform.script('lan', spent, spent, spent)
    const ids = [
      await plan(lan, plainMessage('một')),
      await plan(lan, plainMessage('hai')),
      await plan(lan, plainMessage('ba')),
    ]

    await engine.run()
    await engine.run()

    expect(engine.platform.calls).toHaveLength(3)
    for (const id of ids)
      expect(await engine.delivery(id)).toMatchObject({
        state: 'planned',
        reason: expect.stringMatching(/^quota/),
      })
    // So each of them goes as soon as somebody writes, and not only the first that was refused.
    await comesBack(lan)
    await engine.run()
    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một', 'hai', 'ba'])
  })

  it('says a change at most twice where it goes as a message of its own', async () => {
    engine = await start({ edit: false })
    const lan = await chat('lan')
    const id = await plan(lan, plainMessage('Có 3 người'), { purpose: 'card' })
    await engine.run()
    engine.platform.script('lan', ...Array.from({ length: 5 }, () => ({ kind: 'cut' }) as const))
    await edit(id, 'Có 4 người')

    await engine.run()
    for (let time = 0; time < 5; time++) await engine.later(20_000)

    expect(engine.platform.calls.map(({ text }) => text)).toEqual([
      'Có 3 người',
      'Có 4 người',
      'Có 4 người',
    ])
  })

  it('writes down what the platform said, whatever characters it used', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    engine.platform.script('lan', { kind: 'refused', why: 'refused', words: 'a\u0000b\ud83d' })
    const id = await plan(lan, plainMessage('một'))
    await plan(minh, plainMessage('hai'))

    await engine.run()

    expect(await engine.delivery(id)).toMatchObject({
      state: 'rejected',
      reason: 'refused: ab\ufffd',
    })
    expect(engine.platform.seen('minh')).toHaveLength(1)
  })

  it('does not turn round for a change whose message has still to go out', async () => {
    const lan = await chat('lan')
    engine.platform.script('lan', { kind: 'cut' })
    const id = await plan(lan, plainMessage('cũ'), { purpose: 'card' })
    await engine.run()
    await edit(id, 'mới')

    await engine.run()

    expect(engine.jobs.at(-1)).toMatchObject({ name: 'run-lane', delayMs: expect.any(Number) })
  })

  it('gives what was in doubt its second try also after its chat was away', async () => {
    const lan = await chat('lan')
    engine.platform.script(
      'lan',
      { kind: 'blocked', state: 'waiting-for-contact' },
      { kind: 'cut' },
    )
    const id = await plan(lan, plainMessage('tin'))
    await engine.run()
    await comesBack(lan)
    await engine.run()

    expect(await engine.delivery(id)).toMatchObject({ state: 'planned', tries: 1 })
  })

  it('goes on with the part that had to wait, not from the start', async () => {
    const lan = await chat('lan')
    engine.platform.script('lan', { kind: 'ok' }, { kind: 'wait', afterMs: 5_000 })
    await plan(lan, plainMessage('một', 'hai', 'ba'))

    await engine.run()
    await engine.later(6_000)

    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một', 'hai', 'ba'])
  })

  it('leaves a chat that blocks the bot alone until it is active again', async () => {
    const lan = await chat('lan')
    engine.platform.script('lan', { kind: 'blocked', state: 'blocked' })
    const first = await plan(lan, plainMessage('một'))
    const second = await plan(lan, plainMessage('hai'))

    await engine.run()

    expect(await engine.delivery(first)).toMatchObject({
      state: 'unreachable',
      reason: 'blocked: bot was blocked',
    })
    expect(await engine.delivery(second)).toMatchObject({ state: 'unreachable', reason: 'blocked' })
    expect(engine.platform.calls).toHaveLength(1)
    await comesBack(lan)
    await plan(lan, plainMessage('ba'))
    await engine.run()
    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['ba'])
  })

  it('keeps what waits for a person’s next message, and sends it then', async () => {
    const lan = await chat('lan')
    engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
    const id = await plan(lan, plainMessage('một'))

    await engine.run()
    expect(await engine.delivery(id)).toMatchObject({ state: 'waiting-for-contact' })
    await comesBack(lan)
    await engine.run()

    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một'])
    expect(await row(id)).toMatchObject({ state: 'sent', message_enc: null })
  })

  it('follows a group to its new id and sends there', async () => {
    const group = await chat('nhóm', 'group')
    engine.platform.script('nhóm', { kind: 'moved', toChatId: 'siêu nhóm' })
    const id = await plan(group, plainMessage('một'))

    await engine.run()
    await engine.run()

    expect(engine.platform.calls.map((call) => call.chat)).toEqual(['nhóm', 'siêu nhóm'])
    expect(await engine.delivery(id)).toMatchObject({ state: 'sent' })
  })

  it('gives up what the platform will never take, with its words', async () => {
    const lan = await chat('lan')
    engine.platform.script('lan', { kind: 'refused', why: 'too-long' })
    const id = await plan(lan, plainMessage('một'))

    await engine.run()

    expect(await row(id)).toMatchObject({
      state: 'rejected',
      reason: 'too-long: bad request',
      message_enc: null,
    })
  })

  it('stops the lane when the token is refused, and loses nothing', async () => {
    const stopped: string[] = []
    const deps = {
      ...engine.deps,
      onLaneStopped: async (_tx: unknown, _id: unknown, why: string) => {
        stopped.push(why)
        return []
      },
    }
    Object.assign(engine.deps, deps)
    engine.platform.script('*', { kind: 'unauthorised' })
    const ids = [await plan(await chat('lan'), plainMessage('một'))]
    ids.push(await plan(await chat('minh'), plainMessage('hai')))

    await engine.run()
    const calls = engine.platform.calls.length
    await engine.run()

    expect(engine.platform.calls).toHaveLength(calls)
    expect(stopped).toEqual(['token-refused'])
    await restartLane(database.store, engine.instanceId)
    await engine.run()
    for (const id of ids) expect(await engine.delivery(id)).toMatchObject({ state: 'sent' })
  })

  it('tells once that a lane stands, also where the platform has said so before its owner hears', async () => {
    const told: string[] = []
    Object.assign(engine.deps, {
      onLaneStopped: async (_tx: unknown, _id: unknown, why: string) => {
        told.push(why)
        return []
      },
    })
    engine.platform.latencyMs = 300
    engine.platform.script('*', { kind: 'unauthorised' })
    const id = await plan(await chat('lan'), plainMessage('một'))

    const run = engine.run()
    await engine.platform.until(({ calls }) => calls.length === 1)
    const stop = () => stopLaneOf(database.store, engine.instanceId, 'consent-lost: x')
    expect([await stop(), await stop()]).toEqual([true, false])
    await run

    expect(told).toEqual([])
    expect(await engine.delivery(id)).toMatchObject({ state: 'planned' })
    await engine.run()
    expect(engine.platform.calls).toHaveLength(1)
  })

  it('does not repeat a call whose answer was lost', async () => {
    const lan = await chat('lan')
    engine.platform.script('lan', { kind: 'cut' })
    const id = await plan(lan, plainMessage('một'), { purpose: 'reminder' })

    await engine.run()
    await engine.later(120_000)

    expect(engine.platform.seen('lan')).toHaveLength(1)
    expect(await engine.delivery(id)).toMatchObject({ state: 'unknown', tries: 1 })
  })

  it('makes such a call once more, and no more, where somebody waits for the message', async () => {
    const [lan, minh] = [await chat('lan'), await chat('minh')]
    engine.platform.script('lan', { kind: 'cut' })
    engine.platform.script('minh', { kind: 'cut' }, { kind: 'cut' }, { kind: 'cut' })
    const ids = [await plan(lan, plainMessage('một')), await plan(minh, plainMessage('hai'))]

    await engine.run()
    await engine.later(6_000)
    await engine.later(120_000)

    const states = await Promise.all(ids.map(async (id) => (await engine.delivery(id)).state))
    expect(states).toEqual(['sent', 'unknown'])
    expect(engine.platform.calls.map(({ chat: name }) => name).sort()).toEqual([
      'lan',
      'lan',
      'minh',
      'minh',
    ])
  })

  it('waits while the platform does not answer at all, and then sends', async () => {
    const lan = await chat('lan')
    const id = await plan(lan, plainMessage('một'))
    const refused = await start()
    await refused.stop()
    const offline = { ...refused.channel, instanceId: engine.instanceId }
    const channels = { get: () => offline, all: () => [offline], awaited: () => [] }

    const stopping = new AbortController()
    setTimeout(() => stopping.abort(), 400)
    const { runLane } = await import('../../../src/usecases/sending/run-lane.ts')
    await runLane({ ...engine.deps, channels }, engine.instanceId, stopping.signal)
    expect(await engine.delivery(id)).toMatchObject({ state: 'planned', tries: 0 })
    await engine.later(1_000)

    expect(engine.platform.seen('lan').map(({ text }) => text)).toEqual(['một'])
  })

  it('lets answers overtake broadcasts and edits come last', async () => {
    const slow = { pace: { ...engine.channel.capabilities.pace, perSecond: 50 } }
    const paced = await start(slow)
    const chats = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) => givenChat(database.store, paced.instanceId, name)),
    )
    const [a, b, c, d] = chats as [ChatId, ChatId, ChatId, ChatId]
    const card = await plan(d, plainMessage('thẻ'))
    await paced.run()
    await edit(card, 'thẻ mới')
    // One that has waited for two seconds does not; a busy machine needs as long for this.
    await sql`update delivery set created_at = now() + interval '1 minute' where edits_id = ${card}`.execute(
      database.store.db,
    )
    await plan(a, plainMessage('thường'), { priority: PRIORITY.normal })
    await plan(b, plainMessage('khẩn'), { priority: PRIORITY.urgent })
    await plan(c, plainMessage('trả lời'), { priority: PRIORITY.answer })

    await paced.run()

    expect(paced.platform.calls.slice(1).map(({ text }) => text)).toEqual([
      'trả lời',
      'khẩn',
      'thường',
      'thẻ mới',
    ])
  })

  describe('an edit', () => {
    it('changes the message in place, with the newest content only', async () => {
      const lan = await chat('lan')
      const card = await plan(lan, plainMessage('một'))
      await engine.run()
      await edit(card, 'hai')
      await edit(card, 'ba')

      await engine.run()

      expect(engine.platform.calls.slice(1)).toMatchObject([{ text: 'ba', edit: 'm1' }])
    })

    it('replaces a content that has not gone out', async () => {
      const card = await plan(await chat('lan'), plainMessage('một'))
      await edit(card, 'hai')

      await engine.run()

      expect(engine.platform.calls.map(({ text }) => text)).toEqual(['hai'])
    })

    it('sends a part too many as a message, once', async () => {
      const card = await plan(await chat('lan'), plainMessage('một'))
      await engine.run()
      for (const more of ['x', 'y']) {
        await inTransaction(database.store, (tx) =>
          planEdit(tx, {
            deliveryId: card,
            message: plainMessage('một', `hai ${more}`),
            purpose: 'card',
            priority: PRIORITY.answer,
          }),
        )
        await engine.run()
      }

      expect(engine.platform.calls.slice(1).map(({ text, edit: of }) => [text, of])).toEqual([
        ['một', 'm1'],
        ['hai x', undefined],
        ['một', 'm1'],
        ['hai y', 'm3'],
      ])
    })

    it('is made again when its answer was lost', async () => {
      const card = await plan(await chat('lan'), plainMessage('một'))
      await engine.run()
      engine.platform.script('lan', { kind: 'cut' })
      await edit(card, 'hai')

      await engine.run()
      await engine.later(3_000)

      expect(engine.platform.calls.slice(1).map(({ text }) => text)).toEqual(['hai', 'hai'])
    })

    it('goes at once with a newer content, and not when the one whose answer was lost would have gone', async () => {
      const card = await plan(await chat('lan'), plainMessage('một'))
      await engine.run()
      engine.platform.script('lan', { kind: 'cut' })
      await edit(card, 'hai')
      await engine.run()

      await edit(card, 'ba')
      await engine.run()

      expect(engine.platform.calls.slice(1).map(({ text }) => text)).toEqual(['hai', 'ba'])
    })

    it.each(['too-many', 'quota'] as const)(
      'waits as long as the platform has told it (%s), also with a newer content',
      async (why) => {
        const card = await plan(await chat('lan'), plainMessage('một'))
        await engine.run()
        engine.platform.script('lan', { kind: 'wait', afterMs: 60_000, why })
        await edit(card, 'hai')
        await engine.run()

        await edit(card, 'ba')
        await engine.run()
        expect(engine.platform.calls.slice(1).map(({ text }) => text)).toEqual(['hai'])
        await engine.later(61_000)

        expect(engine.platform.calls.slice(1).map(({ text }) => text)).toEqual(['hai', 'ba'])
      },
    )

    it('takes the buttons off a long message with a short one: its last part is changed', async () => {
      const card = await plan(await chat('lan'), plainMessage('đầu', 'giữa', 'cuối'))
      await engine.run()
      await edit(card, 'đã duyệt', 'progress')
      await engine.run()
      await edit(card, 'đã gửi', 'progress')

      await engine.run()

      expect(engine.platform.calls.slice(3).map(({ text, edit: of }) => [text, of])).toEqual([
        ['đã duyệt', 'm3'],
        ['đã gửi', 'm3'],
      ])
    })

    it.each([
      { of: 'one that waits for its person', isOut: false, goesOut: [['ba', undefined]] },
      {
        of: 'one that is out',
        isOut: true,
        goesOut: [
          ['một', undefined],
          ['ba', 'm1'],
        ],
      },
    ])('waits for its person, once, with the newest words: of $of', async ({ isOut, goesOut }) => {
      const lan = await chat('lan')
      const leaves = () =>
        engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
      if (!isOut) leaves()
      const card = await plan(lan, plainMessage('một'))
      await engine.run()
      if (isOut) leaves()
      for (const text of ['hai', 'hai rưỡi', 'ba']) {
        await edit(card, text)
        await engine.run()
      }

      await comesBack(lan)
      await engine.run()

      const taken = engine.platform.calls.filter(({ answer }) => answer === 'ok')
      expect(taken.map(({ text, edit: of }) => [text, of])).toEqual(goesOut)
    })

    it.each([
      { when: 'when it is refused', before: null, changes: [] },
      { when: 'where another does', before: 'other', changes: ['nội dung mới'] },
      { when: 'in the place of one that does', before: 'same', changes: [] },
    ] as const)(
      'that shows progress does not wait for its person: $when',
      async ({ before, changes }) => {
        const lan = await chat('lan')
        const same = await plan(lan, plainMessage('một'))
        const other = await plan(lan, plainMessage('hai'))
        await engine.run()
        engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
        if (before) await edit(before === 'same' ? same : other, 'nội dung mới')
        await engine.run()
        await edit(same, '10 %', 'progress')
        await engine.run()

        const { rows } = await sql`
          select state, message_enc is null as is_erased from delivery
          where edits_id = ${same}`.execute(database.store.db)
        expect(rows).toEqual([{ state: 'cancelled', is_erased: true }])
        await comesBack(lan)
        await engine.run()
        const made = engine.platform.calls.filter((call) => call.edit && call.answer === 'ok')
        expect(made.map(({ text }) => text)).toEqual(changes)
      },
    )

    it('that shows progress is left out rather than cut when it is longer than its message', async () => {
      const chatId = await chat('lan')
      const card = await plan(chatId, plainMessage('một'))
      await engine.run()
      await planEdit(database.store, {
        deliveryId: card,
        message: plainMessage('một', 'hai'),
        purpose: 'progress',
        priority: PRIORITY.edit,
      })

      await engine.run()

      expect(engine.platform.calls.map(({ text }) => text)).toEqual(['một'])
    })

    it('goes as a message where the platform cannot edit, unless it only shows progress', async () => {
      const plain = await start({ edit: false })
      const lan = await givenChat(database.store, plain.instanceId, 'lan')
      const card = await plan(lan, plainMessage('một'))
      await plain.run()
      await edit(card, '10 %', 'progress')
      await plain.run()
      await edit(card, 'xong')

      await plain.run()

      expect(plain.platform.calls.map(({ text, edit: of }) => [text, of])).toEqual([
        ['một', undefined],
        ['xong', undefined],
      ])
    })
  })

  describe('a file', () => {
    const givenFile = async (): Promise<Message> => {
      const fileId = newId<FileId>()
      await database.store.db
        .insertInto('file')
        .values({
          id: fileId,
          sha256: Buffer.alloc(32),
          name: 'cv.pdf',
          mime: 'application/pdf',
          size: 5,
          bytes_enc: Buffer.from(database.store.keys.encrypt('bytes', 'file.bytes')),
        })
        .execute()
      const file = { fileId, name: 'cv.pdf', mime: 'application/pdf', size: 5 }
      return { blocks: [{ kind: 'text', text: 'kèm' }], files: [file] }
    }

    it('is uploaded once and then sent by its token', async () => {
      const message = await givenFile()
      engine.platform.latencyMs = 20
      for (const name of ['a', 'b', 'c']) await plan(await chat(name), message)

      await engine.run()

      const files = engine.platform.calls.filter(({ text }) => text === 'cv.pdf')
      expect(files.map(({ upload }) => upload)).toEqual([5, undefined, undefined])
      const token = expect.stringMatching(/^token-5-m\d+$/u)
      expect(files.map((call) => call.token)).toEqual([undefined, token, token])
    })

    it('is uploaded once more when the platform has forgotten it', async () => {
      const message = await givenFile()
      await plan(await chat('a'), message)
      await engine.run()
      engine.platform.script('b', { kind: 'ok' }, { kind: 'refused', why: 'file-stale' })
      const id = await plan(await chat('b'), message)

      await engine.run()

      const toB = engine.platform.calls.filter((call) => call.chat === 'b')
      expect(toB.map(({ upload, token }) => upload ?? token)).toEqual([undefined, 'token-5-m2', 5])
      expect(await engine.delivery(id)).toMatchObject({ state: 'sent' })
    })

    it('is uploaded once by each bot: what one was given means nothing to another', async () => {
      const message = await givenFile()
      const other = await start()
      for (const name of ['a', 'b']) {
        await plan(await chat(name), message)
        await plan(await givenChat(database.store, other.instanceId, name), message)
      }

      await Promise.all([engine.run(), other.run()])

      const uploads = [engine, other].map(({ platform }) =>
        platform.calls.filter(({ upload }) => upload !== undefined),
      )
      expect(uploads.map(({ length }) => length)).toEqual([1, 1])
    })

    it('waits when the database does not give it, and goes when it does', async () => {
      const message = await givenFile()
      const id = await plan(await chat('a'), message)
      await sql`alter table file rename to file_away`.execute(database.store.db)
      await engine.run()
      await sql`alter table file_away rename to file`.execute(database.store.db)
      expect(await engine.delivery(id)).toMatchObject({ state: 'planned' })

      await engine.later(6_000)

      expect(await engine.delivery(id)).toMatchObject({ state: 'sent' })
    })

    it('that is not there is not sent and not tried for ever', async () => {
      const file = { fileId: newId<FileId>(), name: 'x.pdf', mime: 'application/pdf', size: 1 }
      const id = await plan(await chat('a'), {
        blocks: [{ kind: 'text', text: 'x' }],
        files: [file],
      })

      await engine.run()

      expect(await engine.delivery(id)).toMatchObject({
        state: 'rejected',
        reason: 'file-missing: the file could not be read',
      })
    })
  })
})
