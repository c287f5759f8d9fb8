import { beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { BroadcastId } from '../../../src/domain/id.ts'
import { isQuiet, nightAt } from '../../../src/domain/quiet-hours.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { askedAbout, type Held } from '../../../src/storage/sending/broadcast-holds.ts'
import { cancelBroadcast } from '../../../src/storage/sending/broadcasts.ts'
import { countDeliveries } from '../../../src/storage/sending/count-copies.ts'
import { pauseBroadcast, resumeBroadcast } from '../../../src/storage/sending/pause-and-stop.ts'
import { retryFailed } from '../../../src/storage/sending/plan-again.ts'
import { restartLane, stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { planEdit, planMessage } from '../../../src/storage/sending/plan-message.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { holdBroadcast } from '../../../src/usecases/sending/hold-broadcast.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import type { PlainAnswer } from '../../support/plain-platform.ts'
import { givenBroadcast, givenChat, givenPerson, givenUnit } from '../../support/rows.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { zoneWhereItIs } from '../../support/zone-where-it-is.ts'

const stage = setBroadcastStage()

describe('a broadcast that should not go on without a word', () => {
  const HOUR = 60 * 60_000
  const stateOf = (id: BroadcastId) =>
    stage.store.db
      .selectFrom('broadcast')
      .select(['state', 'pause_reason'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  const resume = (id: BroadcastId) =>
    inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, stage.engine.deps.clock.now()))
  const askedOf = async (id: BroadcastId) =>
    (await askedAbout(stage.store, id, stage.engine.deps.clock.now())).about
  const names = (count: number) => Array.from({ length: count }, (_, index) => `n${index}`)

  it('is held when many copies fail, and goes on to the rest when somebody says so', async () => {
    stage.engine = await stage.start({
      pace: { ...stage.engine.channel.capabilities.pace, perSecond: 10 },
    })
    const id = await stage.toGroups(names(40))
    await stage.expand(id)
    for (const name of names(25))
      stage.engine.platform.script(name, { kind: 'blocked', state: 'left' })
    await stage.engine.run()

    expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'failures' })
    expect(stage.engine.held).toEqual(['failures'])
    expect(stage.engine.platform.calls.length).toBeLessThan(40)

    await resume(id)
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)

    expect(await stage.engine.states(id)).toEqual({ sent: 15, unreachable: 25 })
    expect((await stateOf(id)).state).toBe('finished')
  })

  it('is held when its document is refused by all although its words arrive', async () => {
    stage.engine = await stage.start({
      pace: { ...stage.engine.channel.capabilities.pace, perSecond: 50 },
    })
    stage.engine.copy = ['chữ', 'tệp']
    const id = await stage.toGroups(names(40))
    await stage.expand(id)
    const refused = { kind: 'refused', why: 'file-refused' } as const
    for (const name of names(40)) stage.engine.platform.script(name, { kind: 'ok' }, refused)
    await stage.engine.run()

    expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'failures' })
    expect(await askedOf(id)).toEqual(['file-refused'])
  })

  it('is held once for each reason, though the process dies, and once more when what failed is tried again', async () => {
    stage.engine = await stage.start({
      pace: { ...stage.engine.channel.capabilities.pace, perSecond: 50 },
    })
    const id = await stage.toGroups(names(155))
    await stage.expand(id)
    const refused = { kind: 'refused', why: 'refused' } as const
    const answers = (count: number, answer: PlainAnswer) => Array<PlainAnswer>(count).fill(answer)
    stage.engine.platform.script(
      '*',
      ...answers(70, refused),
      // More of each than ends it, for the calls that go out before a busy machine has written the hold.
      ...answers(45, { kind: 'blocked', state: 'left' }),
      ...answers(30, { kind: 'cut' }),
    )
    // Each run is another owner, who knows only what is written.
    const goOn = async () => {
      await stage.engine.run()
      return stateOf(id)
    }

    expect(await goOn()).toEqual({ state: 'paused', pause_reason: 'failures' })
    expect(await askedOf(id)).toEqual(['refused'])
    await resume(id)
    expect(await goOn()).toEqual({ state: 'paused', pause_reason: 'failures' })
    expect(await askedOf(id)).toEqual(['refused', 'left'])
    expect((await stage.engine.states(id))['rejected']).toBe(70)
    await resume(id)
    expect(await goOn()).toEqual({ state: 'paused', pause_reason: 'unknowns' })
    await resume(id)
    expect(await goOn()).toEqual({ state: 'sending', pause_reason: null })
    await updateProgress(stage.engine.deps, id)
    expect(await stage.engine.states(id)).toEqual({
      sent: 10,
      rejected: 70,
      unreachable: 45,
      unknown: 30,
    })

    await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
    stage.engine.platform.script('*', ...answers(50, refused))
    expect(await goOn()).toEqual({ state: 'paused', pause_reason: 'failures' })
    expect(stage.engine.held).toEqual(['failures', 'failures', 'unknowns', 'failures'])
  })

  it('is not held for what had failed before somebody tried again, though its lane has gone on since', async () => {
    stage.engine = await stage.start({
      pace: { ...stage.engine.channel.capabilities.pace, perSecond: 50 },
    })
    const { platform, deps } = stage.engine
    const id = await stage.toGroups(names(19))
    await stage.expand(id)
    await stage.expand(await stage.toGroups(['khác']))
    const refused = { kind: 'refused', why: 'refused' } as const
    for (const name of names(19)) platform.script(name, refused, refused)
    platform.script('khác', { kind: 'hang' })
    const running = stage.engine.run()
    const allFail = () =>
      waitUntil('all have failed', async () => (await stage.engine.states(id))['rejected'] === 19)

    await allFail()
    await updateProgress(deps, id)
    await inTransaction(stage.store, (tx) => retryFailed(tx, id, deps.clock.now()))
    await platform.until(({ calls }) => calls.length > 20)
    await allFail()

    expect(await stateOf(id)).toEqual({ state: 'sending', pause_reason: null })
    await Promise.all([platform.stop(), running])
  })

  it('is held for a reason by one of two processes, and by neither when somebody has let it pass', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    const held = { reason: 'failures', count: 20, of: 20, why: 'left', isMore: false } as const
    const hold = (reason: Held) =>
      Promise.all([0, 1].map(() => holdBroadcast(stage.engine.deps, id, reason)))

    expect((await hold(held)).filter(Boolean)).toHaveLength(1)
    await resume(id)
    expect(await hold(held)).toEqual([false, false])
    expect((await hold({ ...held, why: 'blocked' })).filter(Boolean)).toHaveLength(1)
    expect(stage.engine.held).toEqual(['failures', 'failures'])
  })

  it('is held when of many it is not known whether they arrived', async () => {
    stage.engine = await stage.start({
      pace: { ...stage.engine.channel.capabilities.pace, perSecond: 20 },
    })
    const id = await stage.toGroups(names(30))
    await stage.expand(id)
    stage.engine.platform.script(
      '*',
      ...Array.from({ length: 30 }, () => ({ kind: 'cut' }) as const),
    )
    await stage.engine.run()

    expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'unknowns' })
    const { unknown = 0, planned = 0 } = await stage.engine.states(id)
    expect(unknown).toBeGreaterThan(10)
    expect(unknown + planned).toBe(30)
  })

  it.each([
    { how: 'fail', answer: { kind: 'blocked', state: 'left' }, states: { unreachable: 20 } },
    { how: 'are unknown', answer: { kind: 'cut' }, states: { unknown: 20 } },
  ] as const)(
    'ends when its last copies $how, because nothing is left to be held',
    async (last) => {
      const id = await stage.toGroups(names(20))
      await stage.expand(id)
      for (const name of names(20)) stage.engine.platform.script(name, last.answer)
      await stage.engine.run()
      await updateProgress(stage.engine.deps, id)

      expect(await stateOf(id)).toEqual({ state: 'finished', pause_reason: null })
      expect(stage.engine.held).toEqual([])
      expect(await stage.engine.states(id)).toEqual(last.states)
    },
  )

  it('is held before a directive is sent once more to all of whom it is not known', async () => {
    const id = await stage.toGroups(names(20), { kind: 'directive' })
    await stage.expand(id)
    for (const name of names(20)) stage.engine.platform.script(name, { kind: 'cut' })
    await stage.engine.run()

    expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'unknowns' })
  })

  it('is not held for the calls that a process cuts off when it stops', async () => {
    const id = await stage.toGroups(names(12))
    await stage.expand(id)
    stage.engine.platform.script(
      '*',
      ...Array.from({ length: 12 }, () => ({ kind: 'hang' }) as const),
    )
    const stopping = new AbortController()
    const run = stage.engine.run(stopping.signal)
    await stage.engine.platform.until(({ calls }) => calls.length === 12)
    stopping.abort()
    await run

    expect(await stage.engine.states(id)).toEqual({ unknown: 12 })
    expect(await stateOf(id)).toEqual({ state: 'sending', pause_reason: null })
  })

  it('is not sent when its hour passed long ago, until somebody wants it all the same', async () => {
    const id = await stage.toGroups(['a', 'b'], { releaseAt: new Date(Date.now() - 2 * HOUR) })

    await Promise.all([stage.expand(id), stage.expand(id)])
    await stage.engine.run()
    expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'late' })
    expect(stage.engine.held).toEqual(['late'])
    expect(stage.arrived()).toEqual([])

    await resume(id)
    await stage.expand(id)
    await stage.engine.run()
    expect(stage.arrived().sort()).toEqual(['a', 'b'])
  })

  it('is taken back as if it had never been when its hour passed and nobody wants it', async () => {
    const id = await stage.toGroups(['a'], { releaseAt: new Date(Date.now() - 2 * HOUR) })
    await stage.expand(id)

    expect(await cancelBroadcast(stage.store, id, new Date())).toBe(true)

    await stage.expand(id)
    await stage.engine.run()
    expect(stage.arrived()).toEqual([])
    expect((await stateOf(id)).state).toBe('cancelled')
  })

  it('cannot be taken back when copies of it are written', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))

    expect(await cancelBroadcast(stage.store, id, new Date())).toBe(false)
  })

  it('goes on after a power cut of an afternoon, and asks after a night', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    stage.engine.aheadMs += 5 * HOUR
    await updateProgress(stage.engine.deps, id)
    expect((await stateOf(id)).state).toBe('sending')

    stage.engine.aheadMs += 7 * HOUR
    await stage.engine.run()
    expect(stage.arrived()).toEqual([])
    await updateProgress(stage.engine.deps, id)
    expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'interrupted' })
    expect(stage.engine.held).toEqual(['interrupted'])

    await resume(id)
    await stage.engine.run()
    expect(stage.arrived().sort()).toEqual(['a', 'b'])
  })

  it('sends nothing that it has in hand when its machine wakes after hours', async () => {
    stage.engine = await stage.start({
      pace: { ...stage.engine.channel.capabilities.pace, perSecond: 4 },
    })
    const id = await stage.toGroups(names(8))
    await stage.expand(id)
    const run = stage.engine.run()
    await waitUntil('the first arrives', () => stage.arrived().length > 0, 20_000, 10)
    stage.engine.aheadMs += 7 * HOUR
    await run

    expect(stage.arrived().length).toBeLessThan(4)
    await updateProgress(stage.engine.deps, id)
    expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'interrupted' })
  })

  const MINUTE = 60_000
  /** So many minutes go by, in which it is looked after. */
  const passes = async (minutes: number, id: BroadcastId, each?: (now: Date) => Promise<void>) => {
    for (let minute = 0; minute < minutes; minute += 9) {
      stage.engine.aheadMs += 9 * MINUTE
      await each?.(stage.engine.deps.clock.now())
      await updateProgress(stage.engine.deps, id)
    }
  }

  it('waits behind a bot that may not send until that is mended, and goes by itself then', async () => {
    const { instanceId } = stage.engine
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    await stopLaneOf(stage.store, instanceId, 'token-refused')
    await passes(8 * 60, id)

    await restartLane(stage.store, instanceId)
    await stage.engine.run()

    expect(stage.engine.held).toEqual([])
    expect(stage.arrived()).toEqual(['a'])
  })

  it('goes on once its bot has quota again, however long that was gone', async () => {
    const { instanceId, deps } = stage.engine
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    const now = deps.clock.now()
    await stage.store.db
      .insertInto('lane')
      .values({
        channel_instance_id: instanceId,
        owner: null,
        wait_from: now,
        wait_until: new Date(now.getTime() + 8 * HOUR),
      })
      .execute()
    await passes(8 * 60, id)
    await stage.engine.run()

    expect(stage.engine.held).toEqual([])
    expect(stage.arrived()).toEqual(['a'])
  })

  describe('at night', () => {
    const comesBack = async (id: BroadcastId): Promise<void> => {
      const { chat_id: chatId } = await stage.onlyCopy(id)
      const now = stage.engine.deps.clock.now()
      const night = nightAt(now, stage.engine.deps.settings.timeZone)
      await inTransaction(stage.store, (tx) =>
        noteChatState(tx, { chatId, state: 'active', reason: null, now, night }),
      )
    }
    beforeEach(() => {
      const settings = { ...stage.engine.deps.settings, timeZone: zoneWhereItIs(23) }
      stage.engine.deps = { ...stage.engine.deps, settings }
    })

    it('asks after a power cut of half an hour, before anything more goes out', async () => {
      const id = await stage.toGroups(['a', 'b'])
      await stage.expand(id)
      stage.engine.aheadMs += 30 * MINUTE

      await stage.engine.run()
      expect(stage.arrived()).toEqual([])
      await updateProgress(stage.engine.deps, id)
      expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'interrupted' })
      expect(stage.engine.held).toEqual(['interrupted'])

      await resume(id)
      await stage.engine.run()
      expect(stage.arrived().sort()).toEqual(['a', 'b'])
    })

    it('asks when its hour has passed half an hour ago', async () => {
      const releaseAt = new Date(Date.now() - 30 * MINUTE)
      const id = await stage.toGroups(['a'], { releaseAt })

      await stage.expand(id)
      await stage.engine.run()

      expect(await stateOf(id)).toEqual({ state: 'paused', pause_reason: 'late' })
      expect(stage.arrived()).toEqual([])
    })

    it('asks when nothing of it could be sent for ten minutes, though somebody has looked after it all the time', async () => {
      const id = await stage.toGroups(['a'])
      await stage.expand(id)
      await passes(30, id)
      await stage.engine.run()

      expect(stage.engine.held).toEqual(['interrupted'])
      expect(stage.arrived()).toEqual([])
    })

    it('goes on when it was begun by day, while its bot sends what goes before it', async () => {
      await stage.expand(await stage.toGroups(['khẩn']))
      await stage.engine.run()
      const id = await stage.toGroups(['a'])
      await stage.expand(id)
      await passes(120, id, async (now) => {
        await stage.store.db.updateTable('attempt').set({ started_at: now }).execute()
      })
      await stage.engine.run()

      expect(stage.engine.held).toEqual([])
      expect(stage.arrived()).toEqual(['khẩn', 'a'])
    })

    it.each([
      { what: 'a copy', urgent: false, inMorning: true },
      { what: 'an urgent one', urgent: true, inMorning: false },
    ])('has what the platform puts off to midnight wait for the morning: $what', async (one) => {
      const wantedAt = new Date(Date.now() - 3 * HOUR)
      const id = await stage.toGroups(['a'], { urgent: one.urgent })
      await stage.expand(id)
      await sql`update delivery set created_at = ${wantedAt}`.execute(stage.store.db)
      stage.engine.platform.script('a', { kind: 'wait', afterMs: HOUR, why: 'person-quota' })
      await stage.engine.run()

      const waiting = await stage.store.db
        .selectFrom('delivery')
        .select('next_at')
        .where('broadcast_id', '=', id)
        .executeTakeFirstOrThrow()
      const { timeZone } = stage.engine.deps.settings
      expect(isQuiet(waiting.next_at, timeZone)).toBe(!one.inMorning)
      await passes(5 * 60, id)
      expect([stage.engine.held, (await stateOf(id)).state]).toEqual([[], 'sending'])
    })

    it('sends a group that comes back what it has missed in the morning, but what is urgent at once', async () => {
      const releasedAt = new Date(Date.now() - 3 * HOUR)
      const missed = async (name: string, urgent: boolean): Promise<BroadcastId> => {
        const id = await stage.toGroups([name], { urgent })
        await stage.expand(id)
        await sql`update broadcast set release_at = ${releasedAt}`.execute(stage.store.db)
        stage.engine.platform.script(name, { kind: 'blocked', state: 'left' })
        await stage.engine.run()
        await updateProgress(stage.engine.deps, id)
        await comesBack(id)
        await stage.engine.run()
        return id
      }
      const id = await missed('a', false)
      expect(stage.arrived()).toEqual([])
      await missed('b', true)
      expect(stage.arrived()).toEqual(['b', 'b'])

      await passes(8 * 60, id)
      await stage.engine.run()
      expect(stage.arrived()).toEqual(['b', 'b', 'a', 'a'])
    })

    const bot = () => stage.engine.instanceId
    const ago = (hours: number) => new Date(Date.now() - hours * HOUR)
    it.each([
      {
        what: 'its bot was stopped',
        rest: async () => {
          await stopLaneOf(stage.store, bot(), 'token-refused')
          await stage.store.db
            .updateTable('lane')
            .set({ rest_from: ago(2) })
            .execute()
          await restartLane(stage.store, bot())
        },
      },
      {
        what: 'its bot had no quota',
        rest: async () => {
          const rest = { rest_from: ago(2), rest_until: ago(0) }
          const lane = { channel_instance_id: bot(), owner: null, ...rest }
          await stage.store.db.insertInto('lane').values(lane).execute()
        },
      },
      {
        what: 'its chat was to be left alone',
        rest: async () => {
          const rest = { wait_from: ago(2), wait_until: ago(0) }
          await stage.store.db.updateTable('chat').set(rest).execute()
        },
      },
    ])('has what was held up until now wait for the morning: $what', async ({ rest }) => {
      const id = await stage.toGroups(['a'])
      const urgent = await stage.toGroups(['khẩn'], { urgent: true })
      for (const one of [id, urgent]) await stage.expand(one)
      await sql`update delivery set created_at = ${ago(3)}`.execute(stage.store.db)
      await rest()
      await stage.engine.run()
      expect(stage.arrived()).toEqual(['khẩn'])
      const { heldUp } = await countDeliveries(stage.store, id)
      expect([stage.engine.held, heldUp]).toEqual([[], 1])

      await passes(8 * 60, id)
      await stage.engine.run()
      expect(stage.arrived()).toEqual(['khẩn', 'a'])
    })

    it('does not forget a long rest for a short wait that comes right after it', async () => {
      const id = await stage.toGroups(['a', 'b'])
      const urgent = await stage.toGroups(['khẩn'], { urgent: true })
      for (const one of [id, urgent]) await stage.expand(one)
      await sql`update delivery set created_at = ${ago(3)}`.execute(stage.store.db)
      const rest = { rest_from: ago(2), rest_until: ago(0) }
      const lane = { channel_instance_id: bot(), owner: null, ...rest }
      await stage.store.db.insertInto('lane').values(lane).execute()
      stage.engine.platform.script('khẩn', {
        kind: 'wait',
        afterMs: 300,
        why: 'offline',
        scope: 'lane',
      })

      await stage.engine.run()
      await waitUntil('the urgent one arrives', async () => {
        await stage.engine.run()
        return stage.arrived().length > 0
      })

      expect(stage.arrived()).toEqual(['khẩn'])
      const { rest_from } = await stage.store.db
        .selectFrom('lane')
        .select('rest_from')
        .where('channel_instance_id', '=', bot())
        .executeTakeFirstOrThrow()
      expect(rest_from).toEqual(rest.rest_from)
    })

    it('does not forget it for a second stop, as when a token is tried that is no better', async () => {
      const id = await stage.toGroups(['a'])
      await stage.expand(id)
      await sql`update delivery set created_at = ${ago(3)}`.execute(stage.store.db)
      await stopLaneOf(stage.store, bot(), 'token-refused')
      await stage.store.db
        .updateTable('lane')
        .set({ rest_from: ago(2) })
        .execute()
      await restartLane(stage.store, bot())
      await stopLaneOf(stage.store, bot(), 'token-refused')
      await restartLane(stage.store, bot())
      await stage.engine.run()

      expect(stage.arrived()).toEqual([])
    })

    it('sends somebody who writes at night what has waited for that', async () => {
      const unit = await givenUnit(stage.store, 'thôn')
      const account = await givenChat(stage.store, bot(), 'lan')
      await givenPerson(stage.store, { units: [unit], account })
      const id = await givenBroadcast(stage.store, { units: [unit] })
      await stage.expand(id)
      await sql`update delivery set created_at = ${ago(3)}`.execute(stage.store.db)
      stage.engine.platform.script('lan', { kind: 'blocked', state: 'waiting-for-contact' })
      await stage.engine.run()
      const rest = { rest_from: ago(2), rest_until: new Date() }
      await stage.store.db.updateTable('lane').set(rest).execute()
      await comesBack(id)
      await stage.engine.run()

      expect(await stage.engine.states(id)).toEqual({ sent: 1 })
    })

    it('sends what waits for the morning when somebody lets it go on at night', async () => {
      const id = await stage.toGroups(['a'])
      await stage.expand(id)
      await sql`update delivery set created_at = ${ago(3)}`.execute(stage.store.db)
      const rest = { wait_from: ago(2), wait_until: ago(0) }
      await stage.store.db.updateTable('chat').set(rest).execute()
      await stage.engine.run()
      await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))

      await resume(id)
      await updateProgress(stage.engine.deps, id)
      await stage.engine.run()

      expect(stage.arrived()).toEqual(['a'])
    })

    it('goes on after a gap, and late, when it is urgent', async () => {
      const releaseAt = new Date(Date.now() - 30 * MINUTE)
      const id = await stage.toGroups(['a'], { releaseAt, urgent: true })
      await stage.expand(id)
      stage.engine.aheadMs += 30 * MINUTE
      await updateProgress(stage.engine.deps, id)
      await stage.engine.run()

      expect(stage.engine.held).toEqual([])
      expect(stage.arrived()).toEqual(['a'])
    })
  })

  it('does not keep its lane turning round meanwhile, nor holds up a change in the same chat', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    const { chat_id: chatId } = await stage.store.db
      .selectFrom('delivery')
      .select('chat_id')
      .where('broadcast_id', '=', id)
      .executeTakeFirstOrThrow()
    const purpose = 'card'
    const priority = PRIORITY.answer
    const planned = { chatId, message: plainMessage('thẻ'), purpose, priority } as const
    const deliveryId = await planMessage(stage.store, planned)
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    await stage.engine.run()
    await stage.store.db
      .updateTable('broadcast')
      .set({ state: 'sending' })
      .where('id', '=', id)
      .execute()
    stage.engine.aheadMs += 7 * HOUR
    const message = plainMessage('thẻ mới')
    await inTransaction(stage.store, (tx) =>
      planEdit(tx, { deliveryId, message, purpose, priority }),
    )
    stage.engine.jobs.length = 0

    await stage.engine.run()

    expect(stage.engine.platform.calls.map(({ text }) => text)).toEqual(['thẻ', 'thẻ mới'])
    expect(stage.engine.jobs).toEqual([])
  })
})
