import { beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { ChannelInstanceId, ChatId, DeliveryId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { moveChat } from '../../../src/storage/chat-state.ts'
import { takeOverLane } from '../../../src/storage/sending/take-over-lane.ts'
import { pauseBroadcast, stopBroadcast } from '../../../src/storage/sending/pause-and-stop.ts'
import { planEdit, planMessage } from '../../../src/storage/sending/plan-message.ts'
import { writeCopies } from '../../../src/storage/sending/write-copies.ts'
import { claimParts, type PartClaim } from '../../../src/storage/sending/claim-parts.ts'
import { putBack, settleUnsent } from '../../../src/storage/sending/let-go.ts'
import { settleParts, type PartSettlement } from '../../../src/storage/sending/settle-parts.ts'
import { findDue } from '../../../src/storage/sending/due-deliveries.ts'
import type { Lease } from '../../../src/storage/sending/lanes.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import {
  givenBroadcast,
  givenChat,
  givenDeadLease,
  givenGroup,
  givenInstance,
  givenUnit,
} from '../../support/rows.ts'

const asOf = () => ({ now: new Date(), timeZone: 'Asia/Ho_Chi_Minh' })

describe('a call is claimed when it is about to be made', () => {
  const { store } = setTestDatabase('all', { poolSize: 1 })
  let instanceId: ChannelInstanceId
  let lease: Lease
  let lan: ChatId

  beforeEach(async () => {
    instanceId = await givenInstance(store)
    lease = await givenDeadLease(store, instanceId)
    lan = await givenChat(store, instanceId, 'lan')
  })

  const say = (text: string) =>
    planMessage(store, {
      chatId: lan,
      message: plainMessage(text),
      purpose: 'card',
      priority: PRIORITY.answer,
    })

  /** What is due, as a lane takes it in hand. */
  async function inHand(): Promise<PartClaim[]> {
    const due = await findDue(store, lease, {
      now: new Date(),
      timeZone: 'Asia/Ho_Chi_Minh',
      perSource: 100,
      perBroadcast: 100,
      busyChats: [],
      givingWay: [],
      uploading: [],
      after: new Map(),
    })
    return due.map(({ id, chatId, open }) => ({
      deliveryId: id,
      chatId,
      edition: open().edition,
      ordinal: 0,
      nothingOut: true,
      at: new Date(),
    }))
  }
  /** The first of two parts is out. */
  const arrived = (deliveryId: DeliveryId): PartSettlement => ({
    deliveryId,
    edition: 0,
    ordinal: 0,
    kind: 'text',
    isLast: false,
    isCall: true,
    outcome: 'sent',
    reason: null,
    messageIds: ['1'],
    words: null,
    deliveryState: 'sending',
    nextAt: null,
    tries: 0,
    erase: false,
    startedAt: new Date(),
    finishedAt: new Date(),
  })
  const stateOf = async (id: string) =>
    store.db
      .selectFrom('delivery')
      .select('state')
      .where('id', '=', id as never)
      .executeTakeFirst()

  it('once, and by its owner once more when the answer was lost', async () => {
    const id = await say('tin')
    const claims = await inHand()

    expect([...(await claimParts(store, lease, claims, asOf()))]).toEqual([id])
    expect([...(await claimParts(store, lease, claims, asOf()))]).toEqual([id])
    const next = await givenDeadLease(store, instanceId)
    expect([...(await claimParts(store, lease, claims, asOf()))]).toEqual([])
    expect([...(await claimParts(store, next, claims, asOf()))]).toEqual([])
  })

  it('by the owner of the lane alone, though nobody else has claimed it', async () => {
    const id = await say('tin')
    const claims = await inHand()
    const next = await givenDeadLease(store, instanceId)

    expect([...(await claimParts(store, lease, claims, asOf()))]).toEqual([])
    expect(await stateOf(id)).toEqual({ state: 'planned' })
    expect([...(await claimParts(store, next, claims, asOf()))]).toEqual([id])
  })

  it('and what needs no call is ended by the owner of the lane alone, and with the words it was read with', async () => {
    const id = await say('cũ')
    const [read] = await inHand()
    const end = (owner: Lease, edition: number) =>
      settleUnsent(store, owner, {
        id,
        edition,
        state: 'cancelled',
        reason: 'no-edit',
        at: new Date(),
      })
    if (!read) throw new Error('nothing is due')
    const next = await givenDeadLease(store, instanceId)

    await end(lease, read.edition)
    expect(await stateOf(id)).toEqual({ state: 'planned' })
    await inTransaction(store, (tx) =>
      planEdit(tx, {
        deliveryId: id,
        message: plainMessage('mới'),
        purpose: 'card',
        priority: PRIORITY.edit,
      }),
    )
    await end(next, read.edition)
    expect(await stateOf(id)).toEqual({ state: 'planned' })
    await end(next, read.edition + 1)
    expect(await stateOf(id)).toEqual({ state: 'cancelled' })
  })

  it('and its outcome is written once, also when it is written again after a lost answer', async () => {
    const id = await say('tin')
    await claimParts(store, lease, await inHand(), asOf())
    const outcome = arrived(id)

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

  it('and leaves no trace when it was not called after all', async () => {
    const id = await say('tin')
    await claimParts(store, lease, await inHand(), asOf())
    const uncalled = { ...arrived(id), isCall: false, outcome: 'retry-after', messageIds: [] }

    await settleParts(store, lease, [{ ...uncalled, deliveryState: 'planned' }])

    expect(await stateOf(id)).toEqual({ state: 'planned' })
    const attempts = store.db.selectFrom('attempt').select('id').where('delivery_id', '=', id)
    expect(await attempts.execute()).toEqual([])
  })

  it('and an answer to a call of an earlier owner is not taken for that of a call which the next one has out', async () => {
    const id = await say('tin')
    const claims = await inHand()
    await claimParts(store, lease, claims, asOf())
    const next = await givenDeadLease(store, instanceId)
    // Somebody waits for it, so it goes once more.
    await takeOverLane(store, next, { now: new Date(), canEdit: true })
    await claimParts(store, next, claims, asOf())

    expect([...(await settleParts(store, lease, [arrived(id)]))]).toEqual([])
    await putBack(store, lease, [id])
    expect(await stateOf(id)).toEqual({ state: 'sending' })
    expect([...(await settleParts(store, next, [arrived(id)]))]).toEqual([[id, 'sending']])
  })

  it('not for a chat that has given way to another since', async () => {
    const id = await say('tin')
    const claims = await inHand()
    const group = await givenChat(store, instanceId, 'nhóm')
    await inTransaction(store, (tx) => moveChat(tx, group, 'lan'))

    expect([...(await claimParts(store, lease, claims, asOf()))]).toEqual([])
    const again = await inHand()
    expect(again.map(({ chatId }) => chatId)).toEqual([group])
    expect([...(await claimParts(store, lease, again, asOf()))]).toEqual([id])
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

    expect([...(await claimParts(store, lease, claims, asOf()))]).toEqual([])
    expect([...(await claimParts(store, lease, await inHand(), asOf()))]).toEqual([id])
  })

  it('not of a broadcast that was paused since, and one that was stopped leaves nothing', async () => {
    const unit = await givenUnit(store, 'thôn')
    await givenGroup(store, instanceId, 'nhóm', unit)
    const broadcast = await givenBroadcast(store, { units: [unit] })
    await writeCopies(store, broadcast, { now: new Date() })
    const claims = await inHand()
    const [copy] = claims
    if (!copy) throw new Error('nothing is due')
    await inTransaction(store, (tx) => pauseBroadcast(tx, broadcast))

    expect([...(await claimParts(store, lease, claims, asOf()))]).toEqual([])
    await putBack(store, lease, [copy.deliveryId])
    expect(await stateOf(copy.deliveryId)).toEqual({ state: 'planned' })

    await inTransaction(store, (tx) => stopBroadcast(tx, broadcast))
    await putBack(store, lease, [copy.deliveryId])
    expect(await stateOf(copy.deliveryId)).toEqual({ state: 'cancelled' })
  })

  it('by hundreds in one statement that the database plans once', async () => {
    for (let count = 0; count < 150; count++) {
      lan = await givenChat(store, instanceId, `c${count}`)
      await say('tin')
    }
    const claims = await inHand()

    const granted = await claimParts(store, lease, claims, asOf())

    expect(granted.size).toBe(100)
    const { rows } = await sql<{ name: string }>`
      select name from pg_prepared_statements where statement like '%update delivery%'`.execute(
      store.db,
    )
    expect(rows).toContainEqual({ name: 'claim' })
  })
})
