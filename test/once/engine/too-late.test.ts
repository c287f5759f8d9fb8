import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { BroadcastId } from '../../../src/domain/id.ts'
import type { NoticeKind } from '../../../src/domain/notice.ts'
import { markWatched } from '../../../src/storage/sending/broadcast-holds.ts'
import { failedDeliveries } from '../../../src/storage/sending/failed-copies.ts'
import { standingOf } from '../../../src/storage/sending/count-copies.ts'
import { lockBroadcast, reopenBroadcasts } from '../../../src/storage/sending/broadcasts.ts'
import { isAwaiting } from '../../../src/storage/sending/delivery-conditions.ts'
import { endAwaiting, endLate } from '../../../src/storage/sending/end-late.ts'
import { pauseBroadcast, resumeBroadcast } from '../../../src/storage/sending/pause-and-stop.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { countRetryable, retryFailed } from '../../../src/storage/sending/plan-again.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import type { PlainAnswer } from '../../support/plain-platform.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'
import { givenChat } from '../../support/rows.ts'
import { waitForLockWaits } from '../../support/lock-wait.ts'

const stage = setBroadcastStage()

const DAY = 24 * 60 * 60_000
/** Its chat takes something again, as its person has written. */
async function active(id: BroadcastId): Promise<void> {
  const { chat_id: chatId } = await stage.onlyCopy(id)
  const now = stage.engine.deps.clock.now()
  await inTransaction(stage.store, (tx) =>
    noteChatState(tx, { chatId, state: 'active', reason: null, now }),
  )
  await stage.engine.run()
}

describe('an invitation', () => {
  const states = async (id: BroadcastId) => {
    const { rows } = await sql<{ state: string; reason: string | null }>`
      select state, reason from delivery where broadcast_id = ${id}`.execute(stage.store.db)
    return rows
  }
  /** Time goes by while somebody watches. */
  const wait = async (id: BroadcastId, ms: number): Promise<void> => {
    stage.engine.aheadMs += ms
    await markWatched(stage.store, id, stage.engine.deps.clock.now())
  }
  const QUOTA = { kind: 'wait', afterMs: 2 * DAY, why: 'quota' } as const
  const end = async (id: BroadcastId): Promise<void> => {
    await sweep(stage.engine.deps)
    await updateProgress(stage.engine.deps, id)
  }
  const retry = async (id: BroadcastId): Promise<void> => {
    await inTransaction(stage.store, (tx) => retryFailed(tx, id, stage.engine.deps.clock.now()))
    await stage.engine.run()
  }

  it('that has waited a day for quota is not sent, says why, and is sent when somebody tries again', async () => {
    const id = await stage.toGroups(['a'], { kind: 'invitation' })
    await stage.expand(id)
    stage.engine.platform.script('a', QUOTA)
    await stage.engine.run()
    await wait(id, DAY - 60_000)
    await end(id)
    expect((await states(id))[0]?.state).toBe('planned')

    await wait(id, 2 * 60_000)
    await end(id)
    await stage.engine.later(2 * DAY)

    expect(await states(id)).toEqual([{ state: 'rejected', reason: 'too-late' }])
    expect((await failedDeliveries(stage.store, id, 10)).map(({ why }) => why)).toEqual([
      'too-late',
    ])
    expect((await standingOf(stage.store, id, stage.engine.deps.clock.now()))?.state).toBe(
      'finished',
    )
    expect(stage.arrived()).toEqual([])

    stage.engine.platform.script('a', { kind: 'wait', afterMs: 60_000 })
    await retry(id)
    await end(id)
    await stage.engine.later(61_000)
    expect(stage.arrived()).toEqual(['a'])
  })

  it('is ended with the others that are too late a few in each transaction', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const id = await stage.toGroups(names, { kind: 'invitation' })
    await stage.expand(id)
    for (const name of names) stage.engine.platform.script(name, QUOTA)
    await stage.engine.run()
    await wait(id, DAY + 60_000)

    const { clock, settings } = stage.engine.deps
    const count = await endLate(stage.store, {
      now: clock.now(),
      timeZone: settings.timeZone,
      isEnough: () => false,
      atOnce: 2,
    })

    const { rows } = await sql<{ count: number }>`
      select count(*)::int from delivery where broadcast_id = ${id} and state = 'rejected'
      group by xmin::text order by 1`.execute(stage.store.db)
    expect([count, rows.map((row) => row.count)]).toEqual([5, [1, 2, 2]])
  })

  it('is ended as far as there is time, the others at the next look', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const id = await stage.toGroups(names, { kind: 'invitation' })
    await stage.expand(id)
    for (const name of names) stage.engine.platform.script(name, QUOTA)
    await stage.engine.run()
    await wait(id, DAY + 60_000)
    const { clock, settings } = stage.engine.deps
    const { timeZone } = settings
    const endIf = (isTime: boolean) =>
      endLate(stage.store, { now: clock.now(), timeZone, isEnough: () => !isTime })

    expect(await endIf(false)).toBe(0)
    expect(await endIf(true)).toBe(5)
  })

  it.each([
    { kind: 'invitation', days: 3, sent: 0, state: 'rejected' },
    { kind: 'invitation', days: 0, sent: 1, state: 'sent' },
    { kind: 'directive', days: 3, sent: 1, state: 'sent' },
  ] as const)(
    'for a group that is back after $days days, compared with others: $kind, $state',
    async ({ kind, days, state, sent }) => {
      const id = await stage.toGroups(['a'], { kind })
      await stage.expand(id)
      stage.engine.platform.script('a', { kind: 'blocked', state: 'left' })
      await stage.engine.run()
      await end(id)
      await wait(id, days * DAY)
      await active(id)
      await end(id)

      expect((await states(id))[0]?.state).toBe(state)
      // With each missed copy comes a word that it was missed.
      expect(stage.arrived().length).toBe(sent * 2)
      if (state === 'sent') return
      expect(await states(id)).toEqual([{ state: 'rejected', reason: 'too-late' }])
      await retry(id)
      expect(stage.arrived()).toEqual(['a'])
    },
  )

  it.each([
    {
      after: 'what waited for its person to write',
      answer: { kind: 'blocked', state: 'waiting-for-contact' },
    },
    { after: 'what waited for quota, before the sweeper came', answer: QUOTA },
  ] as const)('does not go with a person’s word after days: $after', async ({ answer }) => {
    const id = await stage.toGroups(['a'], { kind: 'invitation' })
    await stage.expand(id)
    stage.engine.platform.script('a', answer)
    await stage.engine.run()
    await wait(id, 1.5 * DAY)
    await active(id)

    expect(await states(id)).toEqual([{ state: 'rejected', reason: 'too-late' }])
    expect(stage.arrived()).toEqual([])
  })

  it('half of which is out is finished', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await stage.toGroups(['a'], { kind: 'invitation' })
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'ok' }, QUOTA)
    await stage.engine.run()
    await wait(id, 1.5 * DAY)
    await end(id)
    await active(id)

    expect(stage.engine.platform.seen('a').map(({ text }) => text)).toEqual(['một', 'hai'])
  })

  it('of which nobody knows whether it arrived stays in doubt', async () => {
    const id = await stage.toGroups(['a'], { kind: 'invitation' })
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'cut' }, QUOTA)
    await stage.engine.run()
    await end(id)
    await retry(id)
    await wait(id, 1.5 * DAY)
    await end(id)

    expect(await states(id)).toEqual([{ state: 'unknown', reason: 'too-late' }])
  })

  it('that nobody was there to send for a day is asked about, and goes on when somebody says so', async () => {
    const id = await stage.toGroups(['a'], { kind: 'invitation' })
    await stage.expand(id)
    stage.engine.aheadMs += 1.1 * DAY
    await end(id)
    expect(stage.engine.held).toEqual(['interrupted'])

    await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, stage.engine.deps.clock.now()))
    await end(id)
    await stage.engine.run()

    expect(stage.arrived()).toEqual(['a'])
  })

  it('that was paused for days goes on when somebody says so', async () => {
    const id = await stage.toGroups(['a'], { kind: 'invitation' })
    await stage.expand(id)
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    stage.engine.aheadMs += 3 * DAY
    await end(id)
    await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, stage.engine.deps.clock.now()))
    await end(id)
    await stage.engine.run()

    expect(stage.arrived()).toEqual(['a'])
  })
})

describe('a notice that waits for its person to write', () => {
  const WAITS = { kind: 'blocked', state: 'waiting-for-contact' } as const
  const waiting = (...answers: PlainAnswer[]) => waitingAs('announcement', ...answers)
  const waitingAs = async (kind: NoticeKind, ...answers: PlainAnswer[]): Promise<BroadcastId> => {
    const id = await stage.toGroups(['a'], { kind })
    await stage.expand(id)
    stage.engine.platform.script('a', ...answers, WAITS)
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    return id
  }

  it.each([
    { days: 13, state: 'sent', words: 1 },
    { days: 15, state: 'rejected', words: 0 },
  ])(
    'goes with their word within 14 days, and not after: $days',
    async ({ days, state, words }) => {
      const id = await waiting()
      stage.engine.aheadMs += days * DAY
      await active(id)

      expect((await stage.onlyCopy(id)).state).toBe(state)
      expect(stage.arrived()).toHaveLength(words)
    },
  )

  it.each([
    { kind: 'announcement', afterDays: 14 },
    { kind: 'invitation', afterDays: 1 },
  ] as const)(
    'is lost after $afterDays days without that word, as its sender is shown, and waits as long again when they try again: $kind',
    async ({ kind, afterDays }) => {
      const id = await waitingAs(kind)
      const look = async (days: number) => {
        stage.engine.jobs.length = 0
        stage.engine.aheadMs += days * DAY
        await sweep(stage.engine.deps)
        const { state, counts } = (await standingOf(stage.store, id, new Date())) ?? {}
        return { state, waits: counts?.['waiting-for-contact'], lost: counts?.rejected }
      }
      const waits = { state: 'finished', waits: 1, lost: 0 }
      const lost = { state: 'finished', waits: 0, lost: 1 }
      const shown = { name: 'update-progress', data: { broadcastId: id } }

      expect(await look(afterDays - 0.1)).toEqual(waits)
      expect(stage.engine.jobs).not.toContainEqual(shown)
      expect(await look(0.2)).toEqual(lost)
      expect(stage.engine.jobs).toContainEqual(shown)
      expect(await failedDeliveries(stage.store, id, 10)).toMatchObject([
        { why: 'too-late', waits: false },
      ])
      expect(await countRetryable(stage.store, id)).toEqual({ lost: 1, unclear: 0 })

      const now = stage.engine.deps.clock.now()
      await inTransaction(stage.store, (tx) => retryFailed(tx, id, now))
      await stage.engine.run()
      await updateProgress(stage.engine.deps, id)
      expect(await look(afterDays - 0.1)).toEqual(waits)
      expect(await look(0.2)).toEqual(lost)
      expect(stage.arrived()).toEqual([])
    },
  )

  it('is not lost after that time where half of it is out', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await waiting({ kind: 'ok' })
    stage.engine.aheadMs += 15 * DAY
    await sweep(stage.engine.deps)

    expect((await stage.onlyCopy(id)).state).toBe('waiting-for-contact')
  })

  it('is in doubt after that time where a first try may have arrived', async () => {
    const id = await waiting({ kind: 'cut' })
    const now = stage.engine.deps.clock.now()
    await inTransaction(stage.store, (tx) => retryFailed(tx, id, now))
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    expect((await stage.onlyCopy(id)).state).toBe('waiting-for-contact')
    stage.engine.aheadMs += 15 * DAY
    await sweep(stage.engine.deps)

    expect((await stage.onlyCopy(id)).state).toBe('unknown')
  })

  const endAll = (options: { isEnough?: () => boolean; atOnce?: number } = {}) =>
    endAwaiting(stage.store, {
      now: stage.engine.deps.clock.now(),
      timeZone: stage.engine.deps.settings.timeZone,
      isEnough: () => false,
      ...options,
    })
  /** Somebody else is in the middle of something that `end` has to wait for. */
  const endBehind = async (other: (tx: Store) => Promise<unknown>, end: () => Promise<unknown>) => {
    const { ending } = await inTransaction(stage.store, async (tx) => {
      await other(tx)
      const behind = end()
      await waitForLockWaits(stage.store)
      return { ending: behind }
    })
    await ending
  }
  it('is looked for once only in what has ended long ago', async () => {
    const id = await waiting()
    stage.engine.aheadMs += 15 * DAY
    expect(await endAll()).toContain(id)

    await sql`update delivery set state = 'waiting-for-contact' where broadcast_id = ${id}`.execute(
      stage.store.db,
    )
    expect(await endAll()).not.toContain(id)
  })

  it('is looked for once only also where that look took all the time there was', async () => {
    const id = await waiting()
    stage.engine.aheadMs += 15 * DAY
    const once = () => {
      let asked = 0
      return endAll({ isEnough: () => ++asked > 2 })
    }
    expect(await once()).toContain(id)
    expect(await once()).toEqual([])

    await sql`update delivery set state = 'waiting-for-contact' where broadcast_id = ${id}`.execute(
      stage.store.db,
    )
    expect(await once()).toEqual([])
  })

  it('is ended with the others also where one of them ends otherwise at that moment', async () => {
    const names = ['a', 'b', 'c', 'd', 'e']
    const id = await stage.toGroups(names, { kind: 'announcement' })
    await stage.expand(id)
    for (const name of names) stage.engine.platform.script(name, WAITS)
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    stage.engine.aheadMs += 15 * DAY

    const endOne = (tx: Store) =>
      sql`update delivery set state = 'rejected' where id = (
        select id from delivery d where broadcast_id = ${id} and ${isAwaiting} limit 1)`.execute(
        tx.db,
      )
    await endBehind(endOne, () => endAll({ atOnce: 2 }))

    const { rows } = await sql<{ state: string; count: number }>`
      select state, count(*)::int from delivery where broadcast_id = ${id} group by 1`.execute(
      stage.store.db,
    )
    expect(rows).toEqual([{ state: 'rejected', count: 5 }])
  })

  it('goes on waiting where its broadcast goes on at that moment, and is looked for after its next end', async () => {
    const id = await waiting()
    stage.engine.aheadMs += 15 * DAY
    await endBehind(
      async (tx) => {
        await lockBroadcast(tx, id)
        await reopenBroadcasts(tx, [id], stage.engine.deps.clock.now())
      },
      () => endAll(),
    )
    expect((await stage.onlyCopy(id)).state).toBe('waiting-for-contact')

    await updateProgress(stage.engine.deps, id)
    expect(await endAll()).toContain(id)
  })

  it('is sent when somebody tries again, where it waited too long', async () => {
    const id = await waiting()
    stage.engine.aheadMs += 15 * DAY
    await active(id)
    expect((await failedDeliveries(stage.store, id, 10)).map(({ why }) => why)).toEqual([
      'too-late',
    ])

    const now = stage.engine.deps.clock.now()
    await inTransaction(stage.store, (tx) => retryFailed(tx, id, now))
    await stage.engine.run()
    expect(stage.arrived()).toEqual(['a'])
  })

  it('waits 14 days from when somebody last wanted it sent', async () => {
    const id = await stage.toGroups(['a'], { kind: 'announcement' })
    await stage.expand(id)
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    stage.engine.aheadMs += 20 * DAY
    await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, stage.engine.deps.clock.now()))
    stage.engine.platform.script('a', WAITS)
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    stage.engine.aheadMs += 10 * DAY
    await active(id)

    expect(stage.arrived()).toEqual(['a'])
  })

  it('is finished however late where half of it is out', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await waiting({ kind: 'ok' })
    stage.engine.aheadMs += 30 * DAY
    await active(id)

    expect(stage.engine.platform.seen('a').map(({ text }) => text)).toEqual(['một', 'hai'])
  })
})

describe('a broadcast for which an account’s quota is gone', () => {
  const spent = { kind: 'wait', afterMs: 60 * 60_000, why: 'quota' } as const
  const refused = async (): Promise<BroadcastId> => {
    const id = await stage.toGroups(['a'])
    stage.engine.platform.script('a', ...Array.from({ length: 20 }, () => spent))
    await stage.expand(id)
    await stage.engine.run()
    return id
  }
  /** It is tried once a day, while somebody watches; gives what became of it. */
  const after = async (id: BroadcastId, days: number): Promise<string> => {
    for (let day = 0; day < days; day++) {
      stage.engine.aheadMs += DAY
      await markWatched(stage.store, id, stage.engine.deps.clock.now())
      await stage.engine.run()
    }
    return (await stage.onlyCopy(id)).state
  }

  it('waits three days, and as long again each time that somebody tries again', async () => {
    const id = await refused()

    for (let times = 0; times < 3; times++) {
      expect(await after(id, 2)).toBe('planned')
      expect(await after(id, 1)).toBe('rejected')
      await updateProgress(stage.engine.deps, id)
      await inTransaction(stage.store, (tx) => retryFailed(tx, id, stage.engine.deps.clock.now()))
      await stage.engine.run()
    }
  })

  it('waits three days from when somebody says that it goes on', async () => {
    const id = await refused()
    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    await after(id, 5)
    await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, stage.engine.deps.clock.now()))

    expect(await after(id, 2)).toBe('planned')
    expect(await after(id, 1)).toBe('rejected')
  })

  it('waits three days also where the one message that is tried is always an answer', async () => {
    const { pace } = stage.engine.channel.capabilities
    stage.engine = await stage.start({ pace: { ...pace, perSecond: 1 } })
    const { platform, deps, instanceId } = stage.engine
    const id = await stage.toGroups(['a', 'b'])
    // The bot rests as a whole, as a Zalo bot does.
    const rests = { ...spent, scope: 'lane' } as const
    platform.script('c', ...Array.from({ length: 20 }, () => rests))
    await planMessage(stage.store, {
      chatId: await givenChat(stage.store, instanceId, 'c'),
      message: plainMessage('Đã ghi nhận câu hỏi'),
      purpose: 'answer',
      priority: PRIORITY.answer,
    })
    await stage.expand(id)
    const statesAfter = async (days: number): Promise<string[]> => {
      stage.engine.aheadMs += days * DAY
      await markWatched(stage.store, id, deps.clock.now())
      const stop = new AbortController()
      const running = stage.engine.run(stop.signal)
      const calls = platform.calls.length
      await platform.until((now) => now.calls.length > calls)
      stop.abort()
      await running
      await sweep(deps)
      const { rows } = await sql<{ said: string }>`
        select case state when 'planned' then state else concat_ws(' ', state, reason) end as said
        from delivery
        where broadcast_id = ${id}`.execute(stage.store.db)
      return rows.map(({ said }) => said)
    }

    expect(await statesAfter(0)).toEqual(['planned', 'planned'])
    expect(await statesAfter(2)).toEqual(['planned', 'planned'])
    expect(await statesAfter(1)).toEqual(['rejected quota', 'rejected quota'])
    expect(stage.arrived()).toEqual([])
  })
})
