import { beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { newId, type BroadcastId, type ChannelInstanceId } from '../../../src/domain/id.ts'
import { findDue, findDueLanes, nextDueAt } from '../../../src/storage/sending/due-deliveries.ts'
import { inTransaction, type Store } from '../../../src/storage/store.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { givenBroadcast, givenInstance } from '../../support/rows.ts'

const MANY = 10_000
const TIME_ZONE = 'Asia/Ho_Chi_Minh'

describe('the look for what is due', () => {
  const { store } = setTestDatabase('all')
  let instanceId: ChannelInstanceId

  beforeAll(async () => {
    instanceId = await givenInstance(store)
    await sql`insert into chat (id, channel_instance_id, type, external_key, external_enc)
      select gen_random_uuid(), ${instanceId}, 'private', int4send(n), int4send(n)
      from generate_series(1, ${MANY}) n`.execute(store.db)
  })

  /** The copies of a broadcast that is being sent; ids grow, as those of the service do. */
  const begin = async (copies: number): Promise<BroadcastId> => {
    const id = await givenBroadcast(store)
    await sql`insert into delivery (id, channel_instance_id, chat_id, broadcast_id, purpose, priority, next_at)
      select encode(overlay(uuid_send(c.id) placing substring(uuid_send(${id}) from 1 for 8) from 1), 'hex')::uuid,
        ${instanceId}, c.id, ${id}, 'broadcast', 2, 'epoch'
      from (select id from chat order by id limit ${copies}) c`.execute(store.db)
    await sql`update broadcast set state = 'sending', watched_at = now() where id = ${id}`.execute(
      store.db,
    )
    return id
  }
  const settle = (id: BroadcastId, copies: number) =>
    sql`update delivery set state = 'sent', settled_at = now() where id = any(array(
      select id from delivery where broadcast_id = ${id} order by id limit ${copies}))`.execute(
      store.db,
    )
  const readSoFar = async ({ db }: Store): Promise<number> => {
    const { rows } = await sql<{ read: number }>`
      select (seq_tup_read + idx_tup_fetch)::int as read
      from pg_stat_xact_user_tables where relname = 'delivery'`.execute(db)
    return rows[0]?.read ?? 0
  }
  /** How many rows of the ledger `look` reads. */
  const rowsReadBy = (look: (tx: Store) => Promise<unknown>): Promise<number> =>
    inTransaction(store, async (tx) => {
      const before = await readSoFar(tx)
      await look(tx)
      return (await readSoFar(tx)) - before
    })
  const lookForCopies = (tx: Store) =>
    findDue(
      tx,
      {
        instanceId,
        owner: newId<string>(),
        fence: '1',
        wait: null,
        rest: null,
        hasUnjudged: false,
      },
      {
        now: new Date(),
        timeZone: TIME_ZONE,
        perSource: 40,
        perBroadcast: 40,
        busyChats: [],
        givingWay: [],
        after: new Map(),
        uploading: [],
      },
    )
  const analyze = () => sql`analyze delivery`.execute(store.db)

  it('reads what it finds, however many copies are through and whatever the database knows of them', async () => {
    const read: number[] = []
    const look = async (): Promise<void> => {
      read.push(await rowsReadBy(lookForCopies))
      read.push(await rowsReadBy((tx) => findDueLanes(tx, new Date(), TIME_ZONE)))
    }

    const first = await begin(MANY)
    await analyze()
    await begin(100)
    await look()
    await settle(first, MANY / 2)
    await sql`vacuum analyze delivery`.execute(store.db)
    await look()
    await settle(first, MANY)
    await sql`vacuum delivery`.execute(store.db)
    await look()
    await analyze()
    await begin(MANY)
    await look()
    await analyze()
    await look()

    expect(read.filter((rows) => rows >= 500)).toEqual([])
  })

  it('finds the copy that is due behind thousands that wait for later, and none where all do', async () => {
    await sql`update broadcast set finished_at = now()`.execute(store.db)
    const id = await begin(MANY)
    const looked: string[][] = []
    const look = async () => looked.push(await findDueLanes(store, new Date(), TIME_ZONE))
    const later = new Date(Date.now() + 3_600_000)

    await sql`update delivery set next_at = ${later} where broadcast_id = ${id}`.execute(store.db)
    await look()
    await analyze()
    await look()
    await sql`update delivery set next_at = 'epoch' where id = (
      select max(id::text)::uuid from delivery where broadcast_id = ${id})`.execute(store.db)
    await look()
    await settle(id, MANY - 100)
    await look()

    expect(looked).toEqual([[], [], [instanceId], [instanceId]])
    await sql`update broadcast set finished_at = now()`.execute(store.db)
  })

  it('asks only the first that wait when the next is due', async () => {
    const later = new Date(Date.now() + 30_000)
    const id = await begin(MANY)
    await sql`update delivery set next_at = ${later} where broadcast_id = ${id}`.execute(store.db)
    const asked: (Date | undefined)[] = []

    const read = await rowsReadBy(async (tx) => {
      asked.push(await nextDueAt(tx, instanceId, new Date(), TIME_ZONE))
    })

    expect(asked[0]).toBeDefined()
    expect(read).toBeLessThan(5_000)
  })
})
