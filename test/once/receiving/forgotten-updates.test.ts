import { beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { lastHeard } from '../../../src/storage/channel-standing.ts'
import { forgetOldUpdates } from '../../../src/storage/forget-old-updates.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { type InboxStage, openInboxStage } from '../../support/inbox-stage.ts'
import { givenInstance } from '../../support/rows.ts'

describe('what came in and is done with', () => {
  const database = setTestDatabase('all')
  let stage: InboxStage

  beforeEach(async () => {
    await database.store.db.deleteFrom('inbox').execute()
    stage = await openInboxStage(database.store)
  })

  const count = async (): Promise<number> => (await stage.rows()).length
  /** Some of today, so that older ones are not the newest of the bot. */
  const sayMore = async (): Promise<void> => {
    await stage.receive(...['a', 'b', 'c', 'd', 'e'].map((id) => ({ id: `${id}${Math.random()}` })))
    await stage.drain()
  }

  it('is known for as long as a platform may repeat it, and then forgotten', async () => {
    await stage.receive({ id: '1' })
    await stage.drain()
    stage.later(5.9)
    await sayMore()
    await stage.sweep()
    expect(await stage.receive({ id: '1' })).toEqual(['known'])
    expect(await count()).toBe(6)

    stage.later(0.2)
    await stage.sweep()
    expect(await count()).toBe(5)
  })

  it('is known for a month when it could not be taken in', async () => {
    stage.poison.add('poison')
    await stage.receive({ id: 'poison' })
    for (let tries = 0; tries < 5; tries++) {
      await stage.drain()
      stage.later(0.001)
    }
    stage.later(29.9)
    await sayMore()
    await stage.sweep()
    expect(await count()).toBe(6)

    stage.later(0.2)
    await stage.sweep()
    expect((await stage.rows()).map(({ state }) => state)).not.toContain('failed')
    expect(await count()).toBe(5)
  })

  it('is all that is forgotten: what waits stays, however long', async () => {
    await stage.receive({ id: '1' })
    stage.later(400)
    await stage.sweep()
    await stage.drain()

    expect(stage.taken).toEqual(['1'])
  })

  it('leaves the moment at which each bot was last heard', async () => {
    const { store } = database
    const quiet = await givenInstance(store)
    const moments = () =>
      Promise.all([quiet, stage.channel.instanceId].map((id) => lastHeard(store, id)))
    for (const [instanceId, heard] of [
      [quiet, true],
      [quiet, false],
      [stage.channel.instanceId, true],
    ] as const)
      for (let n = 0; n < 20; n++)
        await sql`insert into inbox (channel_instance_id, dedup_key, order_key, state, heard, received_at, processed_at)
          values (${instanceId}, ${`${heard} ${n}`}, '', 'processed', ${heard},
            now() - interval '40 days', now() - interval '40 days')`.execute(store.db)
    const before = await moments()

    await stage.sweep()

    expect(await count()).toBe(10)
    expect(before).toEqual([expect.any(Date), expect.any(Date)])
    expect(await moments()).toEqual(before)
  })

  it('goes in bounded numbers, each once, also when two look at the same moment', async () => {
    const { store } = database
    await sql`insert into inbox (channel_instance_id, dedup_key, order_key, state, processed_at)
      select ${stage.channel.instanceId}, n::text, '', 'processed', now() - interval '7 days'
      from generate_series(1, 2505) n`.execute(store.db)
    const look = () => forgetOldUpdates(store, new Date())

    expect(await look()).toBe(1_000)
    const [one, other] = await Promise.all([look(), look()])
    expect(one + other + (await look())).toBe(1_500)
    expect(await look()).toBe(0)
    expect(await count()).toBe(5)
  })

  it('costs few rows to look for, among many that wait, have failed or are new', async () => {
    const { store } = database
    await sql`insert into inbox (channel_instance_id, dedup_key, order_key, state, processed_at)
      select ${stage.channel.instanceId}, n::text, '',
        (array['stored', 'processed', 'failed'])[1 + n % 3], now()
      from generate_series(1, 9000) n`.execute(store.db)
    await stage.sweep()

    const read = await inTransaction(store, async (tx) => {
      const soFar = async (): Promise<number> => {
        const { rows } = await sql<{ read: number }>`
          select (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read
          from pg_stat_xact_user_tables where relname = 'inbox'`.execute(tx.db)
        return rows[0]?.read ?? 0
      }
      const before = await soFar()
      await forgetOldUpdates(tx, new Date())
      return (await soFar()) - before
    })

    expect(read).toBeLessThan(100)
  })
})
