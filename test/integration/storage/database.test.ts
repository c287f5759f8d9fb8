import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import pg from 'pg'
import { connectDatabase, openDatabase } from '../../../src/storage/database.ts'
import { openQueuePool } from '../../../src/storage/queue-pool.ts'
import { knownWhenLost } from '../../../src/storage/session-settings.ts'
import { WatchedClient } from '../../../src/storage/silent-connections.ts'
import { inRetriedTransaction } from '../../../src/storage/store.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { startDatabaseProxy } from '../../support/database-proxy.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { readTestCluster } from '../../support/test-cluster.ts'
import { waitUntil } from '../../support/wait-until.ts'

interface Setting {
  readonly setting: string
}

async function reachSettings(
  query: (text: string) => Promise<{ readonly rows: readonly Setting[] }>,
): Promise<string[]> {
  const { rows } = await query(`select setting from pg_settings
    where name in ('tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count', 'tcp_user_timeout')
    order by name desc`)
  return rows.map(({ setting }) => setting)
}

describe('the database', () => {
  const database = setTestDatabase('all')

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

  it('waits for a statement that takes long, however often it looks for connections that are lost', async () => {
    const looking = connectDatabase(database.pg, { log: quietLog, lookEveryMs: 50 })
    const { rows } = await sql<{ done: boolean }>`select pg_sleep(1.5) is not null as done`.execute(
      looking.db,
    )
    await looking.close()
    expect(rows).toEqual([{ done: true }])
  })

  it('gives up a connection that is silent from its first question on, and asks on another', async () => {
    const { config, proxy } = await startDatabaseProxy(database)
    const limits = { max: 1, ...knownWhenLost({}, 300) }
    const pool = new pg.Pool({ ...config, Client: WatchedClient, ...limits })
    proxy.silenceAt('set_config')

    await expect(pool.query('select 1 as one')).rejects.toThrow('timeout')

    const { rows } = await pool.query<{ one: number }>('select 1 as one')
    expect(rows).toEqual([{ one: 1 }])
    await pool.end()
    await proxy.stop()
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

  it('is let go of by a server that cannot reach it, in a minute and not in two hours', async () => {
    const own = connectDatabase(database.pg, { log: quietLog, poolSize: 1 })
    const queue = openQueuePool(database.pg, { log: quietLog, max: 1 })
    try {
      // A server answers 0 on a socket of its own machine, where nothing can come between.
      const isLocal = readTestCluster().host.startsWith('/')
      const ofBoth = isLocal ? ['0', '0', '0', '0'] : ['60000', '10', '30', '3']
      expect(await reachSettings((text) => sql.raw<Setting>(text).execute(own.db))).toEqual(ofBoth)
      expect(await reachSettings((text) => queue.query<Setting>(text))).toEqual(ofBoth)
    } finally {
      await own.close()
      await queue.end()
    }
  })

  it('keeps what its URL sets for a session, and the queue in its schema all the same', async () => {
    const options = encodeURIComponent('-c tcp_keepalives_idle=77 -c work_mem=5MB')
    const url = `${database.url}${database.url.includes('?') ? '&' : '?'}options=${options}`
    const queue = openQueuePool({ connectionString: url }, { log: quietLog, max: 1 })
    try {
      const { rows } = await queue.query<Setting>(
        `select setting from pg_settings where name in ('search_path', 'synchronous_commit', 'work_mem')
          order by name`,
      )
      expect(rows.map(({ setting }) => setting)).toEqual(['bullmq', 'off', '5120'])
      const { host } = readTestCluster()
      const [, , idle] = await reachSettings((text) => queue.query<Setting>(text))
      expect(idle).toBe(host.startsWith('/') ? '0' : '77')
    } finally {
      await queue.end()
    }
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
