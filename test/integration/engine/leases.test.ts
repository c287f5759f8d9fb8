import { beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { newId, type ChannelInstanceId, type ChatId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { planEdit, planMessage } from '../../../src/storage/sending/plan-message.ts'
import {
  acquireLane,
  endOldLeases,
  findOrphanedLanes,
  releaseLane,
  renewLane,
  whileAlive,
  type Lease,
} from '../../../src/storage/sending/lanes.ts'
import { stopLane, stopLaneOf } from '../../../src/storage/sending/lane-stops.ts'
import { recentCalls } from '../../../src/storage/sending/recent-calls.ts'
import { noteLaneWait } from '../../../src/storage/sending/waits.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { givenChat, givenDeadLease, givenInstance } from '../../support/rows.ts'

const LEASE_MS = 15_000
const LIVING = newId<string>()

describe('the lease of a lane', () => {
  const { store } = setTestDatabase('all')
  let instanceId: ChannelInstanceId

  beforeEach(async () => {
    instanceId = await givenInstance(store)
  })

  const acquire = (leaseMs: number) => acquireLane(store, instanceId, newId<string>(), leaseMs)
  async function leaseFor(leaseMs = LEASE_MS): Promise<Lease> {
    const answer = await acquire(leaseMs)
    if (answer.kind !== 'held') throw new Error(answer.kind)
    return answer.lease
  }

  it('is not kept by its owner when somebody has stopped the lane', async () => {
    const lease = await leaseFor()
    expect(await renewLane(store, lease, LEASE_MS)).toBe(true)

    await stopLaneOf(store, instanceId, 'token-refused')

    expect(await renewLane(store, lease, LEASE_MS)).toBe(false)
    expect(await acquire(LEASE_MS)).toMatchObject({ kind: 'stopped' })
  })

  it('gives an owner that was overtaken no say about the lane', async () => {
    const dead = await givenDeadLease(store, instanceId)
    const next = await leaseFor()

    expect(await renewLane(store, dead, LEASE_MS)).toBe(false)
    await releaseLane(store, dead, { isCleared: true })
    await noteLaneWait(store, dead, { from: new Date(), until: new Date(Date.now() + 60_000) })
    expect(await stopLane(store, dead, 'token-refused')).toBe(false)

    expect(await renewLane(store, next, LEASE_MS)).toBe(true)
    await releaseLane(store, next, { isCleared: true })
    expect(await leaseFor()).toMatchObject({ wait: null })
  })

  it('says that something may be left until an owner has put everything down', async () => {
    const fresh = await givenDeadLease(store, instanceId)
    const afterDead = await leaseFor()
    await releaseLane(store, afterDead, { isCleared: false })
    const afterUncleared = await leaseFor()
    await releaseLane(store, afterUncleared, { isCleared: true })
    const afterCleared = await givenDeadLease(store, instanceId)
    await releaseLane(store, fresh, { isCleared: true })
    const afterDeadAgain = await leaseFor()

    expect([fresh, afterDead, afterUncleared, afterCleared, afterDeadAgain]).toMatchObject([
      { hasUnjudged: false },
      { hasUnjudged: true },
      { hasUnjudged: true },
      { hasUnjudged: false },
      { hasUnjudged: true },
    ])
  })

  it('is left to an owner last heard of before the database started, whose lock that has forgotten', async () => {
    const day = 86_400_000
    await leaseFor(day)
    const heardOf = (when: string) =>
      sql`update lane set owner = gen_random_uuid(),
          lease_until = pg_postmaster_start_time() + interval '1 day' + ${when}::interval
        where channel_instance_id = ${instanceId}`.execute(store.db)

    await heardOf('-1 second')
    expect(await acquire(day)).toEqual({ kind: 'busy' })
    await heardOf('1 second')
    expect(await acquire(day)).toMatchObject({ kind: 'held' })
  })

  it('is left to an owner whose lease has run out while the database was away, for a lease from its start', async () => {
    const day = 86_400_000
    await leaseFor(day)
    await sql`update lane set owner = gen_random_uuid(), lease_until = pg_postmaster_start_time() - interval '1 second'
      where channel_instance_id = ${instanceId}`.execute(store.db)

    expect(await findOrphanedLanes(store, day)).not.toContain(instanceId)
    expect(await acquire(day)).toEqual({ kind: 'busy' })
    expect(await findOrphanedLanes(store, 1)).toContain(instanceId)
    expect(await acquire(1)).toMatchObject({ kind: 'held' })
  })

  it('is left to an owner who is heard of again when the database is back, and has no lock there', async () => {
    const day = 86_400_000
    const lease = await leaseFor(day)
    await sql`update lane set lease_until = pg_postmaster_start_time() + interval '23 hours'
      where channel_instance_id = ${instanceId}`.execute(store.db)

    expect(await renewLane(store, lease, day)).toBe(true)

    expect(await acquire(day)).toEqual({ kind: 'busy' })
  })

  it('ends at once for owners known to have died with the database, and for nobody who came after', async () => {
    const day = 86_400_000
    const heardOf = (when: string) =>
      sql`update lane set owner = ${LIVING},
          lease_until = pg_postmaster_start_time() + interval '1 day' + ${when}::interval
        where channel_instance_id = ${instanceId}`.execute(store.db)
    await leaseFor(day)

    await heardOf('-1 second')
    await endOldLeases(store, day)
    expect(await acquire(day)).toMatchObject({ kind: 'held' })

    await whileAlive(store, LIVING, async () => {
      await heardOf('1 second')
      await endOldLeases(store, day)
      expect(await acquire(day)).toEqual({ kind: 'busy' })
    })
  })

  it('keeps the longest wait that the platform has asked for', async () => {
    const lease = await leaseFor()
    const [long, short] = [60_000, 5_000].map((ms) => new Date(Date.now() + ms)) as [Date, Date]
    const from = new Date()

    await noteLaneWait(store, lease, { from, until: long })
    await noteLaneWait(store, lease, { from, until: short })
    await releaseLane(store, lease, { isCleared: true })

    expect(await leaseFor()).toMatchObject({ wait: { until: long } })
  })

  describe('begins with what the last minute has used', () => {
    async function cardForLan() {
      const lan = await givenChat(store, instanceId, 'lan')
      const said = await planMessage(store, {
        purpose: 'card',
        priority: PRIORITY.answer,
        chatId: lan,
        message: plainMessage('một'),
      })
      return { lan, said }
    }

    const now = new Date('2026-03-20T08:00:00Z')

    async function called(
      chatId: ChatId,
      deliveryId: string,
      agoMs: number,
      outcome: string,
      reason: string | null = null,
      tookMs = 0,
    ): Promise<void> {
      const at = new Date(now.getTime() - agoMs)
      await store.db
        .insertInto('attempt')
        .values({
          delivery_id: deliveryId as never,
          ordinal: 0,
          channel_instance_id: instanceId,
          chat_id: chatId,
          fence: '1',
          started_at: new Date(at.getTime() - tookMs),
          finished_at: at,
          outcome,
          reason,
        })
        .execute()
    }

    it('oldest first: sends, changes of a message, and who was told to wait', async () => {
      const lease = await leaseFor()
      const lan = await givenChat(store, instanceId, 'lan')
      const group = await givenChat(store, instanceId, 'nhóm', 'group')
      const planned = { purpose: 'card', priority: PRIORITY.answer } as const
      const said = await planMessage(store, {
        ...planned,
        chatId: group,
        message: plainMessage('một'),
      })
      const other = await planMessage(store, {
        ...planned,
        chatId: lan,
        message: plainMessage('tin'),
      })
      await called(group, said, 61_000, 'sent')
      await called(group, said, 59_000, 'sent')
      await called(lan, other, 30_000, 'retry-after', 'too-many: chờ')
      await store.db.updateTable('delivery').set({ state: 'sent' }).where('id', '=', said).execute()
      const progress = { purpose: 'progress', priority: PRIORITY.edit } as const
      await inTransaction(store, (tx) =>
        planEdit(tx, { ...progress, deliveryId: said, message: plainMessage('hai') }),
      )
      const change = await store.db
        .selectFrom('delivery')
        .select('id')
        .where('edits_id', '=', said)
        .executeTakeFirstOrThrow()
      await called(group, change.id, 10_000, 'sent')

      expect(await recentCalls(store, lease, now, 5_000)).toEqual([
        {
          chatId: group,
          type: 'group',
          editOf: null,
          agoMs: 59_000,
          wasThrottled: false,
        },
        {
          chatId: lan,
          type: 'private',
          editOf: null,
          agoMs: 30_000,
          wasThrottled: true,
        },
        {
          chatId: group,
          type: 'group',
          editOf: said,
          agoMs: 10_000,
          wasThrottled: false,
        },
      ])
    })

    it('by when it ended, or may have left at the latest where an owner died over it', async () => {
      const lease = await leaseFor()
      const { lan, said } = await cardForLan()
      await called(lan, said, 40_000, 'sent')
      await called(lan, said, 5_000, 'unknown', 'interrupted', 50_000)
      // A large file on a slow line.
      await called(lan, said, 10_000, 'sent', null, 180_000)
      // Claimed before the file had arrived, and perhaps made after it.
      await called(lan, said, 2_000, 'unknown', 'interrupted', 10_000)

      const recent = await recentCalls(store, lease, now, 5_000)

      expect(recent.map(({ agoMs }) => agoMs)).toEqual([50_000, 40_000, 10_000, 7_000])
    })

    it('and of a bot that no limit holds with its newest calls, not with all hundred thousand', async () => {
      const lease = await leaseFor()
      const { lan, said } = await cardForLan()
      await sql`
        insert into attempt (delivery_id, ordinal, channel_instance_id, chat_id, fence, started_at, finished_at, outcome)
        select ${said}::uuid, 0, ${instanceId}::uuid, ${lan}::uuid, 1, at, at, 'sent'
        from (select ${now}::timestamptz - n * interval '10 ms' as at from generate_series(1, 2500) n) calls`.execute(
        store.db,
      )

      const recent = await recentCalls(store, lease, now, 5_000)

      expect(recent).toHaveLength(2_000)
      expect(recent.at(-1)).toMatchObject({ chatId: lan, agoMs: 10 })
    })

    it('and, when the clock was set back, with what lies ahead of it, once and whatever was refused then', async () => {
      const lease = await leaseFor()
      const { lan, said } = await cardForLan()
      const inMs = (ms: number) => recentCalls(store, lease, new Date(now.getTime() + ms), 5_000)
      await called(lan, said, -5 * 3_600_000, 'retry-after', 'too-many: chờ')

      expect(await inMs(0)).toMatchObject([{ chatId: lan, agoMs: 0, wasThrottled: false }])
      expect(await inMs(20_000)).toMatchObject([{ agoMs: 20_000 }])
      expect(await inMs(60_000)).toEqual([])
      await called(lan, said, -2 * 3_600_000, 'sent')
      expect(await inMs(70_000)).toMatchObject([{ agoMs: 0 }, { agoMs: 0 }])
      expect(await inMs(140_000)).toEqual([])
    })
  })
})
