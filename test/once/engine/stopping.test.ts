import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { BroadcastId, ChatId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { copiesLeftByStop, failedDeliveries } from '../../../src/storage/sending/failed-copies.ts'
import { countDeliveries, standingOf } from '../../../src/storage/sending/count-copies.ts'
import { endUnbegun } from '../../../src/storage/sending/end-unbegun.ts'
import { stopBroadcast } from '../../../src/storage/sending/pause-and-stop.ts'
import { retryUnknowns } from '../../../src/storage/sending/plan-again.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { endForBot, waitingCopies } from '../../../src/storage/sending/retire-bot.ts'
import { countToCome } from '../../../src/storage/sending/to-come.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'
import { givenChat } from '../../support/rows.ts'

const stage = setBroadcastStage()

/** A broadcast of which nothing has gone out when a person stops it; its copies are not ended yet. */
async function stopped(names: readonly string[]): Promise<BroadcastId> {
  const id = await stage.toGroups(names)
  await stage.expand(id)
  await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))
  return id
}

async function sayToLan(): Promise<void> {
  const chatId = await givenChat(stage.store, stage.engine.instanceId, 'lan')
  const message = plainMessage('trả lời')
  await planMessage(stage.store, { chatId, message, purpose: 'answer', priority: PRIORITY.answer })
}

const isNever = (): boolean => false

describe('the copies of a broadcast that was stopped', () => {
  it('hold up no answer while the press that stops it is being written', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    await sayToLan()

    await inTransaction(stage.store, async (tx) => {
      await stopBroadcast(tx, id)
      await stage.engine.run()
    })

    expect(stage.engine.platform.seen('lan')).toHaveLength(1)
  })

  it('hold up no answer while they are being ended, and are not taken in hand', async () => {
    const id = await stopped(['a', 'b'])
    await sayToLan()

    await inTransaction(stage.store, async (tx) => {
      await sql`select id from delivery where broadcast_id = ${id} for update`.execute(tx.db)
      await stage.engine.run()
    })

    expect(stage.arrived()).toEqual(['lan'])
    expect(await stage.engine.states(id)).toEqual({ planned: 2 })
  })

  it('are ended a few in each transaction', async () => {
    const id = await stopped(['a', 'b', 'c', 'd', 'e'])
    await sql`update delivery set state = 'waiting-for-contact'
      where broadcast_id = ${id} and id = (
        select max(id::text)::uuid from delivery where broadcast_id = ${id})`.execute(
      stage.store.db,
    )

    await endUnbegun(stage.store, id, { now: new Date(), isEnough: isNever, atOnce: 2 })

    const { rows } = await sql<{ count: number }>`
      select count(*)::int from delivery where broadcast_id = ${id}
      group by xmin::text order by 1`.execute(stage.store.db)
    expect(rows.map(({ count }) => count)).toEqual([1, 2, 2])
    expect(await stage.engine.states(id)).toEqual({ cancelled: 5 })
  })

  it('are ended by the next who comes, when a process dies in the middle', async () => {
    const id = await stopped(['a', 'b', 'c'])
    const isDone = await endUnbegun(stage.store, id, {
      now: new Date(),
      isEnough: () => true,
      atOnce: 1,
    })
    expect([isDone, await stage.engine.states(id)]).toEqual([false, { planned: 2, cancelled: 1 }])

    await sweep(stage.engine.deps)
    const asked = stage.engine.jobs.filter(
      ({ name, data }) => name === 'update-progress' && Object.values(data).includes(id),
    )
    await updateProgress(stage.engine.deps, id)

    expect(asked).not.toEqual([])
    expect(await stage.engine.states(id)).toEqual({ cancelled: 3 })
    expect((await standingOf(stage.store, id, new Date()))?.isEnded).toBe(true)
  })

  it('count as never sent from the press on', async () => {
    const id = await stage.toGroups(['a', 'b', 'c', 'd'], { kind: 'directive' })
    await stage.expand(id)
    stage.engine.copy = ['một', 'hai']
    stage.engine.platform.script('a', { kind: 'ok' }, { kind: 'wait', afterMs: 3_600_000 })
    stage.engine.platform.script('b', { kind: 'blocked', state: 'waiting-for-contact' })
    stage.engine.platform.script('c', { kind: 'wait', afterMs: 3_600_000, why: 'quota' })
    stage.engine.platform.script('d', { kind: 'cut' })
    await stage.engine.run()
    await retryUnknowns(stage.store, new Date(Date.now() + 60_000))
    expect(await stage.engine.states(id)).toEqual({ planned: 3, 'waiting-for-contact': 1 })
    const counted = async () => {
      const { byState, heldUp } = await countDeliveries(stage.store, id)
      const standing = await standingOf(stage.store, id, new Date())
      expect(standing?.counts).toEqual(byState)
      const failures = await failedDeliveries(stage.store, id, 10)
      const copies = await waitingCopies(stage.store)
      return {
        planned: byState.planned,
        cancelled: byState.cancelled,
        unknown: byState.unknown,
        waiting: heldUp,
        named: failures.map(({ chat, waits, isUnclear }) => ({ chat, waits, isUnclear })),
        ofBot: copies.get(stage.engine.instanceId),
      }
    }

    await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))

    const left = async () =>
      (await copiesLeftByStop(stage.store, id)).map(({ chat, why }) => `${chat}: ${why}`)
    const atOnce = await counted()
    const namedAtOnce = await left()
    await endUnbegun(stage.store, id, { now: new Date(), isEnough: isNever })
    expect(namedAtOnce.toSorted()).toEqual(['b: stopped', 'c: stopped'])
    expect(await left()).toEqual(namedAtOnce)
    expect(atOnce).toEqual({
      planned: 1,
      cancelled: 2,
      unknown: 1,
      waiting: 1,
      named: expect.arrayContaining([
        { chat: 'a', waits: true, isUnclear: false },
        { chat: 'd', waits: false, isUnclear: true },
      ]),
      ofBot: 1,
    })
    expect(await counted()).toEqual(atOnce)
  })

  it('do not go when their person writes before they are ended, and stay in doubt where they were', async () => {
    const id = await stage.toGroups(['a', 'b'], { kind: 'directive' })
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'blocked', state: 'waiting-for-contact' })
    stage.engine.platform.script(
      'b',
      { kind: 'cut' },
      { kind: 'blocked', state: 'waiting-for-contact' },
    )
    await stage.engine.run()
    stage.engine.aheadMs += 60_000
    await retryUnknowns(stage.store, stage.engine.deps.clock.now())
    await stage.engine.run()
    expect(await stage.engine.states(id)).toEqual({ 'waiting-for-contact': 2 })
    await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))
    const copies = await stage.store.db
      .selectFrom('delivery')
      .select('chat_id')
      .where('broadcast_id', '=', id)
      .execute()

    for (const { chat_id: chatId } of copies)
      await inTransaction(stage.store, (tx) =>
        noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
      )
    await stage.engine.run()

    expect(stage.arrived()).toEqual(['b'])
    expect(await stage.engine.states(id)).toEqual({ cancelled: 1, unknown: 1 })
  })

  it('are not what a bot that is retired has left', async () => {
    const id = await stopped(['a', 'b'])

    const { copies } = await inTransaction(stage.store, (tx) =>
      endForBot(tx, stage.engine.instanceId, new Date()),
    )

    expect([copies, await stage.engine.states(id)]).toEqual([0, { cancelled: 2 }])
  })
})

describe('a broadcast that had ended when it was stopped', () => {
  it('goes neither to who writes nor to a group that is back, and ends once more', async () => {
    const id = await stage.toGroups(['a', 'b', 'c'])
    await stage.expand(id)
    stage.engine.platform.script('b', { kind: 'blocked', state: 'left' })
    stage.engine.platform.script('c', { kind: 'blocked', state: 'waiting-for-contact' })
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    const now = stage.engine.deps.clock.now()
    expect(await countToCome(stage.store, id, now)).toBe(2)

    await inTransaction(stage.store, (tx) => stopBroadcast(tx, id, ['finished']))
    await updateProgress(stage.engine.deps, id)
    const { rows } = await sql<{ id: ChatId }>`
      select chat_id as id from delivery where broadcast_id = ${id}`.execute(stage.store.db)
    for (const { id: chatId } of rows)
      await inTransaction(stage.store, (tx) =>
        noteChatState(tx, { chatId, state: 'active', reason: null, now }),
      )
    await stage.engine.run()

    expect(stage.arrived()).toEqual(['a'])
    expect(await stage.engine.states(id)).toEqual({ sent: 1, unreachable: 1, cancelled: 1 })
    expect((await standingOf(stage.store, id, now))?.isEnded).toBe(true)
    expect(await countToCome(stage.store, id, now)).toBe(0)
  })
})
