import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, chmod, readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { sql, type Migration } from 'kysely'
import { newId } from '../../../src/domain/id.ts'
import type { ChannelInstanceId, FileId } from '../../../src/domain/id.ts'
import { appendAudit, verifyAudit } from '../../../src/storage/audit.ts'
import { checkBackupFile } from '../../../src/storage/backup/backup-file.ts'
import { restoreBackup } from '../../../src/storage/backup/restore-backup.ts'
import { enterChannelInstance } from '../../../src/storage/channel-instances.ts'
import { claimStanding, keepStanding } from '../../../src/storage/channel-standing.ts'
import { addClaimCode } from '../../../src/storage/claim-codes.ts'
import { connectDatabase, openDatabase } from '../../../src/storage/database.ts'
import { storeInInbox } from '../../../src/storage/inbox.ts'
import { keyringOf } from '../../../src/storage/keyring-file.ts'
import { migrations } from '../../../src/storage/migrations/index.ts'
import { acquireLane } from '../../../src/storage/sending/lanes.ts'
import { keepSetting } from '../../../src/storage/settings.ts'
import type { Store } from '../../../src/storage/store.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { scratchFolder } from '../../support/scratch-folder.ts'
import { tablePrints } from '../../support/table-prints.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { givenOffice, runIn } from '../../support/cli-stage.ts'
import {
  countTables,
  openBackupStage,
  type BackupStage,
  type EmptyPlace,
} from '../../support/backup-stage.ts'

let stage: BackupStage
let store: Store

beforeEach(async () => {
  stage = await openBackupStage()
  await givenOffice(stage.source)
  const { db } = stage.source.database.store
  store = { db, keys: keyringOf(Buffer.from(stage.source.env['ENCRYPTION_KEY'] ?? '', 'base64')) }
  // Text that COPY has to write in its own way.
  await db
    .updateTable('unit_version')
    .set({ name: 'Dòng một\nhai\t\\. \\N "ba"', aliases: ['a,b', '{}', '\\'] })
    .where('code', '=', 'trong')
    .execute()
})
afterEach(() => stage.close())

/** Everything but what a restore changes on purpose. */
async function contents(of: Store): Promise<Record<string, string>> {
  const prints = await tablePrints(of)
  for (const table of [
    'counter',
    'audit_entry',
    'setting',
    'schema_migration',
    'schema_migration_lock',
  ])
    delete prints[table]
  return prints
}

/** Leaves what a service leaves that has run for some seconds with a token, and to which nobody has written. */
async function startWithBot(place: EmptyPlace): Promise<void> {
  const database = connectDatabase(place.database.pg, { log: quietLog })
  const of = { db: database.db, keys: store.keys }
  const instanceId = await enterChannelInstance(of, {
    platform: 'telegram',
    externalId: '1',
    name: '',
  })
  await keepSetting(of, 'telegram.webhook-secret', () => 'secret')
  await acquireLane(of, instanceId, randomUUID(), 1)
  const now = new Date()
  await addClaimCode(of, 'ABCDEFGHJK', now)
  await claimStanding(of, instanceId, { now, askedBefore: now, triedBefore: now })
  await keepStanding(of, instanceId, { facts: [], askedAt: now })
  await database.close()
}

function restoringInto(
  place: { database: { pg: Parameters<typeof restoreBackup>[0] } },
  options: Partial<Parameters<typeof restoreBackup<unknown>>[2]> = {},
): Promise<{ applied: readonly string[] }> {
  return checkBackupFile(join(stage.source.cwd, 'a.backup'), () => undefined).then((backup) =>
    restoreBackup<unknown>(place.database.pg, backup, {
      mode: 'real',
      keys: store.keys,
      keyPath: '/nonexistent/encryption.key',
      onRead: () => undefined,
      afterLoad: async () => undefined,
      ...options,
    }),
  )
}

describe('a restored backup', () => {
  it('holds every row, and the log goes on from its last entry', async () => {
    const before = await contents(store)
    const file = await stage.backUp()
    const place = await stage.emptyPlace()

    const { code, out } = await place.run('restore', file, '--json')

    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({ paused: [], cancelled: [], messages: 0, updates: 0 })
    const restored = { db: place.database.store.db, keys: store.keys }
    expect(await contents(restored)).toEqual(before)
    const [old, now] = [await verifyAudit(store), await verifyAudit(restored)]
    if (old.kind === 'broken' || now.kind === 'broken') throw new Error('a log is broken')
    expect(now.entries).toBe(old.entries + 1)
    await appendAudit(restored, { at: new Date(), actor: null, action: 'look' })
    expect((await place.run('audit', 'verify')).code).toBe(0)
    // The server knows what it has got, and plans by it.
    const { rows } = await sql`select relname from pg_class
      where relnamespace = current_schema()::regnamespace and relkind = 'r' and reltuples < 0
        and relname not like 'schema_migration%'`.execute(restored.db)
    expect(rows).toEqual([])
  })

  it('is of one moment, whatever is written meanwhile', async () => {
    // Takes a while to copy, between the two tables that are written together.
    await store.db
      .insertInto('file')
      .values({
        id: newId<FileId>(),
        sha256: randomBytes(32),
        name: 'to.bin',
        mime: 'application/octet-stream',
        size: 10_000_000,
        bytes_enc: randomBytes(10_000_000),
      })
      .execute()
    let isDone = false
    let pairs = 0
    const writing = (async () => {
      for (; !isDone; pairs++)
        await store.db.transaction().execute(async (db) => {
          const key = Buffer.from(`code ${pairs}`)
          await db
            .insertInto('claim_code')
            .values({ code_key: key, expires_at: new Date() })
            .execute()
          await db
            .insertInto('setting')
            .values({ name: `s${pairs}`, value_enc: key })
            .execute()
        })
    })()
    const file = await stage.backUp()
    isDone = true
    await writing
    const place = await stage.emptyPlace()
    expect(await place.run('restore', file)).toMatchObject({ code: 0 })

    const { rows } = await sql<{ codes: number; settings: number }>`
      select (select count(*)::int from claim_code) as codes,
        (select count(*)::int from setting where name like 's%') as settings`.execute(
      place.database.store.db,
    )
    expect(rows[0]?.codes).toBe(rows[0]?.settings)
    expect(rows[0]?.codes).toBeLessThan(pairs)
  })

  it('numbers new rows after the old ones', async () => {
    const instanceId = (
      await store.db.selectFrom('channel_instance').select('id').executeTakeFirstOrThrow()
    ).id as ChannelInstanceId
    const entry = (key: string) => ({ instanceId, dedupKey: key, orderKey: 'c', update: { key } })
    await storeInInbox(store, [entry('1'), entry('2')])
    const file = await stage.backUp()
    const place = await stage.emptyPlace()
    await place.run('restore', file)

    const restored = { db: place.database.store.db, keys: store.keys }
    await storeInInbox(restored, [entry('2'), entry('3')])

    const rows = await restored.db
      .selectFrom('inbox')
      .select(['seq', 'state', 'error'])
      .orderBy('seq')
      .execute()
    expect(rows.map(({ state, error }) => [state, error])).toEqual([
      ['processed', 'restored'],
      ['processed', 'restored'],
      ['stored', null],
    ])
  })

  it('replaces what a first start has made', async () => {
    const file = await stage.backUp()
    const place = await stage.emptyPlace()
    expect((await place.run('migrate')).code).toBe(0)
    await startWithBot(place)

    const { code, err } = await place.run('restore', file)

    expect({ code, err }).toEqual({ code: 0, err: '' })
    const [mine, theirs] = await Promise.all(
      [store, place.database.store].map(({ db }) =>
        db.selectFrom('installation').select('id').execute(),
      ),
    )
    expect(theirs).toEqual(mine)
  })

  it('is not there at all when the restore dies before its end', async () => {
    await stage.backUp()
    const place = await stage.emptyPlace()

    const dying = restoringInto(place, {
      afterLoad: async () => {
        throw new Error('killed')
      },
    })

    await expect(dying).rejects.toThrow('killed')
    expect(await countTables(place.database.store)).toBe(0)
  })

  it('is brought up to date where it comes from an older version', async () => {
    await stage.backUp()
    const place = await stage.emptyPlace()
    const next: Migration = {
      up: async (db) => {
        await sql`alter table person add column nickname text not null default 'none'`.execute(db)
      },
    }

    const { applied } = await restoringInto(place, {
      migrations: { ...migrations, '9999-nickname': next },
    })

    expect(applied).toEqual(['9999-nickname'])
    const { rows } = await sql`
      select (select count(*)::int from person where nickname = 'none') as people,
        (select count(*)::int from schema_migration) as steps`.execute(place.database.store.db)
    expect(rows).toEqual([{ people: 4, steps: Object.keys(migrations).length + 1 }])
  })
})

describe('a restore that the machine breaks off', () => {
  it.each([
    { code: '53100', says: /ổ đĩa .* đã đầy/iu },
    { code: '57P01', says: /mất kết nối/iu },
    { code: 'ECONNRESET', says: /mất kết nối/iu },
    { code: '08006', says: /mất kết nối/iu },
    { code: '55P03', says: /đang dùng cơ sở dữ liệu/iu },
  ])('says why, and leaves the place as empty as it was: $code', async ({ code, says }) => {
    await stage.backUp()
    const place = await stage.emptyPlace()
    const failing = restoringInto(place, {
      afterLoad: () => Promise.reject(Object.assign(new Error('x'), { code })),
    })

    await expect(failing).rejects.toMatchObject({
      name: 'BackupError',
      sentence: { vi: expect.stringMatching(says) },
    })
    expect(await countTables(place.database.store)).toBe(0)
  })
})

it('a restore whose server ends says so, and leaves nothing', async () => {
  await stage.backUp()
  const place = await stage.emptyPlace()
  const failing = restoringInto(place, {
    afterLoad: (tx) => sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx.db),
  })

  await expect(failing).rejects.toMatchObject({
    name: 'BackupError',
    sentence: { vi: expect.stringMatching(/mất kết nối/iu) },
  })
  expect(await countTables(place.database.store)).toBe(0)
})

it('a backup whose server ends says so, and leaves no file', async () => {
  const { db } = stage.source.database.store
  const waiting = async (): Promise<boolean> => {
    const { rows } = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
    return rows.length > 0
  }
  const ended = await db.transaction().execute(async (tx) => {
    // The copy stands before this one's end.
    await sql`lock table attempt in access exclusive mode`.execute(tx)
    const backingUp = stage.source.run('backup', '--out', 'a.backup')
    await waitUntil('the backup stands before the lock', waiting)
    return backingUp
  })

  expect(ended).toMatchObject({ code: 1, err: expect.stringMatching(/mất kết nối.*sao lưu lại/iu) })
  expect(await readdir(stage.source.cwd)).not.toContainEqual(expect.stringContaining('a.backup'))
})

describe('what a backup file shows', () => {
  it('is no key, no name and no number of a chat', async () => {
    const file = await stage.backUp()
    const text = (await readFile(file)).toString('latin1')
    const key = stage.source.env['ENCRYPTION_KEY'] ?? ''
    const secrets = [key, Buffer.from(key, 'base64').toString('hex'), 'Tuấn', '0912000001']
    for (const secret of secrets)
      expect(text.includes(Buffer.from(secret).toString('latin1'))).toBe(false)
    expect(text.split('\n')[0]).toContain(`"keyIds":["${store.keys.currentKeyId}"]`)
  })
})

describe('between a server and the embedded database', () => {
  it('a backup goes both ways', async () => {
    const before = await contents(store)
    const file = await stage.backUp()
    const cwd = await mkdtemp(join(scratchFolder(), 'nhipcau-embedded-'))
    await chmod(cwd, 0o711)
    try {
      const { DATABASE_URL: _server, ...rest } = stage.source.env
      const env = {
        ...rest,
        DATA_DIR: join(cwd, 'data'),
        TELEGRAM_BOT_TOKEN: '1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA',
      }
      const restored = await runIn({ env, cwd }, 'restore', file)
      expect(restored).toMatchObject({ code: 0, err: '' })
      const embedded = await openDatabase({ dataDir: env.DATA_DIR, log: quietLog })
      const there = await contents({ db: embedded.db, keys: store.keys })
      await embedded.close()
      expect(there).toEqual(before)

      // Nothing ran there, so this time nothing has to be held.
      expect((await runIn({ env, cwd }, 'backup', '--out', 'b.backup')).code).toBe(0)
      const place = await stage.emptyPlace()
      const back = await place.run('restore', join(cwd, 'b.backup'), '--moved')
      expect(back).toMatchObject({ code: 0, err: '' })
      expect(await contents({ db: place.database.store.db, keys: store.keys })).toEqual(before)
      const written = await place.database.store.db
        .selectFrom('audit_entry')
        .select(['action', 'detail'])
        .orderBy('seq', 'desc')
        .executeTakeFirst()
      expect(written).toMatchObject({ action: 'restore-backup', detail: { moved: true } })
    } finally {
      await rm(cwd, { recursive: true, force: true })
    }
  })
})
