import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { newId, type BroadcastId, type ChatId, type DeliveryId } from '../../../src/domain/id.ts'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import {
  pauseBroadcast,
  resumeBroadcast,
  stopBroadcast,
} from '../../../src/storage/sending/pause-and-stop.ts'
import { reopenBroadcasts } from '../../../src/storage/sending/broadcasts.ts'
import {
  findMenu,
  hasConversation,
  saveConversation,
  saveMenu,
} from '../../../src/storage/conversations.ts'
import { enterAccount } from '../../../src/storage/accounts.ts'
import { openLinkCode } from '../../../src/usecases/linking/offer-link.ts'
import { failedDeliveries } from '../../../src/storage/sending/failed-copies.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { storeInInbox } from '../../../src/storage/inbox.ts'
import { openMessage } from '../../../src/storage/sealed-message.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { addPost } from '../../../src/storage/people.ts'
import { noteChatState } from '../../../src/usecases/chat-health.ts'
import { holdRestored, type RestoredHold } from '../../../src/usecases/restoring/hold-restored.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { updateProgress } from '../../../src/usecases/sending/update-progress.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import {
  givenBroadcast,
  givenChat,
  givenDeadOwner,
  givenPerson,
  givenServedUnits,
  givenUnit,
} from '../../support/rows.ts'

let database: TestDatabase
let store: Store
let engine: TestEngine

beforeEach(async () => {
  database = await createTestDatabase()
  store = database.store
  engine = await startTestEngine(store)
})
afterEach(async () => {
  await engine.stop()
  await database.close()
})

const hold = (): Promise<RestoredHold> =>
  inTransaction(store, (tx) =>
    holdRestored(tx, {
      createdAt: new Date('2026-03-20T01:00:00Z'),
      now: new Date(),
      timeZone: 'Asia/Ho_Chi_Minh',
    }),
  )

it('ends the codes that link accounts: they may have been used since', async () => {
  const { id } = await enterAccount(store, {
    instanceId: engine.instanceId,
    externalId: '1',
    name: 'Lan',
  })
  await openLinkCode(store, id, new Date())
  await hold()
  expect(await store.db.selectFrom('link_code').selectAll().execute()).toEqual([])
})

/** A broadcast to groups of these names, under way. */
async function underWay(
  names: readonly string[],
  options: Parameters<typeof givenBroadcast>[1] = {},
): Promise<BroadcastId> {
  const units = await givenServedUnits(store, engine.instanceId, names)
  const id = await givenBroadcast(store, { units, ...options })
  await expandBroadcast(engine.deps, id)
  return id
}

/** A broadcast to the group of the unit that has it. */
async function underWayTo(chatId: ChatId): Promise<BroadcastId> {
  const { unit_id: unit } = await store.db
    .selectFrom('chat_binding')
    .select('unit_id')
    .where('chat_id', '=', chatId)
    .executeTakeFirstOrThrow()
  const id = await givenBroadcast(store, { units: [unit] })
  await expandBroadcast(engine.deps, id)
  return id
}

const copyOf = (id: BroadcastId) =>
  store.db
    .selectFrom('delivery')
    .select('chat_id')
    .where('broadcast_id', '=', id)
    .executeTakeFirstOrThrow()

async function isBack(chatId: ChatId): Promise<void> {
  const news = { chatId, state: 'active', reason: null, now: new Date() } as const
  await inTransaction(store, (tx) => noteChatState(tx, news))
  await engine.run()
}

const arrived = (): string[] => engine.platform.seen().map((call) => call.chat)

async function set(id: BroadcastId, chat: string, state: 'sending' | 'waiting-for-contact') {
  const { id: delivery } = await store.db
    .selectFrom('delivery')
    .innerJoin('chat', 'chat.id', 'delivery.chat_id')
    .select('delivery.id')
    .where('broadcast_id', '=', id)
    .where('chat.title', '=', chat)
    .executeTakeFirstOrThrow()
  await store.db
    .updateTable('delivery')
    .set({ state, ...(state === 'sending' && { fence: 0 }) })
    .where('id', '=', delivery)
    .execute()
  return delivery
}

/** A call was out at the backup's moment. */
async function callIsOut(id: DeliveryId): Promise<void> {
  await givenDeadOwner(store, engine.instanceId)
  await store.db
    .updateTable('delivery')
    .set({ calling: 0, called_at: new Date() })
    .where('id', '=', id)
    .execute()
}

describe('after a restore', () => {
  it('a broadcast under way waits for a person, and goes on when told', async () => {
    const id = await underWay(['a', 'b', 'c'])
    const inFlight = await set(id, 'a', 'sending')
    await callIsOut(inFlight)

    const held = await hold()
    await sweep(engine.deps)
    await engine.run()

    expect(held.paused).toHaveLength(1)
    expect(arrived()).toEqual([])
    // The call that was out is judged by the next owner, as after any crash.
    expect(await engine.states(id)).toEqual({ planned: 2, unknown: 1 })

    await inTransaction(store, (tx) => resumeBroadcast(tx, id, new Date()))
    await engine.run()
    expect(arrived().sort()).toEqual(['b', 'c'])
  })

  it('one that was paused is told too, for it may have been resumed', async () => {
    const id = await underWay(['a'])
    await inTransaction(store, (tx) => pauseBroadcast(tx, id))
    expect((await hold()).paused).toHaveLength(1)
  })

  it('one that waited for its hour is cancelled', async () => {
    const releaseAt = new Date(Date.now() - 1_000)
    const id = await givenBroadcast(store, { state: 'scheduled', releaseAt })

    const held = await hold()
    await expandBroadcast(engine.deps, id)
    await engine.run()

    expect(held).toMatchObject({ paused: [], cancelled: [expect.stringMatching(/^T\d+$/)] })
    expect(arrived()).toEqual([])
  })

  it('one of which the copies were being written is paused, and written on when it goes on', async () => {
    const id = await underWay(['a', 'b'])
    await store.db
      .updateTable('broadcast')
      .set({ state: 'expanding', started_at: null })
      .where('id', '=', id)
      .execute()

    expect(await hold()).toMatchObject({ paused: [expect.anything()], cancelled: [] })
    await engine.run()
    expect(arrived()).toEqual([])

    await inTransaction(store, (tx) => resumeBroadcast(tx, id, new Date()))
    await expandBroadcast(engine.deps, id)
    await engine.run()
    expect(arrived().sort()).toEqual(['a', 'b'])
  })

  it('copies that would go by themselves become doubtful', async () => {
    const stopped = await underWay(['a'])
    await inTransaction(store, (tx) => stopBroadcast(tx, stopped))
    await set(stopped, 'a', 'sending')
    const finished = await underWay(['b'])
    await set(finished, 'b', 'waiting-for-contact')

    await hold()
    await engine.run()

    expect(arrived()).toEqual([])
    expect([await engine.states(stopped), await engine.states(finished)]).toEqual([
      { unknown: 1 },
      { unknown: 1 },
    ])
    expect(await failedDeliveries(store, finished, 10)).toMatchObject([
      { why: 'restored', isUnclear: true },
    ])
  })

  it('copies of a stopped one that were not ended yet are ended', async () => {
    const id = await underWay(['a', 'b'])
    await inTransaction(store, (tx) => stopBroadcast(tx, id))

    await hold()

    expect(await engine.states(id)).toEqual({ cancelled: 2 })
  })

  it('what a group that is back had not got then is not sent to it', async () => {
    const id = await underWay(['a'])
    const { chat_id: chatId } = await copyOf(id)
    engine.platform.script('a', { kind: 'blocked', state: 'left' })
    await engine.run()
    await updateProgress(engine.deps, id)
    await hold()

    await isBack(chatId)
    expect(arrived()).toEqual([])

    // What it misses from now on is.
    const next = await underWayTo(chatId)
    engine.platform.script('a', { kind: 'blocked', state: 'left' })
    await engine.run()
    await isBack(chatId)
    expect(await engine.states(next)).toEqual({ sent: 1 })
    expect(await engine.states(id)).toEqual({ unreachable: 1 })
  })

  it('a directive that is sent on to one has no second try for those that became doubtful', async () => {
    const id = await underWay(['a', 'b'], { kind: 'directive' })
    await set(id, 'b', 'waiting-for-contact')
    await engine.run()
    await updateProgress(engine.deps, id)
    await hold()

    await inTransaction(store, (tx) => reopenBroadcasts(tx, [id], new Date()))
    engine.aheadMs += 120_000
    await sweep(engine.deps)
    await engine.run()

    expect(arrived()).toEqual(['a'])
    expect(await engine.states(id)).toEqual({ sent: 1, unknown: 1 })
  })

  it('a typed number means no choice of before, and no conversation is open', async () => {
    const unit = await givenUnit(store, 'van-phong')
    const [officer, member] = [
      await givenChat(store, engine.instanceId, 'minh'),
      await givenChat(store, engine.instanceId, 'lan'),
    ]
    const author = await givenPerson(store, { account: officer })
    await addPost(store, { personId: author, unitId: unit, role: 'author', from: '2026-01-01' })
    await givenPerson(store, { units: [unit], account: member })
    const delivery = newId<DeliveryId>()
    for (const chatId of [officer, member])
      await saveMenu(store, chatId, [{ label: 'Đồng ý', action: 'x', delivery }], new Date())
    const { account_id: account } = await store.db
      .selectFrom('chat')
      .select('account_id')
      .where('id', '=', officer)
      .executeTakeFirstOrThrow()
    if (!account) throw new Error('a private chat has an account')
    const conversation = { definition: 'collect-draft', version: 1, state: {} }
    await saveConversation(store, officer, account, conversation, new Date())

    await hold()

    expect(await hasConversation(store, officer)).toBe(false)
    expect(await findMenu(store, officer)).toEqual([])
    expect(await findMenu(store, member)).toEqual([])
  })

  it('answers on their way and updates not yet read are let go', async () => {
    const chatId = await givenChat(store, engine.instanceId, 'lan')
    const plan = () =>
      planMessage(store, {
        chatId,
        message: plainMessage('Chào bà'),
        purpose: 'answer',
        priority: PRIORITY.answer,
      })
    const [planned, begun] = [await plan(), await plan()]
    await store.db
      .updateTable('delivery')
      .set({ state: 'sending', fence: 0 })
      .where('id', '=', begun)
      .execute()
    await callIsOut(begun)
    await storeInInbox(store, [
      { instanceId: engine.instanceId, dedupKey: 'k', orderKey: 'lan', update: { text: 'Gửi' } },
    ])

    expect(await hold()).toMatchObject({ messages: 2, updates: 1 })
    await engine.run()

    expect(arrived()).toEqual([])
    for (const id of [planned, begun])
      expect(await engine.delivery(id)).toMatchObject({ state: 'cancelled', reason: 'restored' })
    const [row] = await store.db.selectFrom('inbox').select(['state', 'payload_enc']).execute()
    expect(row).toEqual({ state: 'processed', payload_enc: null })
  })

  it('owners and senders are told, once each, and the sender has the buttons', async () => {
    const unit = await givenUnit(store, 'van-phong')
    const ownerChat = await givenChat(store, engine.instanceId, 'owner')
    const owner = await givenPerson(store, { name: 'Hà', account: ownerChat })
    await addPost(store, { personId: owner, unitId: unit, role: 'owner', from: '2026-01-01' })
    const senderChat = await givenChat(store, engine.instanceId, 'sender')
    const id = await underWay(['a'], { progressChatId: senderChat })

    const { paused } = await hold()

    const planned = await store.db
      .selectFrom('delivery')
      .innerJoin('chat', 'chat.id', 'delivery.chat_id')
      .select(['chat.id as chat', 'delivery.message_enc', 'delivery.id'])
      .where('broadcast_id', 'is', null)
      .execute()
    const said = planned.map(({ chat, message_enc }) => ({
      chat,
      text: JSON.stringify(message_enc && openMessage(store.keys, message_enc)),
    }))
    const toOwner = said.filter(({ chat }) => chat === ownerChat)
    expect(toOwner).toHaveLength(1)
    expect(toOwner[0]?.text).toContain(`Đang tạm dừng: ${paused[0]}`)
    expect(toOwner[0]?.text).toContain('08:00 ngày 20/03/2026')
    // Whoever has been dismissed since is an officer again.
    expect(toOwner[0]?.text).toMatch(
      /Vai trò.*đã thu hồi sau lúc đó nay lại có hiệu lực.*“cán bộ”/u,
    )
    const card = said.find(({ chat, text }) => chat === senderChat && text.includes('Tiếp tục'))
    expect(card?.text).toContain('Dừng hẳn')
    const { progress_delivery_id } = await store.db
      .selectFrom('broadcast')
      .select('progress_delivery_id')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    expect(planned.map((row) => row.id)).toContain(progress_delivery_id)
  })

  it('codes that were given since are not given again', async () => {
    await store.db.updateTable('counter').set({ value: 12 }).where('name', '=', 'notice').execute()
    await hold()
    const { value } = await store.db
      .selectFrom('counter')
      .select('value')
      .where('name', '=', 'notice')
      .executeTakeFirstOrThrow()
    expect(Number(value)).toBe(112)
  })
})
