import { afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type {
  Capabilities,
  Channel,
  SendContext,
  SendOutcome,
} from '../../../src/channels/channel.ts'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { PRIORITY, type DeliveryPurpose } from '../../../src/domain/delivery.ts'
import { newId, type ChatId, type DeliveryId } from '../../../src/domain/id.ts'
import { createKeyring } from '../../../src/domain/keyring.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { planEdit, planMessage } from '../../../src/storage/sending/plan-message.ts'
import { connectDatabase } from '../../../src/storage/database.ts'
import { findOrphanedLanes } from '../../../src/storage/sending/lanes.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { createLane } from '../../../src/usecases/sending/lane.ts'
import { monotonicNow } from '../../../src/usecases/sending/monotonic-now.ts'
import { LEASE_MS, runLane } from '../../../src/usecases/sending/run-lane.ts'
import { MOST_CALLS_OUT } from '../../../src/usecases/sending/slots.ts'
import { openDatabaseLine } from '../../support/database-line.ts'
import { createTestDatabase } from '../../support/database.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import type { EngineTask } from '../../support/engine-main.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { endLease, givenChat, givenDeadOwner } from '../../support/rows.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { waitForLockWaits } from '../../support/lock-wait.ts'

/** Less than the five seconds after which a lease that can be renewed is, on a machine with much other work. */
const RENEWED_WITHIN_MS = 3_500

describe('a lane', () => {
  const key = randomBytes(32)
  const database = setTestDatabase('all')
  let store: Store
  let engine: TestEngine
  const engines: TestEngine[] = []

  const start = async (capabilities?: Partial<Capabilities>): Promise<TestEngine> => {
    const started = await startTestEngine(store, capabilities)
    engines.push(started)
    return started
  }

  beforeAll(() => {
    const keys = createKeyring({ keys: [{ id: 'test', key }], current: 'test' })
    store = { db: database.store.db, keys }
  })
  beforeEach(async () => {
    engine = await start()
  })
  afterEach(() => Promise.all(engines.splice(0).map((each) => each.stop())))

  const planFor =
    (purpose: DeliveryPurpose) =>
    (chatId: ChatId, ...paragraphs: string[]): Promise<DeliveryId> =>
      planMessage(store, {
        chatId,
        message: plainMessage(...paragraphs),
        purpose,
        priority: PRIORITY.answer,
      })
  const plan = planFor('reminder')
  const planMany = async (count: number): Promise<DeliveryId[]> => {
    const ids: DeliveryId[] = []
    for (let index = 0; index < count; index++)
      ids.push(await plan(await givenChat(store, engine.instanceId, `c${index}`), `tin ${index}`))
    return ids
  }
  /** As if fifteen seconds had gone by since the owner was last heard of. */
  const letLeaseRunOut = () => endLease(store, engine.instanceId)

  it('has one owner at a time, and each message goes once', async () => {
    engine.platform.latencyMs = 10
    await planMany(30)

    await Promise.all([engine.run(), engine.run(), engine.run()])

    expect(engine.platform.calls).toHaveLength(30)
    expect(new Set(engine.platform.calls.map(({ chat }) => chat)).size).toBe(30)
  })

  it('begins with what takes its chat longest, and tears no message apart for another', async () => {
    const pace = { ...engine.channel.capabilities.pace, perSecond: 8, privateGapMs: 900 }
    const paced = await start({ pace })
    for (const [name, parts] of [
      ['a', ['a1']],
      ['b', ['b1', 'b2']],
      ['c', ['c1']],
      ['d', ['d1', 'd2', 'd3', 'd4']],
      ['e', ['e1', 'e2']],
    ] as const)
      await plan(await givenChat(store, paced.instanceId, name), ...parts)

    await paced.run()

    const said = paced.platform.calls.map(({ text }) => text)
    expect(said.slice(0, 5)).toEqual(['d1', 'b1', 'e1', 'a1', 'c1'])
    expect(said.filter((text) => text.startsWith('d'))).toEqual(['d1', 'd2', 'd3', 'd4'])
  })

  it('is seen to be without an owner as soon as that one is dead, not when the lease runs out', async () => {
    engine.platform.latencyMs = 300
    await planMany(1)
    const orphans = () => findOrphanedLanes(store, 15_000)

    const run = engine.run()
    await engine.platform.until((platform) => platform.calls.length === 1)
    expect(await orphans()).not.toContain(engine.instanceId)
    await run
    expect(await orphans()).not.toContain(engine.instanceId)

    // An owner whose connection is gone, heard of a moment ago.
    await sql`update lane set owner = gen_random_uuid(), lease_until = now() + interval '15 seconds'
      where channel_instance_id = ${engine.instanceId}`.execute(store.db)
    expect(await orphans()).toContain(engine.instanceId)
  })

  it('goes on in its own process when the connection of its life lock carries nothing any more', async () => {
    const line = await openDatabaseLine(database.pg)
    const far = connectDatabase(line.pg, { log: quietLog })
    const slow = await startTestEngine({ ...store, db: far.db })
    engines.push(slow)
    // More than is out when the lease has been found not to be renewed, which takes nine seconds.
    const parts = Array.from({ length: 12 }, (_, index) => `phần ${index}`)
    slow.platform.latencyMs = 1_500
    await plan(await givenChat(store, slow.instanceId, 'long'), ...parts)
    try {
      const fence = async () =>
        (
          await store.db
            .selectFrom('lane')
            .select('fence')
            .where('channel_instance_id', '=', slow.instanceId)
            .executeTakeFirstOrThrow()
        ).fence
      const run = slow.run()
      await slow.platform.until(({ calls }) => calls.length === 1)
      const first = await fence()
      expect(line.silence('pg_advisory_lock(')).toBe(1)
      await waitUntil('the lane is taken anew', async () => (await fence()) !== first, 40_000)
      expect(slow.platform.calls.length).toBeLessThan(parts.length)

      slow.platform.latencyMs = 0
      await run
      expect(slow.platform.calls.map(({ text }) => text)).toEqual(parts)
    } finally {
      await line.stop()
      await far.close()
    }
  })

  it('goes on at once, in its own process, when its database is back after longer than a lease', async () => {
    const line = await openDatabaseLine(database.pg)
    const far = connectDatabase(line.pg, { log: quietLog })
    const slow = await startTestEngine(
      { ...store, db: far.db },
      { pace: { ...engine.channel.capabilities.pace, perSecond: 20 } },
    )
    engines.push(slow)
    const ids: DeliveryId[] = []
    for (let index = 0; index < 40; index++)
      ids.push(await plan(await givenChat(store, slow.instanceId, `b${index}`), `tin ${index}`))
    try {
      const run = slow.run()
      await slow.platform.until(({ calls }) => calls.length >= 3)
      line.cut()
      await sleep(LEASE_MS + 1_000)
      const before = slow.platform.calls.length
      line.mend()
      const mendedAt = monotonicNow()
      await slow.platform.until(({ calls }) => calls.length > before)
      expect(monotonicNow() - mendedAt).toBeLessThan(RENEWED_WITHIN_MS)
      await run

      const said = slow.platform.calls.map(({ text }) => text)
      expect(said.toSorted()).toEqual(ids.map((_, index) => `tin ${index}`).toSorted())
      for (const id of ids) expect(await slow.delivery(id)).toMatchObject({ state: 'sent' })
    } finally {
      await line.stop()
      await far.close()
    }
  })

  it('goes on, and loses nothing, when the connections that it works with carry nothing any more', async () => {
    const line = await openDatabaseLine(database.pg)
    const far = connectDatabase(line.pg, { log: quietLog, lookEveryMs: 400 })
    const slow = await startTestEngine(
      { ...store, db: far.db },
      { pace: { ...engine.channel.capabilities.pace, perSecond: 20 } },
    )
    engines.push(slow)
    const ids: DeliveryId[] = []
    for (let index = 0; index < 40; index++)
      ids.push(await plan(await givenChat(store, slow.instanceId, `f${index}`), `tin ${index}`))
    try {
      let hasEnded = false
      const run = slow.run().finally(() => (hasEnded = true))
      await slow.platform.until(({ calls }) => calls.length >= 3)
      expect(line.silence('/* prepared:')).toBeGreaterThan(0)
      await waitUntil('all is sent', () => hasEnded, 20_000)
      await run

      const said = slow.platform.calls.map(({ text }) => text)
      expect(said.toSorted()).toEqual(ids.map((_, index) => `tin ${index}`).toSorted())
      for (const id of ids) expect(await slow.delivery(id)).toMatchObject({ state: 'sent' })
    } finally {
      await line.stop()
      await far.close()
    }
  })

  it('makes no more calls in a process that stops, and is asked for again with what is left', async () => {
    const slow = await start({ pace: { ...engine.channel.capabilities.pace, perSecond: 2 } })
    for (let index = 0; index < 20; index++)
      await plan(await givenChat(store, slow.instanceId, `s${index}`), 'một', 'hai')
    const stopping = new AbortController()

    const run = slow.run(stopping.signal)
    // Two go at once, the next ones are claimed ahead of their slots.
    await slow.platform.until((platform) => platform.calls.length >= 2)
    stopping.abort()
    await run

    // Also the two whose second part is still to go are put down, for whoever takes the lane up.
    expect(slow.platform.calls).toHaveLength(2)
    const states = await store.db
      .selectFrom('delivery')
      .select('state')
      .where('channel_instance_id', '=', slow.instanceId)
      .execute()
    expect(states.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'planned'))
    expect(slow.jobs).toContainEqual({
      name: 'run-lane',
      data: { channelInstanceId: slow.instanceId },
    })
  })

  it('gives no slot to a claimed call when its chat is frozen, the bot is to wait long, or the lane ends', async () => {
    const pace = { ...engine.channel.capabilities.pace, perSecond: 2 }
    const { deps, channel, instanceId } = await start({ pace })
    const lease = {
      instanceId,
      owner: newId<string>(),
      fence: '1',
      wait: null,
      rest: null,
      hasUnjudged: false,
    }
    const lane = createLane(deps, channel, lease, Infinity)
    const slotFor = (name: string) =>
      lane.slots.take({ chatId: name as ChatId, type: 'private', editOf: null }, monotonicNow())
    // One slot, and one ahead of it.
    expect(await Promise.all([slotFor('a'), slotFor('b')])).toEqual([true, true])

    lane.pacer.freezeChat('c' as ChatId, monotonicNow() + 60_000)
    expect(await slotFor('c')).toBe(false)
    const waiting = slotFor('d')
    lane.end = 'stopping'
    expect(await waiting).toBe(false)
    lane.end = null
    lane.pacer.freezeLane(monotonicNow() + 5_000)
    expect(await slotFor('e')).toBe(false)
  }, 4_000)

  it('has no more calls out than there are connections, lets the next go when one ends, and gives a claim back after a second', async () => {
    const { deps, channel, instanceId } = await start()
    const lease = {
      instanceId,
      owner: newId<string>(),
      fence: '1',
      wait: null,
      rest: null,
      hasUnjudged: false,
    }
    const { slots } = createLane(deps, channel, lease, Infinity)
    const take = (name: string): Promise<boolean> =>
      slots.take({ chatId: name as ChatId, type: 'private', editOf: null }, monotonicNow())
    const first = Array.from({ length: MOST_CALLS_OUT }, (_, index) => take(`first ${index}`))
    expect(new Set(await Promise.all(first))).toEqual(new Set([true]))

    const next = ['2', '3', '4', '5', '6'].map((name) => take(name))
    slots.leave()
    expect(await next[0]).toBe(true)
    expect(slots.callsOut()).toBe(MOST_CALLS_OUT)
    const begun = monotonicNow()
    expect(await Promise.all(next)).toEqual([true, false, false, false, false])
    // All have waited at the same time, not one after the other.
    expect(monotonicNow() - begun).toBeLessThan(3_900)
    slots.leave()
    expect(await take('last')).toBe(true)
  }, 8_000)

  it('is not stuck when more ask for it at once than there are connections', async () => {
    const narrow = await createTestDatabase({ poolSize: 3 })
    const own = await startTestEngine(narrow.store)
    engines.push(own)
    const chat = await givenChat(narrow.store, own.instanceId, 'a')
    const message = plainMessage('tin')
    const planned = {
      chatId: chat,
      message,
      purpose: 'reminder',
      priority: PRIORITY.answer,
    } as const
    const id = await planMessage(narrow.store, planned)

    await Promise.all(Array.from({ length: 12 }, () => own.run()))

    expect(await own.delivery(id)).toMatchObject({ state: 'sent' })
    await narrow.close()
  }, 20_000)

  it('judges what a dead owner left: a call that was out is unknown, what was between two parts is sent', async () => {
    const [out, between, waiting] = await Promise.all(
      ['a', 'b', 'c'].map(async (name) =>
        plan(await givenChat(store, engine.instanceId, name), name),
      ),
    )
    if (!out || !between || !waiting) throw new Error('rows')
    await givenDeadOwner(store, engine.instanceId)
    await sql`update delivery set state = 'sending', fence = 0 where id = any(${[out, between]}::uuid[])`.execute(
      store.db,
    )
    await sql`update delivery set calling = 0 where id = ${out}`.execute(store.db)

    await engine.run()

    expect(await engine.delivery(out)).toEqual({
      state: 'unknown',
      reason: 'interrupted',
      tries: 1,
    })
    expect(await engine.delivery(between)).toMatchObject({ state: 'sent' })
    expect(engine.platform.calls.map(({ text }) => text).sort()).toEqual(['b', 'c'])
    // The call that was out counts for whoever reckons later, and is the mark of what may be there.
    const attempts = await store.db
      .selectFrom('attempt')
      .select(['ordinal', 'outcome', 'reason'])
      .where('delivery_id', '=', out)
      .execute()
    expect(attempts).toEqual([{ ordinal: 0, outcome: 'unknown', reason: 'interrupted' }])
  })

  it('says once more what somebody waits for and may not have heard from a dead owner', async () => {
    const lan = await givenChat(store, engine.instanceId, 'lan')
    const id = await planFor('answer')(lan, 'một')
    const dieOverTheCall = async (): Promise<void> => {
      await sql`update delivery set state = 'sending', fence = 0, calling = 0
        where id = ${id}`.execute(store.db)
      await givenDeadOwner(store, engine.instanceId)
    }
    await dieOverTheCall()

    await engine.run()
    const first = await engine.delivery(id)
    await dieOverTheCall()
    await engine.run()

    expect(first).toMatchObject({ state: 'sent', tries: 1 })
    expect(await engine.delivery(id)).toMatchObject({ state: 'unknown', tries: 2 })
    expect(engine.platform.seen('lan')).toHaveLength(1)
  })

  it('lets an owner that was overtaken write nothing', async () => {
    const id = await plan(await givenChat(store, engine.instanceId, 'a'), 'một', 'hai')
    engine.platform.latencyMs = 300
    const slow = engine.run()
    await engine.platform.until(({ calls }) => calls.length === 1)
    await letLeaseRunOut()

    await engine.run()
    await slow

    expect(await engine.delivery(id)).toEqual({ state: 'unknown', reason: 'interrupted', tries: 1 })
    expect(engine.platform.calls).toHaveLength(1)
  })

  it('lets nothing of an overtaken owner leave that still waits for its connection', async () => {
    await plan(await givenChat(store, engine.instanceId, 'a'), 'một')
    let answer: (outcome: SendOutcome) => void = () => {}
    const sent = new Promise<SendOutcome>((resolve) => (answer = resolve))
    let mayLeave: SendContext['mayLeave']
    const channel: Channel = {
      ...engine.channel,
      send: (_to, _part, context) => {
        mayLeave = context.mayLeave
        return sent
      },
    }
    const slow = await startTestEngine(store)
    engines.push(slow)
    slow.deps = { ...slow.deps, channels: createChannelRegistry([channel]) }
    const run = runLane(slow.deps, engine.instanceId, new AbortController().signal)
    await waitUntil('its call is made', () => mayLeave !== undefined, 5_000, 10)
    expect(mayLeave?.()).toBe(true)

    await letLeaseRunOut()
    await engine.run()

    // It learns of it when it next renews its lease.
    await waitUntil('nothing may leave', () => mayLeave?.() === false, 8_000, 50)
    answer({ kind: 'retry-after', afterMs: 0, scope: 'chat', why: 'offline', reason: 'not sent' })
    await run
  }, 20_000)

  it('begins nothing on a lease that has run out before it was told that it has it, until that is renewed', async () => {
    await plan(await givenChat(store, engine.instanceId, 'a'), 'một')
    await sql`insert into lane (channel_instance_id) values (${engine.instanceId}) on conflict do nothing`.execute(
      store.db,
    )
    const mayLeave: (boolean | undefined)[] = []
    const channel: Channel = {
      ...engine.channel,
      send: (_to, _part, context) => {
        mayLeave.push(context.mayLeave?.())
        return Promise.resolve({ kind: 'sent', messageIds: ['1'] })
      },
    }
    const deps = { ...engine.deps, channels: createChannelRegistry([channel]) }
    const now = performance.now.bind(performance)
    const clock = jest.spyOn(performance, 'now')

    const { running } = await inTransaction(store, async (tx) => {
      await sql`select from lane where channel_instance_id = ${engine.instanceId} for update`.execute(
        tx.db,
      )
      const run = runLane(deps, engine.instanceId, new AbortController().signal)
      await waitForLockWaits(store)
      clock.mockImplementation(() => now() + 16_000)
      return { running: run }
    })
    await running
    clock.mockRestore()

    expect(mayLeave).toEqual([true])
  })
  const change = (deliveryId: DeliveryId, text: string): Promise<void> =>
    inTransaction(store, (tx) =>
      planEdit(tx, {
        deliveryId,
        message: plainMessage(text),
        purpose: 'card',
        priority: PRIORITY.answer,
      }),
    )

  it('keeps the newest edit when an earlier one comes back', async () => {
    const card = await plan(await givenChat(store, engine.instanceId, 'a'), 'một')
    await engine.run()
    await change(card, 'hai')
    engine.platform.script('a', { kind: 'wait', afterMs: 3_000 })
    engine.platform.latencyMs = 100
    const run = engine.run()
    await engine.platform.until(({ calls }) => calls.length === 2)
    await change(card, 'ba')
    await run
    await engine.later(4_000)

    expect(engine.platform.calls.map(({ text }) => text)).toEqual(['một', 'hai', 'ba'])
  })

  it('says the newest alone where its message was told to wait and changed meanwhile', async () => {
    const card = await plan(await givenChat(store, engine.instanceId, 'a'), 'một')
    engine.platform.script('a', { kind: 'wait', afterMs: 3_000 })
    engine.platform.latencyMs = 100
    const run = engine.run()
    await engine.platform.until(({ calls }) => calls.length === 1)
    await change(card, 'hai')
    await run
    await change(card, 'ba')
    await engine.later(4_000)

    expect(engine.platform.calls.map(({ text }) => text)).toEqual(['một', 'ba'])
  })

  it('stops in time with a call out, and gives the rest back', async () => {
    const ids = await planMany(3)
    engine.platform.script('c0', { kind: 'hang' })
    const stopping = new AbortController()
    const start = Date.now()
    const run = engine.run(stopping.signal)
    await engine.platform.until(({ calls }) => calls.length >= 3)

    stopping.abort()
    await run

    expect(Date.now() - start).toBeLessThan(9_000)
    const states = await Promise.all(ids.map((id) => engine.delivery(id)))
    expect(states.map(({ state }) => state)).toEqual(['unknown', 'sent', 'sent'])
  })

  it('keeps the pace of its bot, and takes over what the last minute has used of it', async () => {
    const pace = { ...engine.channel.capabilities.pace, perSecond: 40, privateGapMs: 500 }
    const paced = await start({ pace })
    const chats = await Promise.all(
      Array.from({ length: 30 }, (_, index) => givenChat(store, paced.instanceId, `p${index}`)),
    )
    for (const chatId of chats) await plan(chatId, 'tin')
    await paced.run()
    await plan(chats.at(-1) as ChatId, 'ngay sau')
    await paced.run()

    const times = paced.platform.calls.map(({ at }) => at)
    const mostInQuarter = Math.max(
      ...times.map((start) => times.filter((at) => at >= start && at < start + 250).length),
    )
    // Ten slots and one ahead; a busy machine may bring a few arrivals closer together.
    expect(mostInQuarter).toBeLessThanOrEqual(14)
    expect((times[29] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(600)
    const toOne = paced.platform.calls.filter(({ chat }) => chat === 'p29').map(({ at }) => at)
    expect((toOne[1] ?? 0) - (toOne[0] ?? 0)).toBeGreaterThan(400)
  })

  it('keeps the gap to a chat also behind a call that was late on its way', async () => {
    const pace = { ...engine.channel.capabilities.pace, privateGapMs: 500 }
    const paced = await start({ pace })
    const send = paced.channel.send.bind(paced.channel)
    let lateMs = 300
    paced.channel.send = async (...call) => {
      await sleep(lateMs)
      lateMs = 0
      return send(...call)
    }
    await plan(await givenChat(store, paced.instanceId, 'lan'), 'một', 'hai')

    await paced.run()

    const [first, second] = paced.platform.seen('lan').map(({ at }) => at)
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(400)
  })

  it('reckons with a dead owner’s call from the last moment at which it may have left', async () => {
    const pace = { ...engine.channel.capabilities.pace, privateGapMs: 800 }
    const paced = await start({ pace })
    const id = await planFor('answer')(await givenChat(store, paced.instanceId, 'lan'), 'một')
    await givenDeadOwner(store, paced.instanceId)
    await sql`update delivery set state = 'sending', fence = 0, calling = 0,
      called_at = ${new Date(Date.now() - 3_000)} where id = ${id}`.execute(store.db)
    const begun = Date.now()

    await paced.run()

    // It may have had its slot five seconds after its claim, by which alone the chat would be ready at once.
    expect(paced.platform.seen('lan')).toHaveLength(1)
    expect(Date.now() - begun).toBeGreaterThan(700)
  })

  it('stays slower after a change of owner when several chats were told to wait at once', async () => {
    const pace = { ...engine.channel.capabilities.pace, perSecond: 20 }
    const paced = await start({ pace })
    const plans = async (names: readonly string[]): Promise<void> => {
      for (const name of names) await plan(await givenChat(store, paced.instanceId, name), 'tin')
    }
    for (const name of ['x', 'y', 'z'])
      paced.platform.script(name, { kind: 'wait', afterMs: 60_000 })
    await plans(['x', 'y', 'z'])
    await paced.run()
    await plans(Array.from({ length: 21 }, (_, index) => `n${index}`))

    await paced.run()

    const times = paced.platform.seen().map(({ at }) => at)
    // Twenty gaps at 70 % of the rate take 1.43 s, at the whole of it one.
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(1_250)
  })

  it('sends everything once although the database drops its connections again and again', async () => {
    engine.platform.latencyMs = 20
    const pace = { ...engine.channel.capabilities.pace, perSecond: 100 }
    const paced = await start({ pace })
    paced.platform.latencyMs = 20
    const ids: DeliveryId[] = []
    for (let index = 0; index < 80; index++)
      ids.push(await plan(await givenChat(store, paced.instanceId, `d${index}`), 'một', 'hai'))
    const outside = await createTestDatabase()
    const name = await sql<{ name: string }>`select current_database() as name`.execute(store.db)
    const dropAll = () =>
      sql`select pg_terminate_backend(pid) from pg_stat_activity
        where datname = ${name.rows[0]?.name}`.execute(outside.store.db)

    let isOver = false
    const run = async (): Promise<void> => {
      // A lane that notices that its life lock is gone ends in order, to be taken again.
      while (!isOver) await paced.run()
    }
    const running = run()
    for (const calls of [20, 60, 100]) {
      await paced.platform.until((platform) => platform.calls.length >= calls)
      await dropAll()
    }
    isOver = true
    await running
    await paced.run()
    await outside.close()

    const states = await Promise.all(ids.map((id) => paced.delivery(id)))
    expect(new Set(states.map(({ state }) => state))).toEqual(new Set(['sent']))
    for (const index of ids.keys())
      expect(paced.platform.seen(`d${index}`).map(({ text }) => text)).toEqual(['một', 'hai'])
  })

  it('loses nothing and repeats nothing when its process is killed again and again', async () => {
    engine.platform.latencyMs = 15
    const ids = await planMany(150)
    const task: EngineTask = {
      pg: database.pg,
      key: key.toString('base64'),
      instanceId: engine.instanceId,
      origin: engine.platform.origin,
      perSecond: 200,
    }
    for (const killAt of [20, 60, 100])
      await sendUntilKilled(task, () => engine.platform.calls.length >= killAt)
    // The killed owner's lease has not run out; that it is dead is known once its connection is gone.
    await waitUntil('the owner is known to be dead', async () =>
      (await findOrphanedLanes(store, 15_000)).includes(engine.instanceId),
    )
    await engine.run()

    const states = await Promise.all(ids.map((id) => engine.delivery(id)))
    const fates = states.map(({ state }, index) => {
      const arrived = engine.platform.seen(`c${index}`).length
      return arrived <= 1 ? `${state}, ${state === 'unknown' ? 'shown' : arrived}` : 'twice'
    })
    expect([...new Set(fates)].sort()).toEqual(['sent, 1', 'unknown, shown'])
    const doubtful = states.filter(({ state }) => state === 'unknown').length
    // Three kills, each with the calls that were out and those just written down.
    expect(doubtful).toBeLessThan(3 * 30)
  })
})

/** Runs the engine as a process and kills it as soon as `isTime` holds. */
async function sendUntilKilled(task: EngineTask, isTime: () => boolean): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'test/support/engine-main.ts'], {
    env: { ...process.env, ENGINE_TASK: JSON.stringify(task), NODE_OPTIONS: '' },
    stdio: 'ignore',
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const watch = setInterval(() => {
    if (isTime()) child.kill('SIGKILL')
  }, 2)
  await ended
  clearInterval(watch)
}
