import { describe, expect, it } from '@jest/globals'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { BroadcastId } from '../../../src/domain/id.ts'
import type { ChatState } from '../../../src/domain/platform.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { endBinding } from '../../../src/storage/groups.ts'
import { failedDeliveries } from '../../../src/storage/sending/failed-copies.ts'
import { standingOf } from '../../../src/storage/sending/count-copies.ts'
import { countRetryable, retryUnknowns } from '../../../src/storage/sending/plan-again.ts'
import { planEdit, planMessage } from '../../../src/storage/sending/plan-message.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'
import type { PlainAnswer } from '../../support/plain-platform.ts'
import { givenChat } from '../../support/rows.ts'

const stage = setBroadcastStage()

/** A directive to one group, whose first call arrived and got no answer. */
async function unanswered(): Promise<BroadcastId> {
  const id = await stage.toGroups(['a'], { kind: 'directive' })
  await stage.expand(id)
  stage.engine.platform.script('a', { kind: 'cut' })
  await stage.engine.run()
  expect(await stage.engine.states(id)).toEqual({ unknown: 1 })
  return id
}

/** The pause before a second try passes. */
async function later(): Promise<void> {
  stage.engine.aheadMs += 60_000
  await retryUnknowns(stage.store, stage.engine.deps.clock.now())
  await stage.engine.run()
}

async function becomes(id: BroadcastId, state: ChatState): Promise<void> {
  const { chat_id: chatId } = await stage.onlyCopy(id)
  await inTransaction(stage.store, (tx) =>
    noteChatState(tx, { chatId, state, reason: state, now: stage.engine.deps.clock.now() }),
  )
  await stage.engine.run()
}

describe('a copy whose first call may have brought it', () => {
  it.each([
    { what: 'its group takes nothing', answer: { kind: 'blocked', state: 'no-rights' } },
    { what: 'the platform refuses it', answer: { kind: 'refused', why: 'refused' } },
  ] satisfies { what: string; answer: PlainAnswer }[])(
    'stays in doubt when $what at the second',
    async ({ answer }) => {
      const id = await unanswered()
      stage.engine.platform.script('a', answer)
      await later()
      await later()

      expect(await stage.engine.states(id)).toEqual({ unknown: 1 })
      expect(stage.engine.platform.calls).toHaveLength(2)
      expect(await countRetryable(stage.store, id)).toEqual({ lost: 0, unclear: 1 })
      const why = answer.kind === 'blocked' ? answer.state : answer.why
      expect(await failedDeliveries(stage.store, id, 10)).toMatchObject([{ why, isUnclear: true }])
      await becomes(id, 'no-rights')
      await becomes(id, 'active')
      expect(stage.engine.platform.calls).toHaveLength(2)
    },
  )

  it('stays in doubt, and is looked at once, when it is known before the second that its group takes nothing', async () => {
    const id = await unanswered()
    await becomes(id, 'left')
    await later()
    await later()

    expect(await stage.engine.states(id)).toEqual({ unknown: 1 })
    expect(stage.engine.platform.calls).toHaveLength(1)
    const standing = await standingOf(stage.store, id, stage.engine.deps.clock.now())
    expect(standing?.isSettled).toBe(true)
  })

  it('gets no second try where its group has left the unit, and sees its broadcast end', async () => {
    const id = await unanswered()
    const { chat_id: chatId } = await stage.onlyCopy(id)
    await inTransaction(stage.store, (tx) => endBinding(tx, chatId, new Date()))
    await later()
    await later()

    expect(await stage.engine.states(id)).toEqual({ unknown: 1 })
    expect(stage.engine.platform.calls).toHaveLength(1)
    const standing = await standingOf(stage.store, id, stage.engine.deps.clock.now())
    expect(standing?.isSettled).toBe(true)
  })

  it('gets its second try when its person writes, and no third', async () => {
    const id = await unanswered()
    stage.engine.platform.script('a', { kind: 'blocked', state: 'waiting-for-contact' })
    await later()
    expect(await stage.engine.states(id)).toEqual({ 'waiting-for-contact': 1 })
    stage.engine.platform.script('a', { kind: 'cut' })

    await becomes(id, 'active')
    await later()
    await later()

    expect(await stage.engine.states(id)).toEqual({ unknown: 1 })
    expect(stage.engine.platform.calls).toHaveLength(3)
  })

  it('is told from one of which a part is surely out', async () => {
    stage.engine.copy = ['một', 'hai']
    const id = await stage.toGroups(['a'], { kind: 'directive' })
    await stage.expand(id)
    stage.engine.platform.script(
      'a',
      { kind: 'ok' },
      { kind: 'cut' },
      { kind: 'blocked', state: 'left' },
    )
    await stage.engine.run()
    await later()

    expect(await stage.engine.states(id)).toEqual({ unreachable: 1 })
  })
})

describe('a card whose first call may have brought it', () => {
  it.each([
    { where: 'in place', edit: true },
    { where: 'by a new message', edit: false },
  ])('goes again with what has become of it, where a platform changes $where', async ({ edit }) => {
    stage.engine = await stage.start({ edit })
    const chatId = await givenChat(stage.store, stage.engine.instanceId, 'lan')
    const message = plainMessage('Duyệt T1?')
    const card = { chatId, message, purpose: 'card', priority: PRIORITY.answer } as const
    const deliveryId = await planMessage(stage.store, card)
    stage.engine.platform.script('lan', { kind: 'cut' })
    await stage.engine.run()

    const decided = { deliveryId, message: plainMessage('Đã duyệt') } as const
    await inTransaction(stage.store, (tx) =>
      planEdit(tx, { ...decided, purpose: 'progress', priority: PRIORITY.edit }),
    )
    await stage.engine.later(10_000)
    await stage.engine.later(10_000)

    expect(stage.engine.platform.calls.map(({ text }) => text)).toEqual(['Duyệt T1?', 'Đã duyệt'])
  })

  it.each([
    { how: 'got no answer', answer: { kind: 'cut' }, edit: true },
    { how: 'was told to wait', answer: { kind: 'wait', afterMs: 1_000 }, edit: true },
    {
      how: 'was told to wait where nothing is edited',
      answer: { kind: 'wait', afterMs: 1_000 },
      edit: false,
    },
  ] satisfies { how: string; answer: PlainAnswer; edit: boolean }[])(
    'goes again so also where that was decided while its call was out, which $how',
    async ({ answer, edit }) => {
      stage.engine = await stage.start({ edit })
      const chatId = await givenChat(stage.store, stage.engine.instanceId, 'lan')
      const message = plainMessage('Duyệt T1?')
      const card = { chatId, message, purpose: 'card', priority: PRIORITY.answer } as const
      const deliveryId = await planMessage(stage.store, card)
      stage.engine.platform.script('lan', answer)
      stage.engine.platform.latencyMs = 300
      const run = stage.engine.run()
      await stage.engine.platform.until(({ calls }) => calls.length === 1)
      const decided = { deliveryId, message: plainMessage('Đã duyệt') } as const
      await inTransaction(stage.store, (tx) =>
        planEdit(tx, { ...decided, purpose: 'progress', priority: PRIORITY.edit }),
      )
      await run
      await stage.engine.later(10_000)
      await stage.engine.later(10_000)

      expect(stage.engine.platform.calls.map(({ text }) => text)).toEqual(['Duyệt T1?', 'Đã duyệt'])
    },
  )

  it('stays in doubt, and keeps what it says for its echo', async () => {
    const chatId = await givenChat(stage.store, stage.engine.instanceId, 'lan')
    const message = plainMessage('thẻ')
    const card = { chatId, message, purpose: 'card', priority: PRIORITY.answer } as const
    const id = await planMessage(stage.store, card)
    stage.engine.platform.script('lan', { kind: 'cut' }, { kind: 'blocked', state: 'blocked' })
    await stage.engine.run()
    await stage.engine.later(10_000)

    const row = await stage.store.db
      .selectFrom('delivery')
      .select(['state', 'message_enc'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect([row.state, row.message_enc === null]).toEqual(['unknown', false])
    expect(stage.engine.platform.calls).toHaveLength(2)
  })
})
