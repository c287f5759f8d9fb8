import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import type { BroadcastId } from '../../../src/domain/id.ts'
import { failedDeliveries } from '../../../src/storage/sending/failed-copies.ts'
import { standingOf } from '../../../src/storage/sending/count-copies.ts'
import {
  finishBroadcast,
  pauseBroadcast,
  resumeBroadcast,
  stopBroadcast,
} from '../../../src/storage/sending/pause-and-stop.ts'
import { stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { retryFailed } from '../../../src/storage/sending/plan-again.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { progressNow } from '../../../src/usecases/broadcast-progress.ts'
import { holdBroadcast } from '../../../src/usecases/sending/hold-broadcast.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import type { PlainAnswer } from '../../support/plain-platform.ts'
import { givenChat } from '../../support/rows.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'

const stage = setBroadcastStage()

describe('the progress of a broadcast', () => {
  it('is one message, changed in place, and ends the broadcast once', async () => {
    const officer = await givenChat(stage.store, stage.engine.instanceId, 'minh')
    const id = await stage.toGroups(['a', 'b'], { progressChatId: officer })
    let ends = 0
    const deps = {
      ...stage.engine.deps,
      onFinished: async () => {
        ends++
      },
    }
    await stage.expand(id)
    await updateProgress(deps, id)
    await stage.engine.run()

    await Promise.all([updateProgress(deps, id), updateProgress(deps, id)])
    await updateProgress(deps, id)

    expect(ends).toBe(1)
    expect(stage.engine.platform.seen('minh').map(({ text }) => text)).toEqual(['0/2'])
    expect((await standingOf(stage.store, id, new Date()))?.state).toBe('finished')
  })

  it('comes round every two seconds while something is left, and not after', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)

    await updateProgress(stage.engine.deps, id)
    const again = stage.engine.jobs.findLast(({ name }) => name === 'update-progress')
    // A little longer where counting takes long, as on a busy machine.
    expect(again?.delayMs).toBeGreaterThanOrEqual(2_000)
    await stage.engine.run()
    stage.engine.jobs.length = 0
    await updateProgress(stage.engine.deps, id)
    await updateProgress(stage.engine.deps, id)

    expect(stage.engine.jobs.filter(({ name }) => name === 'update-progress')).toEqual([])
  })

  it('comes round every ten seconds where all that is left waits, and nothing has moved for half a minute', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    stage.engine.platform.script('b', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
    await stage.engine.run()
    const pauseMs = async (): Promise<number> => {
      await updateProgress(stage.engine.deps, id)
      return stage.engine.jobs.findLast(({ name }) => name === 'update-progress')?.delayMs ?? 0
    }

    expect(await pauseMs()).toBeLessThan(10_000)
    stage.engine.aheadMs += 40_000
    expect(await pauseMs()).toBe(10_000)
    // Somebody looks again, so what comes now is shown soon.
    await inTransaction(stage.store, async (tx) => {
      await pauseBroadcast(tx, id)
      await resumeBroadcast(tx, id, stage.engine.deps.clock.now())
    })
    expect(await pauseMs()).toBeLessThan(10_000)
  })

  it('is not changed into itself while nothing moves', async () => {
    const officer = await givenChat(stage.store, stage.engine.instanceId, 'minh')
    const id = await stage.toGroups(['a', 'b', 'c'], { progressChatId: officer })
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
    stage.engine.platform.script('b', { kind: 'wait', afterMs: 7_200_000, why: 'quota' })
    await stage.engine.run()
    for (let round = 0; round < 4; round++) {
      stage.engine.aheadMs += 2_000
      await updateProgress(stage.engine.deps, id)
      await stage.engine.run()
    }
    stage.engine.aheadMs += 3_600_000
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    await stage.engine.run()

    const shown = stage.engine.platform.calls.filter(({ chat }) => chat === 'minh')
    expect(shown.map(({ text }) => text)).toEqual(['Bắt đầu gửi', '1/3', '2/3'])
  })

  it('tells what waits longer than a moment, and why', async () => {
    const id = await stage.toGroups(['a', 'b', 'c', 'd'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'wait', afterMs: 7_200_000 })
    stage.engine.platform.script('b', { kind: 'wait', afterMs: 5_000 })
    stage.engine.platform.script('c', { kind: 'wait', afterMs: 7_200_000, why: 'quota' })
    await stage.engine.run()

    const failures = await failedDeliveries(stage.store, id, 10)
    expect(new Map(failures.map(({ chat, why, waits }) => [chat, { why, waits }]))).toEqual(
      new Map([
        ['a', { why: 'too-many', waits: true }],
        ['c', { why: 'quota', waits: true }],
      ]),
    )
  })

  it('tells that it waits for a bot which may not send', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'unauthorised' })
    await stage.engine.run()

    expect(await failedDeliveries(stage.store, id, 10)).toMatchObject([
      { chat: 'a', why: 'token-refused', waits: true },
    ])
  })

  it('comes round while it is paused until what was on its way has ended', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'ok', afterMs: 500 })
    const running = stage.engine.run()
    await stage.engine.platform.until(({ calls }) => calls.length > 0)
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    const asksAgain = async (): Promise<boolean> => {
      stage.engine.jobs.length = 0
      await updateProgress(stage.engine.deps, id)
      return stage.engine.jobs.some(({ name }) => name === 'update-progress')
    }

    expect(await asksAgain()).toBe(true)
    await running
    expect(await asksAgain()).toBe(false)
  })

  describe('of a broadcast that is paused', () => {
    const read = (id: BroadcastId) =>
      stage.store.db
        .selectFrom('broadcast')
        .select(['state', 'pause_reason'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
    const FINISHED = { state: 'finished', pause_reason: null }
    const pause = (id: BroadcastId) => inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    /** Whether the sweeper would have it looked at. */
    const isFound = async (id: BroadcastId): Promise<boolean> => {
      stage.engine.jobs.length = 0
      await sweep(stage.engine.deps)
      return stage.engine.jobs.some(
        ({ name, data }) => name === 'update-progress' && Object.values(data).includes(id),
      )
    }

    it('is shown after minutes without an answer, in which its change was lost', async () => {
      const { engine } = stage
      const officer = await givenChat(stage.store, engine.instanceId, 'minh')
      const id = await stage.toGroups(['a', 'b'], { progressChatId: officer })
      await stage.expand(id)
      engine.platform.script('b', { kind: 'wait', afterMs: 86_400_000 })
      await engine.run()
      await pause(id)
      engine.platform.script('minh', ...Array<PlainAnswer>(9).fill({ kind: 'cut' }))
      await updateProgress(engine.deps, id)
      expect(await isFound(id)).toBe(false)
      await engine.run()
      for (let times = 0; times < 12; times++) await engine.later(300_000)

      expect(await isFound(id)).toBe(true)
      await updateProgress(engine.deps, id)
      await engine.run()

      expect(engine.platform.calls.at(-1)).toMatchObject({
        chat: 'minh',
        answer: 'ok',
        text: '1/2',
      })
      expect(engine.platform.calls.at(-1)?.edit).toBeDefined()
      expect(await isFound(id)).toBe(false)
    })

    it('ends it when its last copy, which was on its way, has come', async () => {
      const id = await stage.toGroups(['a'])
      await stage.expand(id)
      stage.engine.platform.script('a', { kind: 'ok', afterMs: 300 })
      const running = stage.engine.run()
      await stage.engine.platform.until(({ calls }) => calls.length > 0)
      await pause(id)
      await updateProgress(stage.engine.deps, id)
      expect(await read(id)).toEqual({ state: 'paused', pause_reason: null })
      await running

      expect(await isFound(id)).toBe(true)
      await updateProgress(stage.engine.deps, id)
      expect(await read(id)).toEqual(FINISHED)
      const moved = await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, new Date()))
      expect(moved).toEqual({ kind: 'wrong-state', state: 'finished' })
    })

    it('ends it when the service has paused it and what was left is gone', async () => {
      const id = await stage.toGroups(['a', 'b'])
      await stage.expand(id)
      stage.engine.platform.script('a', { kind: 'blocked', state: 'left' })
      stage.engine.platform.script('b', { kind: 'wait', afterMs: 60_000 })
      await stage.engine.run()
      const held = { reason: 'failures', count: 1, of: 1, why: 'left', isMore: false } as const
      await holdBroadcast(stage.engine.deps, id, held)
      await updateProgress(stage.engine.deps, id)
      expect([await read(id), await isFound(id)]).toEqual([
        { state: 'paused', pause_reason: 'failures' },
        false,
      ])

      await sql`update delivery set state = 'cancelled', settled_at = now()
        where broadcast_id = ${id} and state = 'planned'`.execute(stage.store.db)
      expect(await isFound(id)).toBe(true)
      await updateProgress(stage.engine.deps, id)
      expect(await read(id)).toEqual(FINISHED)
    })

    it.each([
      { who: 'a person', pauses: pause },
      {
        who: 'the service',
        pauses: (id: BroadcastId) => {
          const held = { reason: 'failures', count: 1, of: 1, why: 'left', isMore: false } as const
          return holdBroadcast(stage.engine.deps, id, held)
        },
      },
    ])('is shown once, when $who has paused it and the job for that is lost', async (one) => {
      const officer = await givenChat(stage.store, stage.engine.instanceId, 'minh')
      const id = await stage.toGroups(['a'], { progressChatId: officer })
      await stage.expand(id)
      await updateProgress(stage.engine.deps, id)
      await one.pauses(id)

      expect(await isFound(id)).toBe(true)
      await updateProgress(stage.engine.deps, id)
      expect(await isFound(id)).toBe(false)
    })

    it.each([
      {
        what: 'a copy has still to go',
        kind: 'announcement',
        answer: { kind: 'wait', afterMs: 60_000 },
      },
      {
        what: 'a copy waits for its person to write',
        kind: 'announcement',
        answer: { kind: 'blocked', state: 'waiting-for-contact' },
      },
      {
        what: 'a directive waits for its second try',
        kind: 'directive',
        answer: { kind: 'cut' },
      },
    ] as const)('leaves it paused while $what', async ({ kind, answer }) => {
      const id = await stage.toGroups(['a'], { kind })
      await stage.expand(id)
      stage.engine.platform.script('a', answer)
      await stage.engine.run()
      await pause(id)
      await updateProgress(stage.engine.deps, id)

      expect([(await read(id)).state, await isFound(id)]).toEqual(['paused', false])
    })

    it('leaves it paused while not all its copies are written', async () => {
      const id = await stage.toGroups(['a'], { releaseAt: new Date(Date.now() - 2 * 3_600_000) })
      await stage.expand(id)
      await updateProgress(stage.engine.deps, id)

      expect(await read(id)).toEqual({ state: 'paused', pause_reason: 'late' })
    })
  })

  it('counts no copy as sent in the last half minute of which no call was made', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await sql`update chat set state = 'left' where title = 'a'
      and channel_instance_id = ${stage.engine.instanceId}`.execute(stage.store.db)
    await stage.expand(id)

    expect(await standingOf(stage.store, id, new Date())).toMatchObject({
      rate: 0,
      etaSeconds: null,
    })
    await stage.engine.run()
    expect((await standingOf(stage.store, id, new Date()))?.rate).toBeGreaterThan(0)
  })

  it('says how fast it goes since somebody let it go on or tried again, not since before', async () => {
    const { engine } = stage
    const id = await stage.toGroups(['a', 'b', 'c'])
    await stage.expand(id)
    engine.platform.script('a', { kind: 'refused', why: 'refused' })
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    const now = (): Date => engine.deps.clock.now()
    /** Not as if they had taken the half minute, whatever else a busy machine does meanwhile. */
    const isFast = async (copies: number): Promise<boolean> =>
      (await standingOf(stage.store, id, now()))!.rate > copies / 15

    engine.aheadMs += 40_000
    await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, now()))
    await engine.run()
    expect(await isFast(3)).toBe(true)

    await finishBroadcast(stage.store, id, now())
    engine.aheadMs += 40_000
    await inTransaction(stage.store, (tx) => retryFailed(tx, id, now()))
    await engine.run()
    expect(await isFast(1)).toBe(true)
  })

  it.each([
    { what: 'what waits for twenty seconds does', wait: { afterMs: 20_000 }, isSaid: true },
    { what: 'what waits for its quota does not', wait: { afterMs: 20_000, why: 'quota' } },
  ] as const)('counts into the time left what goes by itself soon: $what', async (one) => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    stage.engine.platform.script('b', { kind: 'wait', ...one.wait })
    await stage.engine.run()

    const standing = await standingOf(stage.store, id, new Date())
    expect(standing?.rate).toBeGreaterThan(0)
    const seconds = standing?.etaSeconds ?? null
    expect(seconds !== null && seconds > 15 && seconds <= 20).toBe('isSaid' in one)
    expect(seconds === null).toBe(!('isSaid' in one))
  })

  it('counts what its quota has held up as going once it is tried again', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    stage.engine.platform.script('b', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
    await stage.engine.run()
    expect(await progressNow(stage.store, id, new Date())).toMatchObject({ heldUp: 1 })

    await stage.store.db.updateTable('delivery').set({ next_at: new Date() }).execute()

    const again = await progressNow(stage.store, id, new Date())
    expect(again).toMatchObject({ heldUp: 0, failures: [] })
  })

  it('counts what waits for a bot that stands still as held up, says why, and no time left', async () => {
    const { store, engine } = stage
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    engine.platform.script('b', { kind: 'wait', afterMs: 20_000 })
    await engine.run()
    await stopLaneOf(store, engine.instanceId, 'token-refused: 401 Unauthorized')

    expect(await progressNow(store, id, new Date())).toMatchObject({
      pace: null,
      heldUp: 1,
      failures: [{ chat: 'b', why: 'token-refused', waits: true }],
    })
  })

  it('ends one that was stopped, too, and keeps its state', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))

    const ended = [
      await finishBroadcast(stage.store, id, new Date()),
      await finishBroadcast(stage.store, id, new Date()),
    ]

    expect(ended).toEqual([true, false])
    expect((await standingOf(stage.store, id, new Date()))?.state).toBe('stopped')
  })
})
