import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type Kysely, type Migration, sql } from 'kysely'
import { connectDatabase } from '../../../src/storage/database.ts'
import { migrations } from '../../../src/storage/migrations/index.ts'
import { migrateToLatest } from '../../../src/storage/migrate.ts'
import type { Tables } from '../../../src/storage/schema.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { quietLog } from '../../support/quiet-log.ts'

const creating = (table: string): Migration => ({
  up: async (db) => {
    await sql.raw(`create table ${table} (id int)`).execute(db)
  },
})
const tablesOf = async (db: Kysely<Tables>): Promise<string[]> =>
  (await db.introspection.getTables()).map(({ name }) => name)

const ID = (n: number): string => `01a00000-0000-7000-8000-00000000000${n}`

describe('migrations', () => {
  let database: TestDatabase
  let db: Kysely<Tables>
  beforeEach(async () => {
    database = await createTestDatabase({ migrated: false })
    db = database.store.db
  })
  afterEach(() => database.close())

  it('make the whole schema in an empty database, and nothing the second time', async () => {
    expect(await migrateToLatest(db)).toContain('0001-initial')
    expect(await migrateToLatest(db)).toEqual([])
    expect(await tablesOf(db)).toEqual(
      expect.arrayContaining(['notice', 'delivery', 'audit_entry']),
    )
  })

  it('keep of several edits that an older build let wait for one person only the newest', async () => {
    const older = Object.entries(migrations).filter(([name]) => name < '0008')
    await migrateToLatest(db, Object.fromEntries(older))
    await sql`insert into channel_instance (id, platform, external_id, name)
      values (${ID(1)}, 'telegram', '1', 'bot')`.execute(db)
    await sql`insert into chat (id, channel_instance_id, external_enc, external_key, type)
      values (${ID(2)}, ${ID(1)}, '', '', 'private')`.execute(db)
    for (const [id, edits] of [
      [3, null],
      [4, 3],
      [5, 3],
    ] as const)
      await sql`insert into delivery (id, channel_instance_id, chat_id, purpose, priority, state, edits_id)
        values (${ID(id)}, ${ID(1)}, ${ID(2)}, 'card', 0, 'waiting-for-contact', ${edits && ID(edits)})`.execute(
        db,
      )

    await migrateToLatest(db)

    const { rows } = await sql<{ state: string }>`select state from delivery order by id`.execute(
      db,
    )
    expect(rows.map(({ state }) => state)).toEqual([
      'waiting-for-contact',
      'cancelled',
      'waiting-for-contact',
    ])
  })

  it('take from updates that are done with what told whose they were, and leave those that wait', async () => {
    const older = Object.entries(migrations).filter(([name]) => name < '0011')
    await migrateToLatest(db, Object.fromEntries(older))
    await sql`insert into channel_instance (id, platform, external_id, name)
      values (${ID(1)}, 'telegram', '1', 'bot')`.execute(db)
    for (const state of ['stored', 'processed', 'failed'])
      await sql`insert into inbox (channel_instance_id, dedup_key, order_key, state)
        values (${ID(1)}, ${state}, 'chat', ${state})`.execute(db)

    await migrateToLatest(db)

    const rows = await db.selectFrom('inbox').select('order_key').orderBy('seq').execute()
    expect(rows.map(({ order_key }) => order_key.toString())).toEqual(['chat', '', ''])
  })

  it('are applied once when two processes start together', async () => {
    const other = connectDatabase(database.pg, { log: quietLog })
    const applied = await Promise.all([migrateToLatest(db), migrateToLatest(other.db)])
    await other.close()
    expect(applied.flat().filter((name) => name === '0001-initial')).toHaveLength(1)
  })

  it('refuse a database of a newer version and leave it alone', async () => {
    await migrateToLatest(db, { a: creating('one'), b: creating('two') })

    const migrating = migrateToLatest(db, { a: creating('one') })

    await expect(migrating).rejects.toMatchObject({ code: 'database.newer_schema' })
    expect(await tablesOf(db)).toEqual(expect.arrayContaining(['one', 'two']))
  })

  it('are undone altogether when one of them fails', async () => {
    const failing: Migration = {
      up: async (tx) => {
        await sql.raw('select no_such_column').execute(tx)
      },
    }

    const migrating = migrateToLatest(db, { a: creating('one'), b: failing })

    await expect(migrating).rejects.toMatchObject({ code: 'database.migration_failed' })
    expect(await tablesOf(db)).not.toContain('one')
  })
})
