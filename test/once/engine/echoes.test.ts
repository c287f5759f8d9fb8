import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { settleByEcho } from '../../../src/conversations/settle-by-echo.ts'
import { PRIORITY, type DeliveryPurpose } from '../../../src/domain/delivery.ts'
import { newId, type ChatId, type DeliveryId, type FileId } from '../../../src/domain/id.ts'
import { encodeAction } from '../../../src/messages/action.ts'
import { plainMessage, type Message } from '../../../src/messages/message.ts'
import { findDeliveryByMessage } from '../../../src/storage/sending/find-delivery.ts'
import { planEdit, planMessage } from '../../../src/storage/sending/plan-message.ts'
import { retryFailed, retryUnknowns } from '../../../src/storage/sending/plan-again.ts'
import { claimParts } from '../../../src/storage/sending/claim-parts.ts'
import { acquireLane } from '../../../src/storage/sending/lanes.ts'
import { lockBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { finishBroadcast } from '../../../src/storage/sending/pause-and-stop.ts'
import { inRetriedTransaction, inTransaction } from '../../../src/storage/store.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { noticeOf } from '../../../src/usecases/broadcast-texts.ts'
import { linkFiles } from '../../../src/usecases/link-files.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { hearEcho, type EchoHeard } from '../../../src/usecases/sending/hear-echo.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { renderWhole } from '../../support/plain-channel.ts'
import { endLease, givenBroadcast, givenChat, givenGroup, givenUnit } from '../../support/rows.ts'
import { waitForLockWaits } from '../../support/lock-wait.ts'

const settings = { timeZone: 'Asia/Ho_Chi_Minh', publicUrl: 'https://nhipcau.example.vn' }

describe('the echo of a message whose answer was lost', () => {
  const database = setTestDatabase('all')
  let engine: TestEngine
  let lan: ChatId

  beforeEach(async () => {
    engine = await startTestEngine(database.store)
    lan = await givenChat(database.store, engine.instanceId, 'lan')
  })
  afterEach(() => engine.stop())

  const plan = (purpose: DeliveryPurpose, ...paragraphs: string[]): Promise<DeliveryId> =>
    planMessage(database.store, {
      chatId: lan,
      message: plainMessage(...paragraphs),
      purpose,
      priority: PRIORITY.answer,
    })
  const hear = (
    messageId: string,
    text: string,
    at = engine.deps.clock.now(),
    chat: ChatId = lan,
  ) =>
    inTransaction(database.store, (tx): Promise<EchoHeard> =>
      hearEcho(
        tx,
        engine.channel,
        { id: chat, type: 'private' },
        { messageId, text, at },
        { now: engine.deps.clock.now(), settings },
      ),
    )
  const stateOf = async (id: DeliveryId): Promise<string> => (await engine.delivery(id)).state
  const attempts = (id: DeliveryId) =>
    database.store.db
      .selectFrom('attempt')
      .select(['ordinal', 'outcome', 'reason', 'message_ids'])
      .where('delivery_id', '=', id)
      .orderBy('id')
      .execute()
  const said = (): string[] => engine.platform.calls.map(({ text }) => text)
  const change = (deliveryId: DeliveryId, message: Message): Promise<void> =>
    inTransaction(database.store, (tx) =>
      planEdit(tx, { deliveryId, message, purpose: 'card', priority: PRIORITY.answer }),
    )
  const lose = (): void => engine.platform.script('lan', { kind: 'cut' })

  it('is known with the link that it was sent with, also on the day after', async () => {
    const { keys } = database.store
    const rules = { keys, ...settings }
    engine.deps = {
      ...engine.deps,
      linkFiles: (message, purpose) =>
        linkFiles(message, rules, { purpose, now: engine.deps.clock.now() }),
    }
    lose()
    const fileId = newId<FileId>()
    const files = [{ fileId, name: 'mau.docx', mime: 'application/msword', size: 1 }]
    const message = { ...plainMessage('Mời xem'), files }
    engine.channel.render = ({ files: linked = [] }) =>
      linked.map(({ name, link }) => {
        const preview = `${name} ${link?.url ?? ''} ${link?.until ?? ''}`
        return { kind: 'text', preview, body: { text: preview } }
      })
    const id = await planMessage(database.store, {
      chatId: lan,
      message,
      purpose: 'answer',
      priority: PRIORITY.answer,
    })
    await engine.run()
    const [sent = ''] = said()
    const at = engine.deps.clock.now()
    engine.aheadMs += 86_400_000

    expect(sent).toContain('https://nhipcau.example.vn/tep/')
    expect(await hear('e1', sent, at)).toMatchObject({ kind: 'arrived' })
    expect(await stateOf(id)).toBe('sent')
  })

  it('makes it sent, erases its content and gives it its id', async () => {
    lose()
    const id = await plan('reminder', 'Họp  lúc 8 giờ')
    await engine.run()
    expect(await stateOf(id)).toBe('unknown')

    const heard = await hear('e1', ' Họp lúc 8 giờ'.normalize('NFD'))

    expect(heard).toEqual({ kind: 'arrived', broadcastId: null, goesOn: false })
    const { state, message_enc, reason, settled_at } = await database.store.db
      .selectFrom('delivery')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect({ state, message_enc, reason }).toEqual({
      state: 'sent',
      message_enc: null,
      reason: null,
    })
    expect(settled_at).not.toBeNull()
    expect(await attempts(id)).toEqual([
      { ordinal: 0, outcome: 'sent', reason: 'echo', message_ids: ['e1'] },
    ])
    expect(await findDeliveryByMessage(database.store, lan, 'e1')).toMatchObject({
      original: id,
    })
  })

  it('means nothing where other words were lost, where nothing was, and where it is long past', async () => {
    expect(await hear('e0', 'Họp lúc 8 giờ')).toEqual({ kind: 'nothing' })
    lose()
    const id = await plan('reminder', 'Họp lúc 8 giờ')
    await engine.run()

    expect(await hear('e1', 'Họp lúc 9 giờ')).toEqual({ kind: 'nothing' })
    expect(await hear('e2', '')).toEqual({ kind: 'nothing' })
    const now = engine.deps.clock.now().getTime()
    // The same reminder of last week, repeated by the platform; and one that is told an hour too late.
    const before = new Date(now - 7 * 86_400_000)
    const after = new Date(now + 2 * 3_600_000)
    expect(await hear('e3', 'Họp lúc 8 giờ', before)).toEqual({ kind: 'nothing' })
    expect(await hear('e4', 'Họp lúc 8 giờ', after)).toEqual({ kind: 'nothing' })
    expect(await stateOf(id)).toBe('unknown')
  })

  it('counts once, also when it is told twice, and settles one each of two alike', async () => {
    lose()
    lose()
    const one = await plan('reminder', 'Kính nhắc')
    const two = await plan('reminder', 'Kính nhắc')
    await engine.run()
    expect([await stateOf(one), await stateOf(two)]).toEqual(['unknown', 'unknown'])

    await hear('e1', 'Kính nhắc')
    expect(await hear('e1', 'Kính nhắc')).toEqual({ kind: 'nothing' })
    expect([await stateOf(one), await stateOf(two)].sort()).toEqual(['sent', 'unknown'])
    await hear('e2', 'Kính nhắc')
    expect([await stateOf(one), await stateOf(two)]).toEqual(['sent', 'sent'])
    expect(await hear('e3', 'Kính nhắc')).toEqual({ kind: 'nothing' })
  })

  it('is that of the call that came last before it, of two alike', async () => {
    lose()
    lose()
    const one = await plan('reminder', 'Kính nhắc')
    await engine.run()
    const between = engine.deps.clock.now()
    engine.aheadMs += 30_000
    const two = await plan('reminder', 'Kính nhắc')
    await engine.run()

    await hear('e2', 'Kính nhắc')
    expect([await stateOf(one), await stateOf(two)]).toEqual(['unknown', 'sent'])
    await hear('e1', 'Kính nhắc', between)
    expect(await stateOf(one)).toBe('sent')
  })

  it('lets the other parts go out, and the one that has arrived stay', async () => {
    lose()
    const id = await plan('reminder', 'một', 'hai', 'ba')
    await engine.run()

    expect(await hear('e1', 'một')).toEqual({ kind: 'arrived', broadcastId: null, goesOn: true })
    await engine.run()

    expect(said()).toEqual(['một', 'hai', 'ba'])
    expect(await stateOf(id)).toBe('sent')
  })

  it('ends a message whose last part was lost', async () => {
    engine.platform.script('lan', { kind: 'ok' }, { kind: 'cut' })
    const id = await plan('reminder', 'một', 'hai')
    await engine.run()
    expect(await stateOf(id)).toBe('unknown')

    expect(await hear('e2', 'hai')).toMatchObject({ goesOn: false })

    expect(await stateOf(id)).toBe('sent')
  })

  it('of a copy that an older program began, and cut elsewhere, has the rest of it go', async () => {
    const { store } = database
    const unit = await givenUnit(store, 'ấp')
    const group = await givenGroup(store, engine.instanceId, 'ấp', unit)
    const id = await givenBroadcast(store, { units: [unit] })
    await expandBroadcast(engine.deps, id)
    const notice = await noticeOf(store, id)
    engine.deps = { ...engine.deps, messageFor: async () => notice }
    const words = engine.channel.render(notice, 'group').map(({ preview }) => preview)
    expect(words.length).toBeGreaterThan(1)
    await sql`insert into attempt (delivery_id, ordinal, kind, channel_instance_id, chat_id, fence, started_at,
        finished_at, outcome, message_ids, words)
      select d.id, of - 1, 'text', d.channel_instance_id, d.chat_id, 0, now(), now(), 'sent', array['older ' || of], of
      from delivery d, generate_series(1, ${words.length}::int) of where d.broadcast_id = ${id}`.execute(
      store.db,
    )
    await sql`update delivery set called_at = now() where broadcast_id = ${id}`.execute(store.db)
    engine.platform.script('ấp', { kind: 'cut' })
    await engine.run()

    await hear('e1', words[0] ?? '', engine.deps.clock.now(), group)
    await engine.later(60_000)

    expect(said()).toEqual(words)
  })

  it('and whoever tries its broadcast again wait for each other in turn, and not both at once', async () => {
    const { store } = database
    const unit = await givenUnit(store, 'ấp')
    const group = await givenGroup(store, engine.instanceId, 'ấp', unit)
    const id = await givenBroadcast(store, { units: [unit] })
    await expandBroadcast(engine.deps, id)
    engine.platform.script('ấp', { kind: 'cut' })
    await engine.run()
    await finishBroadcast(store, id, engine.deps.clock.now())
    const [first, ...rest] = engine.channel.render(await noticeOf(store, id), 'group')
    expect(rest).not.toEqual([])
    const begun: string[] = []
    const echo = { messageId: 'e1', text: first?.preview ?? '', at: engine.deps.clock.now() }
    const rules = { now: engine.deps.clock.now(), settings }

    const both = await inTransaction(store, async (tx) => {
      await lockBroadcast(tx, id)
      const retrying = inRetriedTransaction(store, (own) => {
        begun.push('retry')
        return retryFailed(own, id, rules.now)
      })
      await waitForLockWaits(store)
      const hearing = inRetriedTransaction(store, (own) => {
        begun.push('echo')
        return hearEcho(own, engine.channel, { id: group, type: 'group' }, echo, rules)
      })
      await waitForLockWaits(store, 2)
      return { retried: retrying, heard: hearing }
    })

    expect(await both.retried).toMatchObject({ kind: 'done', count: 1 })
    expect(await both.heard).toEqual({ kind: 'arrived', broadcastId: id, goesOn: true })
    expect(begun).toEqual(['retry', 'echo'])
  })

  it('stops the second try of what somebody waits for', async () => {
    lose()
    const id = await plan('answer', 'một')
    await engine.run()
    expect(await engine.delivery(id)).toMatchObject({ state: 'planned', tries: 1 })

    await hear('e1', 'một')
    await engine.later(10_000)

    expect(said()).toEqual(['một'])
    expect(await stateOf(id)).toBe('sent')
  })

  it('ends an answer of the office that waits for its person, who has it already', async () => {
    for (let call = 0; call < 4; call++) lose()
    const answer = { purpose: 'card', traceless: true, priority: PRIORITY.answer } as const
    const message = plainMessage('trả lời H1')
    const id = await planMessage(database.store, { chatId: lan, message, ...answer })
    await engine.run()
    for (const pauseMs of [6_000, 61_000, 601_000]) await engine.later(pauseMs)
    expect(await stateOf(id)).toBe('waiting-for-contact')

    await hear('e4', 'trả lời H1')
    expect(await stateOf(id)).toBe('sent')
    const now = engine.deps.clock.now()
    await inTransaction(database.store, (tx) =>
      noteChatState(tx, { chatId: lan, state: 'active', reason: null, now }),
    )
    await engine.later(1_000)

    expect(said()).toHaveLength(4)
  })

  it('of a first try brings no news once the second has arrived: what comes after is not sent again', async () => {
    engine.platform.script('lan', { kind: 'cut' }, { kind: 'ok' }, { kind: 'cut' })
    const id = await plan('answer', 'một', 'hai')
    await engine.run()
    await engine.later(10_000)
    expect(await stateOf(id)).toBe('unknown')

    expect(await hear('e1', 'một')).toEqual({ kind: 'nothing' })
    await engine.later(10_000)

    expect(said()).toEqual(['một', 'một', 'hai'])
    expect(await stateOf(id)).toBe('unknown')
    const outcomes = (await attempts(id)).map(({ outcome }) => outcome)
    expect(outcomes).toEqual(['unknown', 'sent', 'unknown'])
  })

  it('is taken into account also while a second try takes on what the message has become', async () => {
    lose()
    engine.platform.latencyMs = 300
    const id = await plan('card', 'một', 'hai')
    const run = engine.run()
    await engine.platform.until(({ calls }) => calls.length === 1)
    await change(id, plainMessage('MỘT', 'HAI'))
    await run
    engine.aheadMs += 10_000
    engine.platform.latencyMs = 0
    const again = await inTransaction(database.store, async (tx) => {
      await hearEcho(
        tx,
        engine.channel,
        { id: lan, type: 'private' },
        { messageId: 'e1', text: 'một', at: engine.deps.clock.now() },
        { now: engine.deps.clock.now(), settings },
      )
      const next = engine.run()
      await waitForLockWaits(database.store)
      return [next]
    })
    await Promise.all(again)
    await engine.later(10_000)

    expect(said().filter((text) => text.toLowerCase() === 'một')).toHaveLength(2)
    expect(engine.platform.calls.map(({ edit }) => edit)).toContain('e1')
  })

  it('stops a second try that a lane has in its hand already', async () => {
    lose()
    const id = await plan('answer', 'một', 'hai')
    await engine.run()
    const { chat_id: chatId, edition } = await database.store.db
      .selectFrom('delivery')
      .select(['chat_id', 'edition'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    const lane = await acquireLane(database.store, engine.instanceId, newId<string>(), 15_000)
    if (lane.kind !== 'held') throw new Error(lane.kind)

    await hear('e1', 'một')
    const claim = { deliveryId: id, chatId, edition, ordinal: 0, nothingOut: true, at: new Date() }
    expect([
      ...(await claimParts(database.store, lane.lease, [claim], {
        now: new Date(),
        timeZone: 'Asia/Ho_Chi_Minh',
      })),
    ]).toEqual([])
  })

  describe('as somebody shows who presses a button of it', () => {
    const action = 'xem'
    const buttons = [[{ label: 'Xem', action }]]
    const planCard = (purpose: DeliveryPurpose, ...paragraphs: string[]): Promise<DeliveryId> => {
      const message = { ...plainMessage(...paragraphs), buttons }
      const priority = PRIORITY.answer
      return planMessage(database.store, { chatId: lan, message, purpose, priority })
    }
    const press = (
      messageId: string,
      { at = engine.deps.clock.now(), of = action, chatId = lan }: PressOf = {},
    ) =>
      inTransaction(database.store, (tx) => {
        const shownAt = at ? { shownAt: at } : {}
        const event = { kind: 'press', pressId: 'p', action: of, messageId, ...shownAt } as const
        const now = engine.deps.clock.now()
        const chat = { externalId: 'lan', type: 'private' } as const
        return settleByEcho(
          tx,
          engine.channel,
          { id: chatId, instanceId: engine.instanceId, type: 'private' },
          { chat, from: { externalId: 'lan', name: 'Lan' }, at: now, event },
          { now, settings: { ...engine.deps.settings, ...settings } },
        )
      })
    interface PressOf {
      readonly at?: Date | null
      readonly of?: string
      readonly chatId?: ChatId
    }

    it('has arrived, by that id, and no second try comes', async () => {
      lose()
      const id = await planCard('card', 'Duyệt T1?')
      await engine.run()

      await press('m9')
      await engine.later(700_000)

      expect(await stateOf(id)).toBe('sent')
      expect(said()).toEqual(['Duyệt T1?'])
      expect(await attempts(id)).toEqual([
        { ordinal: 0, outcome: 'sent', reason: 'echo', message_ids: ['m9'] },
      ])
    })

    it('goes with its new words, also when the button under the old ones is pressed', async () => {
      lose()
      const id = await planCard('card', 'Duyệt T1?')
      await engine.run()
      await change(id, { ...plainMessage('Đã duyệt'), buttons })

      await press('m9')
      await engine.later(10_000)

      expect(said()).toEqual(['Duyệt T1?', 'Đã duyệt'])
    })

    it('stays in doubt by the press of another button, and of another message', async () => {
      const known = await planCard('reminder', 'một')
      await engine.run()
      lose()
      const id = await planCard('reminder', 'một')
      await engine.run()
      const [call] = await attempts(known)

      await press('m9', { of: 'khác' })
      await press(call?.message_ids[0] ?? '')

      expect(await stateOf(id)).toBe('unknown')
    })

    it('is the one of several that the time of its message says, or the only one', async () => {
      lose()
      lose()
      const one = await planCard('reminder', 'một')
      await engine.run()
      const between = engine.deps.clock.now()
      engine.aheadMs += 30_000
      const two = await planCard('reminder', 'một')
      await engine.run()

      await press('m1', { at: null })
      expect([await stateOf(one), await stateOf(two)]).toEqual(['unknown', 'unknown'])
      await press('m1', { at: between })
      expect([await stateOf(one), await stateOf(two)]).toEqual(['sent', 'unknown'])
      engine.aheadMs += 7 * 86_400_000
      await press('m2', { at: null })
      expect(await stateOf(two)).toBe('sent')
    })

    it('stays in doubt by the press of one alike that was to leave no trace', async () => {
      const planAsked = (): Promise<DeliveryId> => {
        const message = { ...plainMessage('Gửi câu hỏi này?'), buttons }
        const as = { purpose: 'answer', priority: PRIORITY.answer, traceless: true } as const
        return planMessage(database.store, { chatId: lan, message, ...as })
      }
      const earlier = await planAsked()
      await engine.run()
      const [call] = await attempts(earlier)
      const at = engine.deps.clock.now()
      engine.aheadMs += 100_000
      await sweep(engine.deps)
      lose()
      const id = await planAsked()
      await engine.run()
      engine.aheadMs += 200_000
      await sweep(engine.deps)

      await press(call?.message_ids[0] ?? '', { at })
      expect(await stateOf(id)).toBe('planned')
      // So old that the platform does not say when it was shown.
      await press('m0', { at: null })
      expect(await stateOf(id)).toBe('planned')

      await engine.run()
      engine.aheadMs += 200_000
      await sweep(engine.deps)
      expect(said()).toHaveLength(3)
      expect(await attempts(earlier)).toEqual([])
    })

    it('has come to its last words, under which the buttons are', async () => {
      engine.platform.script('lan', { kind: 'ok' }, { kind: 'cut' }, { kind: 'cut' })
      const last = await planCard('reminder', 'một', 'hai')
      await engine.run()
      await press('m2')
      expect(await stateOf(last)).toBe('sent')

      const first = await planCard('reminder', 'một', 'hai')
      await engine.run()
      await press('m3')
      expect(await stateOf(first)).toBe('unknown')
    })

    it('may be there twice where the second try is answered: the first keeps its mark', async () => {
      lose()
      const id = await planCard('answer', 'một')
      await engine.run()
      await engine.later(10_000)

      await press('m1')

      expect(await stateOf(id)).toBe('sent')
      expect((await attempts(id)).map(({ outcome }) => outcome)).toEqual(['unknown', 'sent'])
    })

    it('is a copy that has no second try, and its sender is shown it', async () => {
      engine.channel.render = renderWhole
      const unit = await givenUnit(database.store, 'xom')
      const chatId = await givenGroup(database.store, engine.instanceId, 'xom', unit)
      const id = await givenBroadcast(database.store, { units: [unit], kind: 'directive' })
      await expandBroadcast(engine.deps, id)
      engine.platform.script('xom', { kind: 'cut' })
      await engine.run()
      expect(await engine.states(id)).toEqual({ unknown: 1 })
      const { notice_id: noticeId } = await database.store.db
        .selectFrom('broadcast')
        .select('notice_id')
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      const of = encodeAction(database.store.keys, { verb: 'k-rec', id: noticeId })

      const jobs = await press('m1', { of, chatId })
      engine.aheadMs += 60_000
      await retryUnknowns(database.store, engine.deps.clock.now())
      await engine.run()

      expect(jobs).toMatchObject([{ name: 'update-progress', data: { broadcastId: id } }])
      expect(await engine.states(id)).toEqual({ sent: 1 })
      expect(said()).toHaveLength(1)
    })

    it('is the answer to a call that is still out', async () => {
      engine.platform.latencyMs = 400
      lose()
      const id = await planCard('answer', 'một')
      const run = engine.run()
      await engine.platform.until(({ calls }) => calls.length === 1)

      await press('m1')
      await run

      expect(await engine.delivery(id)).toEqual({ state: 'sent', reason: null, tries: 0 })
    })
  })

  describe('that comes before the call has ended', () => {
    beforeEach(() => {
      engine.platform.latencyMs = 400
    })
    const whileCalling = async (calls: number, act: () => Promise<unknown>): Promise<void> => {
      const run = engine.run()
      await engine.platform.until((platform) => platform.calls.length === calls)
      await act()
      await run
    }

    it('is its answer when there comes none: nothing is unknown and nothing goes twice', async () => {
      lose()
      const id = await plan('answer', 'một')

      await whileCalling(1, async () => {
        expect(await hear('e1', 'một')).toEqual({ kind: 'noted' })
        expect(await hear('e1', 'một')).toEqual({ kind: 'nothing' })
        expect(await stateOf(id)).toBe('sending')
      })
      expect(await engine.delivery(id)).toEqual({ state: 'sent', reason: null, tries: 0 })
      await engine.later(10_000)

      expect(said()).toEqual(['một'])
      expect(await attempts(id)).toEqual([
        { ordinal: 0, outcome: 'sent', reason: 'echo', message_ids: ['e1'] },
      ])
    })

    it('told twice is not that of an earlier one alike', async () => {
      engine.platform.script('lan', { kind: 'cut' }, { kind: 'cut' })
      const one = await plan('reminder', 'Kính nhắc')
      await engine.run()
      const two = await plan('reminder', 'Kính nhắc')

      await whileCalling(2, async () => {
        await hear('e2', 'Kính nhắc')
        await hear('e2', 'Kính nhắc')
      })

      expect([await stateOf(one), await stateOf(two)]).toEqual(['unknown', 'sent'])
    })

    it('lets the next part go out at once', async () => {
      lose()
      const id = await plan('reminder', 'một', 'hai')

      await whileCalling(1, () => hear('e1', 'một'))
      await engine.run()

      expect(said()).toEqual(['một', 'hai'])
      expect(await stateOf(id)).toBe('sent')
    })

    it('and another one, of the try before, leave the call to say what becomes of the message', async () => {
      engine.platform.script('lan', { kind: 'cut' }, { kind: 'ok' })
      const id = await plan('answer', 'một', 'hai')
      await engine.run()
      engine.aheadMs += 10_000

      await whileCalling(2, async () => {
        expect(await hear('e1', 'một')).toEqual({ kind: 'noted' })
        expect(await hear('e2', 'một')).toEqual({ kind: 'noted' })
        expect(await stateOf(id)).toBe('sending')
      })

      expect(said()).toEqual(['một', 'một', 'hai'])
      expect(await stateOf(id)).toBe('sent')
      const outcomes = (await attempts(id)).map(({ ordinal, outcome }) => [ordinal, outcome])
      expect(outcomes).toEqual([
        [0, 'sent'],
        [0, 'sent'],
        [1, 'sent'],
      ])
    })

    it('of many copies keeps their broadcast going', async () => {
      const names = Array.from({ length: 14 }, (_, index) => `tổ ${index}`)
      const units = await Promise.all(names.map((name) => givenUnit(database.store, name)))
      const groups = await Promise.all(
        units.map((unit, index) =>
          givenGroup(database.store, engine.instanceId, names[index] ?? '', unit),
        ),
      )
      const id = await givenBroadcast(database.store, { units })
      await expandBroadcast(engine.deps, id)
      for (const name of names) engine.platform.script(name, { kind: 'cut' })
      const notice = await noticeOf(database.store, id)
      const [part] = engine.channel.render(notice, 'group')

      await whileCalling(14, () =>
        Promise.all(
          groups.map((group, index) => hear(`e${index}`, part?.preview ?? '', undefined, group)),
        ),
      )

      expect(engine.held).toEqual([])
      expect(await engine.states(id)).toEqual({ sent: 14 })
    })

    it('adds nothing to an answer that comes', async () => {
      const id = await plan('reminder', 'một')

      await whileCalling(1, () => hear('m1', 'một'))

      expect(await attempts(id)).toEqual([
        { ordinal: 0, outcome: 'sent', reason: null, message_ids: ['m1'] },
      ])
    })

    it('was somebody else’s when the platform says that ours was refused', async () => {
      engine.platform.script('lan', { kind: 'refused', why: 'refused' })
      const id = await plan('reminder', 'một')

      await whileCalling(1, () => hear('e1', 'một'))

      expect(await stateOf(id)).toBe('rejected')
      expect(await findDeliveryByMessage(database.store, lan, 'e1')).toBeUndefined()
    })

    it('is not that of the next part', async () => {
      engine.platform.script('lan', { kind: 'cut' }, { kind: 'cut' })
      const id = await plan('reminder', 'một', 'hai')

      await whileCalling(1, () => hear('e1', 'một'))
      await engine.run()

      expect(said()).toEqual(['một', 'hai'])
      expect(await stateOf(id)).toBe('unknown')
    })

    it('ends also what a dead owner left', async () => {
      const id = await plan('reminder', 'một')

      await whileCalling(1, async () => {
        await hear('e1', 'một')
        await endLease(database.store, engine.instanceId)
        await engine.run()
      })

      expect(said()).toEqual(['một'])
      expect(await stateOf(id)).toBe('sent')
      expect(await attempts(id)).toEqual([
        { ordinal: 0, outcome: 'sent', reason: 'echo', message_ids: ['e1'] },
      ])
    })

    it('ends as sent what its chat has got, although it takes nothing any more when the next owner looks', async () => {
      const id = await plan('reminder', 'một')

      await whileCalling(1, async () => {
        await hear('e1', 'một')
        await endLease(database.store, engine.instanceId)
        await sql`update chat set state = 'blocked' where id = ${lan}`.execute(database.store.db)
        await engine.run()
      })

      expect(said()).toEqual(['một'])
      expect(await stateOf(id)).toBe('sent')
    })

    it('during a second try is taken for that of the second, and the first keeps its mark', async () => {
      engine.platform.script('lan', { kind: 'cut' }, { kind: 'cut' })
      const id = await plan('answer', 'một')
      await engine.run()
      engine.aheadMs += 10_000

      await whileCalling(2, () => hear('e1', 'một'))

      expect(await stateOf(id)).toBe('sent')
      expect((await attempts(id)).map(({ outcome }) => outcome)).toEqual(['unknown', 'sent'])
      await hear('e2', 'một')
      expect((await attempts(id)).map(({ outcome }) => outcome)).toEqual(['unknown', 'sent'])
      expect(said()).toHaveLength(2)
    })

    it('of a second try that is answered leaves the mark of what may be there twice', async () => {
      engine.platform.script('lan', { kind: 'cut' })
      const id = await plan('answer', 'một')
      await engine.run()
      engine.aheadMs += 10_000

      await whileCalling(2, () => hear('m2', 'một'))

      expect((await attempts(id)).map(({ outcome }) => outcome)).toEqual(['unknown', 'sent'])
    })
  })
})
