import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { connectDatabase, openDatabase } from '../../../src/storage/database.ts'
import { inRetriedTransaction } from '../../../src/storage/store.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { waitUntil } from '../../support/wait-until.ts'

describe('the database', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.close())

  it('gives days as they are written, whatever the time zone of the process', async () => {
    const { rows } = await sql<{ day: string }>`select date '2023-03-20' as day`.execute(
      database.store.db,
    )
    expect(rows).toEqual([{ day: '2023-03-20' }])
  })

  it('gives big numbers as text and moments as Date', async () => {
    const { rows } = await sql<{ big: string; at: Date }>`
      select 9007199254740993::bigint as big, timestamptz '2023-03-20 08:00+07' as at
    `.execute(database.store.db)
    expect(rows[0]?.big).toBe('9007199254740993')
    expect(rows[0]?.at.toISOString()).toBe('2023-03-20T01:00:00.000Z')
  })

  it('lowers and sorts Vietnamese', async () => {
    const { rows } = await sql<{ lowered: string; sorted: string[] }>`
      select lower('ĐẢNG ỦY XÃ') as lowered,
             (select array_agg(name order by name collate "vi-x-icu")
                from unnest(array['Ánh', 'Đào', 'An', 'Dương', 'Ấm']) as name) as sorted
    `.execute(database.store.db)
    expect(rows).toEqual([{ lowered: 'đảng ủy xã', sorted: ['An', 'Ánh', 'Ấm', 'Dương', 'Đào'] }])
  })

  it('outlives the loss of all its connections', async () => {
    const own = connectDatabase(database.pg, { log: quietLog, poolSize: 2 })
    const select = () => sql<{ one: number }>`select 1 as one`.execute(own.db)
    await Promise.all([select(), select()])

    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(database.store.db)
    // The server ends its connections in its own time, and what hits one whose end is not known yet fails.
    const answer = await waitUntil('it answers again', () => select().catch(() => null))
    expect(answer.rows).toEqual([{ one: 1 }])
    await own.close()
  })

  it('does again what it has broken off because two waited for each other', async () => {
    const { store } = database
    await sql`create table place (id int primary key, visits int not null)`.execute(store.db)
    await sql`insert into place values (1, 0), (2, 0)`.execute(store.db)
    const tries = { inOrder: 0, inReverse: 0 }
    const begun = new Set<string>()
    const visit = (who: keyof typeof tries, order: readonly [number, number]) =>
      inRetriedTransaction(store, async (tx) => {
        tries[who]++
        for (const id of order) {
          await sql`update place set visits = visits + 1 where id = ${id}`.execute(tx.db)
          begun.add(who)
          // The first time each has a row of its own before it wants the other's.
          await waitUntil('both have begun', () => begun.size === 2)
        }
        return who
      })

    const done = await Promise.all([visit('inOrder', [1, 2]), visit('inReverse', [2, 1])])

    expect(done).toEqual(['inOrder', 'inReverse'])
    expect(tries.inOrder + tries.inReverse).toBeGreaterThan(2)
    const { rows } = await sql<{ visits: number }>`select visits from place`.execute(store.db)
    expect(rows.map(({ visits }) => visits)).toEqual([2, 2])
  })

  it('does not do again what has failed for another reason', async () => {
    let tries = 0
    const work = () =>
      inRetriedTransaction(database.store, (tx) => {
        tries++
        return sql`select 1 / 0`.execute(tx.db)
      })

    await expect(work()).rejects.toThrow('division by zero')
    expect(tries).toBe(1)
  })

  it('is reached by its URL, as a server is', async () => {
    const opened = await openDatabase({ url: database.url, dataDir: '/nonexistent', log: quietLog })
    const { rows } = await sql<{ one: number }>`select 1 as one`.execute(opened.db)
    expect(rows).toEqual([{ one: 1 }])
    await opened.close()
  })

  it.each([
    'application_name=xa',
    'application_name=xa&connect_timeout=5',
    'a=1&application_name=xa',
  ])('has the name of the service whatever its URL says: %s', async (more) => {
    const url = `${database.url}${database.url.includes('?') ? '&' : '?'}${more}`
    const opened = await openDatabase({ url, dataDir: '/nonexistent', log: quietLog })
    const { rows } = await sql`select current_setting('application_name') as name`.execute(
      opened.db,
    )
    expect(rows).toEqual([{ name: 'nhipcau' }])
    await opened.close()
  })

  it.each([
    { title: 'not a PostgreSQL URL', url: 'mysql://localhost/x', code: 'database.bad_url' },
    {
      title: 'a server that does not run',
      url: 'postgresql://lan:bi-mat@127.0.0.1:1/x',
      code: 'database.unreachable',
    },
  ])('is refused with a sentence for $title', async ({ url, code }) => {
    const opening = openDatabase({ url, dataDir: '/nonexistent', log: quietLog, waitMs: 0 })
    await expect(opening).rejects.toMatchObject({ code })
    await expect(opening).rejects.not.toMatchObject({ message: expect.stringContaining('bi-mat') })
  })

  it('is refused at once when the server does not know it', async () => {
    const url = database.url.replace(/\/test_\w+/, '/no_such_database')
    const opening = openDatabase({ url, dataDir: '/nonexistent', log: quietLog })
    await expect(opening).rejects.toMatchObject({ code: 'database.refused' })
  })
})
