import { beforeEach, describe, expect, it } from '@jest/globals'
import { type Kysely, type Migration, sql } from 'kysely'
import { migrations } from '../../../src/storage/migrations/index.ts'
import { migrateToLatest } from '../../../src/storage/migrate.ts'
import type { Tables } from '../../../src/storage/schema.ts'
import { upgradeBeforeServing } from '../../../src/storage/upgrade-before-serving.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
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
  const database = setTestDatabase('each', { migrated: false })
  let db: Kysely<Tables>
  beforeEach(() => {
    db = database.store.db
  })

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

  it('find who has joined a unit by themselves, but for those whom a roll may have named since', async () => {
    const older = Object.entries(migrations).filter(([name]) => name < '0014')
    await migrateToLatest(db, Object.fromEntries(older))
    await sql`insert into unit (id, kind) values (${ID(1)}, 'org')`.execute(db)
    const people = [
      { n: 2, day: '2026-01-05', phone: null },
      { n: 3, day: '2026-01-15', phone: Buffer.from('1') },
      { n: 4, day: '2026-01-15', phone: null },
    ]
    const entries = [{ n: 0, day: '2026-01-10', action: 'import-people' }]
    for (const { n, day, phone } of people) {
      const post = Date.parse(`${day}T08:00:00Z`).toString(16).padStart(12, '0')
      await sql`insert into person (id, name_enc, name_key, phone_key)
        values (${ID(n)}, '', '', ${phone})`.execute(db)
      await sql`insert into post (id, person_id, unit_id, role, valid_from)
        values (${`${post.slice(0, 8)}-${post.slice(8)}-7000-8000-00000000000${n}`}, ${ID(n)}, ${ID(1)}, 'member', ${day})`.execute(
        db,
      )
      entries.push({ n, day, action: 'join-unit' })
    }
    for (const [seq, { n, day, action }] of entries.entries())
      await sql`insert into audit_entry (seq, at, actor_id, action, subject_id, previous_hash, hash)
        values (${seq}, ${`${day}T08:00:00Z`}, ${ID(n)}, ${action}, ${ID(1)}, '', ${String(seq)})`.execute(
        db,
      )

    await migrateToLatest(db)

    const joined = db.selectFrom('post').select('person_id').where('joined', '=', true)
    expect(await joined.execute()).toEqual([{ person_id: ID(4) }])
  })

  it('find the drafts that nobody but their authors has seen', async () => {
    const older = Object.entries(migrations).filter(([name]) => name < '0017')
    await migrateToLatest(db, Object.fromEntries(older))
    await sql`insert into unit (id, kind) values (${ID(1)}, 'org')`.execute(db)
    await sql`insert into person (id, name_enc, name_key) values (${ID(2)}, '', '')`.execute(db)
    for (const [n, state] of ['draft', 'cancelled', 'cancelled', 'cancelled', 'pending'].entries())
      await sql`insert into notice (id, code, unit_id, author_id, state)
        values (${ID(n)}, ${n}, ${ID(1)}, ${ID(2)}, ${state})`.execute(db)
    await sql`insert into audit_entry (seq, at, action, subject_kind, subject_id, previous_hash, hash)
      values (1, now(), 'submit-notice', 'notice', ${ID(1)}, '', '')`.execute(db)
    await sql`insert into notice_version (id, notice_id, number, kind, title, source_text, reading, created_by)
      values (${ID(2)}, ${ID(2)}, 1, 'announcement', '', '', '{}', ${ID(2)})`.execute(db)
    // An owner has approved it alone.
    await sql`insert into approval (id, notice_version_id, decision, decided_by, decided_at)
      values (${ID(2)}, ${ID(2)}, 'approved', ${ID(2)}, now())`.execute(db)

    await migrateToLatest(db)

    const rows = db.selectFrom('notice').select('code').where('forgettable', '=', true)
    expect((await rows.orderBy('code').execute()).map(({ code }) => code)).toEqual([0, 3])
  })

  it('are applied once when two processes start together', async () => {
    const start = async (): Promise<string[]> => {
      const steps = await upgradeBeforeServing(database.pg, quietLog)
      // As a service it stands there from now on, which the other one does not take for an older one.
      await sql`select 1`.execute(db)
      return steps
    }
    const applied = await Promise.all([start(), start()])
    expect(applied.flat().filter((name) => name === '0001-initial')).toHaveLength(1)
  })

  it('refuse a database of a newer version and leave it alone', async () => {
    await migrateToLatest(db, { a: creating('one'), b: creating('two') })

    const migrating = migrateToLatest(db, { a: creating('one') })
    const lackingTheMiddle = migrateToLatest(db, { b: creating('two'), c: creating('three') })

    await expect(migrating).rejects.toMatchObject({ code: 'database.newer_schema' })
    await expect(lackingTheMiddle).rejects.toMatchObject({ code: 'database.newer_schema' })
    expect(await tablesOf(db)).toEqual(expect.arrayContaining(['one', 'two']))
    expect(await tablesOf(db)).not.toContain('three')
  })

  it('go on whatever the clock showed, and whichever came first, when they were applied', async () => {
    await migrateToLatest(db, { a: creating('one'), c: creating('three') })
    await sql`update schema_migration set timestamp = '2020-01-01T00:00:00.000Z'
      where name = 'c'`.execute(db)

    const all = { a: creating('one'), b: creating('two'), c: creating('three') }
    expect(await migrateToLatest(db, all)).toEqual(['b'])
    expect(await migrateToLatest(db, all)).toEqual([])
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
