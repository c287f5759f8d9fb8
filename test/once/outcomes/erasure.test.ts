import { describe, expect, it } from '@jest/globals'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { ChatId } from '../../../src/domain/id.ts'
import type { ChatState } from '../../../src/domain/platform.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { moveChat, probeChats } from '../../../src/storage/chat-state.ts'
import { addQuestion } from '../../../src/storage/questions.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { releaseCopies } from '../../../src/storage/sending/plan-again.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { forgetFarewells } from '../../../src/storage/farewell.ts'
import { forgetTraceless } from '../../../src/storage/sending/forget-traceless.ts'
import { eraseOwnData } from '../../../src/usecases/erase-own-data.ts'
import { eraseAccountOf } from '../../../src/usecases/erase-account.ts'
import { setBroadcastStage } from '../../support/broadcast-stage.ts'
import { askerIn, givenBroadcast, givenChat, givenPerson, givenUnit } from '../../support/rows.ts'

const stage = setBroadcastStage()

const becomes = (chatId: ChatId, state: ChatState) =>
  inTransaction(stage.store, (tx) =>
    noteChatState(tx, { chatId, state, reason: null, now: new Date() }),
  )

const erase = () =>
  inTransaction(stage.store, (tx) =>
    eraseAccountOf(tx, {
      instanceId: stage.engine.instanceId,
      externalId: 'lan',
      at: new Date(),
      now: new Date(),
      timeZone: 'Asia/Ho_Chi_Minh',
    }),
  )

const chatOf = (chatId: ChatId) =>
  stage.store.db
    .selectFrom('chat')
    .select(['state', 'state_reason', 'told_state', 'external_key'])
    .where('id', '=', chatId)
    .executeTakeFirstOrThrow()

it('what somebody who is erased has asked goes to no clerk any more who had not been reached with it', async () => {
  const { engine, store } = stage
  const asker = await askerIn(store, await givenChat(store, engine.instanceId, 'lan'))
  const question = await addQuestion(store, {
    text: 'Bao giờ sửa đường?',
    asker,
    dueOn: '2026-12-14',
    today: '2026-12-01',
  })
  const silent = await givenChat(store, engine.instanceId, 'clerk')
  const off = await givenChat(store, engine.instanceId, 'other')
  const subject = { kind: 'question', id: question.id } as const
  const message = plainMessage('H1: Bao giờ sửa đường?')
  const card = { message, subject, purpose: 'card', priority: PRIORITY.answer } as const
  engine.platform.script('clerk', { kind: 'blocked', state: 'waiting-for-contact' })
  await planMessage(store, { ...card, chatId: silent })
  await engine.run()
  await planMessage(store, { ...card, chatId: off })

  await erase()
  await inTransaction(store, (tx) => releaseCopies(tx, silent, { now: new Date(), missed: null }))
  await engine.run()

  expect(engine.platform.calls.map(({ chat }) => chat)).toEqual(['clerk'])
  const cards = await store.db.selectFrom('delivery').select(['state', 'message_enc']).execute()
  expect(cards).toEqual(Array(2).fill({ state: 'cancelled', message_enc: null }))
})

const asksFor = (externalId: string) => {
  const now = new Date()
  const here = { instanceId: stage.engine.instanceId, externalId }
  return inTransaction(stage.store, (tx) =>
    eraseOwnData(tx, {
      from: here,
      chat: here,
      asked: now,
      lastWord: plainMessage('Đã xoá'),
      lastWordElsewhere: () => plainMessage('Đã xoá cả ở đây'),
      isOpen: () => true,
      at: now,
      now,
      timeZone: 'Asia/Ho_Chi_Minh',
    }),
  )
}

/** The chats that the database still knows how to reach. */
const reachable = async () => {
  const chats = await stage.store.db.selectFrom('chat').select('external_enc').execute()
  return chats.map((one) => stage.store.keys.decrypt(one.external_enc, 'chat.external'))
}

it('the last word reaches whoever has had themselves erased, and nothing else of what waited', async () => {
  const { engine, store } = stage
  const chatId = await givenChat(store, engine.instanceId, 'lan')
  const waiting = { chatId, purpose: 'answer', priority: PRIORITY.answer } as const
  await planMessage(store, { ...waiting, message: plainMessage('thẻ cũ') })
  await asksFor('lan')
  await engine.run()
  expect(engine.platform.calls.map(({ chat, text }) => [chat, text])).toEqual([['lan', 'Đã xoá']])

  await forgetTraceless(store, new Date(Date.now() + 1))
  expect(await reachable()).not.toContain('lan')
})

it('a last word that cannot go keeps nobody known: neither who must write first, nor for a bot that is off', async () => {
  const { engine, store } = stage
  await givenChat(store, engine.instanceId, 'quiet')
  await asksFor('quiet')
  engine.platform.script('quiet', { kind: 'blocked', state: 'waiting-for-contact' })
  await engine.run()
  await givenChat(store, engine.instanceId, 'off')
  await asksFor('off')

  await forgetTraceless(store, new Date(Date.now() + 1))
  expect(await reachable()).not.toContain('quiet')
  expect(await reachable()).toContain('off')
  await inTransaction(store, (tx) => forgetFarewells(tx, new Date(Date.now() + 60_000)))
  expect(await reachable()).not.toContain('off')
})

describe('the chat of somebody who is erased', () => {
  it('stays so when a call ends that was out then, and leaves no ids of its messages', async () => {
    const chatId = await givenChat(stage.store, stage.engine.instanceId, 'lan')
    const unit = await givenUnit(stage.store, 'thôn')
    await givenPerson(stage.store, { units: [unit], account: chatId })
    const missed = await givenBroadcast(stage.store, { units: [unit] })
    await stage.expand(missed)
    stage.engine.platform.script('lan', { kind: 'blocked', state: 'blocked' })
    await stage.engine.run()
    expect(await stage.engine.states(missed)).toEqual({ unreachable: 1 })
    await probeChats(stage.store, [chatId])
    const message = plainMessage('thẻ')
    const card = { chatId, message, purpose: 'card', priority: PRIORITY.answer } as const
    await planMessage(stage.store, card)
    stage.engine.platform.script('lan', { kind: 'ok', afterMs: 500 })
    const running = stage.engine.run()
    await stage.engine.platform.until(({ calls }) => calls.length === 2)

    await erase()
    const erased = await chatOf(chatId)
    await running

    expect(await chatOf(chatId)).toEqual(erased)
    expect(erased).toMatchObject({ state: 'gone', told_state: null })
    expect(await stage.engine.states(missed)).toEqual({ unreachable: 1 })
    const attempts = await stage.store.db
      .selectFrom('attempt')
      .select(['outcome', 'message_ids'])
      .where('chat_id', '=', chatId)
      .orderBy('id')
      .execute()
    expect(attempts).toEqual([
      { outcome: 'unreachable', message_ids: [] },
      { outcome: 'sent', message_ids: [] },
    ])
  })

  it('is not tried, moved or told of by anything that comes later', async () => {
    const chatId = await givenChat(stage.store, stage.engine.instanceId, 'lan')
    await erase()
    const erased = await chatOf(chatId)

    await probeChats(stage.store, [chatId])
    await inTransaction(stage.store, (tx) => moveChat(tx, chatId, 'lan mới'))
    await becomes(chatId, 'blocked')
    await becomes(chatId, 'active')

    expect(await chatOf(chatId)).toEqual(erased)
  })
})

it('a message of which one part is out when its reader is erased ends, with nothing left to say', async () => {
  const { store } = stage
  const { pace } = stage.engine.channel.capabilities
  const runner = await stage.start({ pace: { ...pace, privateGapMs: 1_500 } })
  const chatId = await givenChat(store, runner.instanceId, 'lan', 'private')
  const id = await planMessage(store, {
    chatId,
    message: plainMessage('một', 'hai'),
    purpose: 'reminder',
    priority: PRIORITY.answer,
  })
  const run = runner.run()
  await runner.platform.until(({ calls }) => calls.length === 1)

  await inTransaction(store, (tx) =>
    eraseAccountOf(tx, {
      instanceId: runner.instanceId,
      externalId: 'lan',
      at: new Date(),
      now: new Date(),
      timeZone: 'Asia/Ho_Chi_Minh',
    }),
  )
  await run

  expect(runner.platform.calls).toHaveLength(1)
  expect(await runner.delivery(id)).toMatchObject({ state: 'unreachable', tries: 0 })
})
