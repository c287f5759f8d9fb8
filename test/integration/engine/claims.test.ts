import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { newId, type ChannelInstanceId, type ChatId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { pauseBroadcast, stopBroadcast } from '../../../src/storage/sending/pause-and-stop.ts'
import { planEdit, planMessage } from '../../../src/storage/sending/plan-message.ts'
import { writeCopies } from '../../../src/storage/sending/write-copies.ts'
import {
  claimParts,
  putBack,
  settleParts,
  type PartClaim,
  type PartSettlement,
} from '../../../src/storage/sending/claim-and-settle.ts'
import { findCandidates, readDeliveries } from '../../../src/storage/sending/due-deliveries.ts'
import { acquireLane, type Lease } from '../../../src/storage/sending/lanes.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import {
  givenBroadcast,
  givenChat,
  givenGroup,
  givenInstance,
  givenUnit,
} from '../../support/rows.ts'

describe('a call is claimed when it is about to be made', () => {
  let database: TestDatabase
  let store: Store
  let instanceId: ChannelInstanceId
  let lease: Lease
  let lan: ChatId

  beforeAll(async () => {
    database = await createTestDatabase({ poolSize: 1 })
    store = database.store
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    instanceId = await givenInstance(store)
    lease = await leaseFor(instanceId)
    lan = await givenChat(store, instanceId, 'lan')
  })

  async function leaseFor(instance: ChannelInstanceId): Promise<Lease> {
    const answer = await acquireLane(store, instance, newId<string>(), -1)
    if (answer.kind !== 'held') throw new Error(answer.kind)
    return answer.lease
  }

  const say = (text: string) =>
    planMessage(store, {
      chatId: lan,
      message: plainMessage(text),
      purpose: 'card',
      priority: PRIORITY.answer,
    })

  /** What is due, as a lane takes it in hand. */
  async function inHand(): Promise<PartClaim[]> {
    const due = await findCandidates(store, lease, {
      now: new Date(),
      perSource: 100,
      busyChats: [],
      after: new Map(),
    })
    const read = await readDeliveries(
      store,
      due.map(({ id }) => id),
    )
    return read.map(({ id, chatId, edition }) => ({
      deliveryId: id,
      chatId,
      edition,
      ordinal: 0,
      isFirst: true,
      at: new Date(),
    }))
  }
  const stateOf = async (id: string) =>
    store.db
      .selectFrom('delivery')
      .select('state')
      .where('id', '=', id as never)
      .executeTakeFirst()

  it('once, and by its owner once more when the answer was lost', async () => {
    const id = await say('tin')
    const claims = await inHand()

    expect([...(await claimParts(store, lease, claims))]).toEqual([id])
    expect([...(await claimParts(store, lease, claims))]).toEqual([id])
    const next = await leaseFor(instanceId)
    expect([...(await claimParts(store, lease, claims))]).toEqual([])
    expect([...(await claimParts(store, next, claims))]).toEqual([])
  })

  it('and its outcome is written once, also when it is written again after a lost answer', async () => {
    const id = await say('tin')
    await claimParts(store, lease, await inHand())
    const outcome: PartSettlement = {
      deliveryId: id,
      ordinal: 0,
      kind: 'text',
      isLast: false,
      isCall: true,
      outcome: 'sent',
      reason: null,
      messageIds: ['1'],
      deliveryState: 'sending',
      nextAt: null,
      tries: 0,
      erase: false,
      startedAt: new Date(),
      finishedAt: new Date(),
    }

    const written = [
      await settleParts(store, lease, [outcome]),
      await settleParts(store, lease, [outcome]),
    ]

    expect(written.map((states) => [...states])).toEqual([[[id, 'sending']], []])
    const attempts = await store.db
      .selectFrom('attempt')
      .select('message_ids')
      .where('delivery_id', '=', id)
      .execute()
    expect(attempts).toEqual([{ message_ids: ['1'] }])
  })

  it('not with words that have been replaced since', async () => {
    const id = await say('cũ')
    const claims = await inHand()
    await inTransaction(store, (tx) =>
      planEdit(tx, {
        deliveryId: id,
        message: plainMessage('mới'),
        purpose: 'card',
        priority: PRIORITY.edit,
      }),
    )

    expect([...(await claimParts(store, lease, claims))]).toEqual([])
    expect([...(await claimParts(store, lease, await inHand()))]).toEqual([id])
  })

  it('not of a broadcast that was paused since, and one that was stopped leaves nothing', async () => {
    const unit = await givenUnit(store, 'thôn')
    await givenGroup(store, instanceId, 'nhóm', unit)
    const broadcast = await givenBroadcast(store, { units: [unit] })
    await writeCopies(store, broadcast, { now: new Date(), today: '2026-11-28' })
    const claims = await inHand()
    const [copy] = claims
    if (!copy) throw new Error('nothing is due')
    await inTransaction(store, (tx) => pauseBroadcast(tx, broadcast))

    expect([...(await claimParts(store, lease, claims))]).toEqual([])
    await putBack(store, lease, [copy.deliveryId])
    expect(await stateOf(copy.deliveryId)).toEqual({ state: 'planned' })

    await inTransaction(store, (tx) => stopBroadcast(tx, broadcast, new Date()))
    await putBack(store, lease, [copy.deliveryId])
    expect(await stateOf(copy.deliveryId)).toEqual({ state: 'cancelled' })
  })

  it('by hundreds in one statement that the database plans once', async () => {
    for (let count = 0; count < 150; count++) {
      lan = await givenChat(store, instanceId, `c${count}`)
      await say('tin')
    }
    const claims = await inHand()

    const granted = await claimParts(store, lease, claims)

    expect(granted.size).toBe(100)
    const { rows } = await sql<{ name: string }>`
      select name from pg_prepared_statements where statement like '%update delivery%'`.execute(
      store.db,
    )
    expect(rows).toContainEqual({ name: 'claim' })
  })
})
