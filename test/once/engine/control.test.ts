import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { BroadcastId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { countToStop, standingOf } from '../../../src/storage/sending/count-copies.ts'
import {
  finishBroadcast,
  pauseBroadcast,
  resumeBroadcast,
  stopBroadcast,
} from '../../../src/storage/sending/pause-and-stop.ts'
import { retryFailed } from '../../../src/storage/sending/plan-again.ts'
import { moveChat } from '../../../src/storage/chat-state.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { keepFile } from '../../../src/storage/files.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import { givenBroadcast, givenGroup, givenUnit } from '../../support/rows.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'

const stage = setBroadcastStage()

/** Stops a broadcast, and what follows the press is done. */
async function stop(id: BroadcastId): Promise<void> {
  await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))
  await updateProgress(stage.engine.deps, id)
}

describe('a broadcast under control', () => {
  it('holds while it is paused, and goes on', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    const paused = await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    await stage.engine.run()
    expect(stage.arrived()).toEqual([])

    const resumed = await inTransaction(stage.store, (tx) => resumeBroadcast(tx, id, new Date()))
    await stage.engine.run()

    expect([paused.kind, resumed]).toEqual([
      'done',
      { kind: 'done', lanes: [stage.engine.instanceId] },
    ])
    expect(stage.arrived().sort()).toEqual(['a', 'b'])
  })

  it('holds at once for what is in hand but not begun', async () => {
    const slow = { pace: { ...stage.engine.channel.capabilities.pace, perSecond: 10 } }
    const paced = await stage.start(slow)
    const units = await Promise.all(
      Array.from({ length: 12 }, async (_, index) => {
        const unit = await givenUnit(stage.store, `u${index}`)
        await givenGroup(stage.store, paced.instanceId, `g${index}`, unit)
        return unit
      }),
    )
    const id = await givenBroadcast(stage.store, { units })
    await expandBroadcast(paced.deps, id)
    const run = paced.run()
    await paced.platform.until(({ calls }) => calls.length >= 2)

    await inTransaction(stage.store, (tx) => pauseBroadcast(tx, id))
    const begun = paced.platform.calls.length
    await run

    // One call may be on its way at the moment of the pause.
    expect(paced.platform.calls.length).toBeLessThanOrEqual(begun + 1)
    expect(paced.platform.calls.length).toBeLessThan(12)
    const { planned, sent } = await paced.states(id)
    expect([planned, sent]).toEqual([12 - paced.platform.calls.length, paced.platform.calls.length])
  })

  it('finishes the copy whose first part is out when it is stopped, and cancels the rest', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await stage.toGroups(['a', 'b', 'c'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'ok' }, { kind: 'wait', afterMs: 5_000 })
    stage.engine.platform.script('b', { kind: 'wait', afterMs: 5_000 })
    stage.engine.platform.script('c', { kind: 'wait', afterMs: 5_000 })
    await stage.engine.run()

    await stop(id)
    await stage.engine.later(6_000)

    expect(stage.engine.platform.seen().map(({ chat, text }) => [chat, text])).toEqual([
      ['a', 'một'],
      ['a', 'hai'],
    ])
    expect(await stage.engine.states(id)).toEqual({ sent: 1, cancelled: 2 })
  })

  it('finishes such a copy also when its quota is gone in the middle and its person writes after the stop', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    const spent = { kind: 'wait', afterMs: 3_600_000, why: 'quota' } as const
    stage.engine.platform.script('a', { kind: 'ok' }, spent)
    stage.engine.platform.script('b', spent)
    await stage.engine.run()
    await stop(id)
    const chats = await stage.store.db
      .selectFrom('delivery')
      .select('chat_id')
      .where('broadcast_id', '=', id)
      .execute()

    for (const { chat_id: chatId } of chats)
      await inTransaction(stage.store, (tx) =>
        noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
      )
    await stage.engine.run()

    expect(stage.engine.platform.seen('a').map(({ text }) => text)).toEqual(['một', 'hai'])
    expect(await stage.engine.states(id)).toEqual({ sent: 1, cancelled: 1 })
  })

  it('leaves nothing to be sent later to who must write first when it is stopped', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'blocked', state: 'waiting-for-contact' })
    stage.engine.platform.script('b', { kind: 'wait', afterMs: 5_000 })
    await stage.engine.run()
    const { left } = await countToStop(stage.store, id)
    await stop(id)

    expect(left).toBe(2)
    expect(await stage.engine.states(id)).toEqual({ cancelled: 2 })
  })

  it('does not say that a copy was never sent of which half is out and the rest waited for its person', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    stage.engine.platform.script(
      'a',
      { kind: 'ok' },
      { kind: 'blocked', state: 'waiting-for-contact' },
    )
    await stage.engine.run()
    await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))
    await finishBroadcast(stage.store, id, new Date())
    const { chat_id: chatId } = await stage.onlyCopy(id)
    await inTransaction(stage.store, (tx) =>
      noteChatState(tx, { chatId, state: 'active', reason: null, now: new Date() }),
    )
    await stage.engine.run()

    expect(stage.engine.platform.seen('a').map(({ text }) => text)).toEqual(['một'])
    expect(await stage.engine.states(id)).toEqual({ unreachable: 1 })
  })

  it('brings a group that took nothing and has moved since what it has missed, once it takes a message', async () => {
    const id = await stage.toGroups(['a', 'b'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'blocked', state: 'left' })
    await stage.engine.run()
    expect(await stage.engine.states(id)).toEqual({ unreachable: 1, sent: 1 })
    const { chat_id: group } = await stage.store.db
      .selectFrom('delivery')
      .select('chat_id')
      .where('broadcast_id', '=', id)
      .where('state', '=', 'unreachable')
      .executeTakeFirstOrThrow()
    await inTransaction(stage.store, (tx) => moveChat(tx, group, 'siêu a'))
    await planMessage(stage.store, {
      chatId: group,
      message: plainMessage('nhắc'),
      purpose: 'reminder',
      priority: PRIORITY.normal,
    })
    await stage.engine.run()

    expect(await stage.engine.states(id)).toEqual({ sent: 2 })
    const texts = stage.engine.platform.seen('siêu a').map(({ text }) => text)
    expect(texts).toHaveLength(3)
    expect(texts[0]).toBe('nhắc')
  })

  it('ends at once when it is stopped although a call that was out then is told to wait', async () => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    stage.engine.platform.script('a', { kind: 'wait', afterMs: 3_600_000 })
    stage.engine.platform.latencyMs = 300
    const running = stage.engine.run()
    await stage.engine.platform.until(({ calls }) => calls.length > 0)
    await inTransaction(stage.store, (tx) => stopBroadcast(tx, id))
    await running
    await updateProgress(stage.engine.deps, id)

    expect(await stage.engine.states(id)).toEqual({ cancelled: 1 })
    expect((await standingOf(stage.store, id, new Date()))?.isEnded).toBe(true)
  })

  it('tries again what failed, and only that', async () => {
    const id = await stage.toGroups(['a', 'b', 'c', 'd'])
    stage.engine.platform.script('a', { kind: 'refused', why: 'refused' })
    stage.engine.platform.script('b', { kind: 'cut' })
    stage.engine.platform.script(
      'c',
      { kind: 'blocked', state: 'left' },
      { kind: 'blocked', state: 'left' },
    )
    await stage.expand(id)
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)

    const answer = await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
    await stage.engine.run()

    expect(answer).toEqual({ kind: 'done', lanes: [stage.engine.instanceId], count: 3 })
    expect(await stage.engine.states(id)).toEqual({ sent: 3, unreachable: 1 })
    expect(stage.engine.platform.seen('d')).toHaveLength(1)
  })

  it('waits for a document that cannot be read as long as the first time when somebody tries again', async () => {
    const bytes = Buffer.from('pdf')
    const file = await keepFile(stage.store, { name: 'mời.pdf', mime: 'application/pdf', bytes })
    const message = { ...plainMessage('kèm'), files: [file] }
    stage.engine.deps = { ...stage.engine.deps, messageFor: async () => message }
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    await sql`update delivery set created_at = now() - interval '2 hours'
      where broadcast_id = ${id}`.execute(stage.store.db)
    await sql`alter table file rename to file_away`.execute(stage.store.db)
    await stage.engine.run()
    await updateProgress(stage.engine.deps, id)
    expect(await stage.engine.states(id)).toEqual({ rejected: 1 })

    await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
    await stage.engine.run()
    await sql`alter table file_away rename to file`.execute(stage.store.db)
    expect(await stage.engine.states(id)).toEqual({ planned: 1 })
    await stage.engine.later(6_000)

    expect(stage.engine.platform.seen('a').map(({ text }) => text)).toEqual(['kèm', 'mời.pdf'])
  })

  it.each([
    { title: 'paused twice', first: pauseBroadcast, last: pauseBroadcast, state: 'paused' },
    { title: 'resumed while it runs', first: null, last: resumeBroadcast, state: 'sending' },
    { title: 'retried while it runs', first: null, last: retryFailed, state: 'sending' },
  ])('answers with its state when $title', async ({ first, last, state }) => {
    const id = await stage.toGroups(['a'])
    await stage.expand(id)
    if (first) await inTransaction(stage.store, (tx) => first(tx, id))

    const answer = await inTransaction<unknown>(stage.store, (tx) => last(tx, id, new Date()))

    expect(answer).toEqual({ kind: 'wrong-state', state })
  })
})
