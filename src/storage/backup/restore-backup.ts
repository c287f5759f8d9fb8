import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import type { Migration } from 'kysely'
import * as copyStreams from 'pg-copy-streams'
import type { Keyring } from '../../domain/keyring.ts'
import { isInUse, stays } from '../connection-names.ts'
import type { PgConfig } from '../database.ts'
import { applyMigrations } from '../migrate.ts'
import { migrations as ourMigrations } from '../migrations/index.ts'
import { schemaState } from '../schema-state.ts'
import type { Store } from '../store.ts'
import { BackupError } from './backup-error.ts'
import { readBackupFrames, requireSeal, type CheckedBackup } from './backup-file.ts'
import { isDiskFull } from '../disk-full.ts'
import { newerBackup, type BackupHeader } from './backup-header.ts'
import { damaged } from './damaged.ts'
import type { Frame } from './frames.ts'
import { copyTarget, listTables, quote } from './list-tables.ts'
import { isServerGone } from './server-gone.ts'
import { withOwnConnection, type OwnConnection } from './own-connection.ts'

export interface RestoreOptions<T> {
  readonly mode: BackupHeader['mode']
  /** Undefined: there is none here. */
  readonly keys: Keyring | undefined
  /** Where the file with the key belongs. */
  readonly keyPath: string
  /** Bytes of the file that have been taken in. */
  readonly onRead: (bytes: number) => void
  /** Works on the loaded data, brought up to date, before anything of it is committed. */
  readonly afterLoad: (tx: Store) => Promise<T>
  readonly migrations?: Record<string, Migration>
}

export interface Restored<T> {
  readonly rows: number
  /** Migrations that the backup did not have. */
  readonly applied: readonly string[]
  readonly after: T
}

/** What a start or a command leaves in a database that nobody has used; a restore replaces it. */
const MADE_BY_A_START = [
  'installation',
  'setting',
  'counter',
  'channel_instance',
  'channel_standing',
  'lane',
  'claim_code',
]

/** Refuses a backup that this build, this start or this key does not fit, before a database is opened. */
export function requireFit(
  backup: CheckedBackup,
  {
    mode,
    keys,
    keyPath,
    migrations = ourMigrations,
  }: Pick<RestoreOptions<unknown>, 'mode' | 'keys' | 'keyPath' | 'migrations'>,
): Keyring {
  const { header } = backup
  if (header.schema.some((name) => !Object.hasOwn(migrations, name))) throw newerBackup()
  if (header.mode !== mode) throw otherMode(header.mode)
  if (!keys) throw keyMissing(header, keyPath)
  const lacking = header.keyIds.filter((id) => !keys.keyIds.includes(id))
  if (keys.checksum !== header.keyCheck || lacking.length > 0) throw wrongKey(header)
  requireSeal(backup, keys)
  return keys
}

/**
 * Loads a checked backup into an empty database, in one transaction: whatever happens before its end, the
 * database is as empty as before. Brings the data up to this build.
 */
export async function restoreBackup<T>(
  config: PgConfig,
  backup: CheckedBackup,
  options: RestoreOptions<T>,
): Promise<Restored<T>> {
  const { migrations = ourMigrations } = options
  const keys = requireFit(backup, options)
  // What went wrong first: on a connection that is lost the rollback fails too, and says less.
  const failures: unknown[] = []
  const restoring = withOwnConnection(config, (own) =>
    own.db.transaction().execute(async (tx) => {
      try {
        return await loadAll(own, { db: tx, keys }, backup, { ...options, migrations })
      } catch (error) {
        failures.push(error)
        throw error
      }
    }),
  )
  return restoring.catch((error: unknown) => {
    const [first = error] = failures
    throw serverFailure(first) ?? first
  })
}

async function loadAll<T>(
  own: OwnConnection,
  tx: Store,
  backup: CheckedBackup,
  { migrations, onRead, afterLoad }: RestoreOptions<T> & { migrations: Record<string, Migration> },
): Promise<Restored<T>> {
  if (await stays(isInUse, own.db)) throw inUse()
  const state = await schemaState(tx.db, migrations)
  const { schema } = backup.header
  if (state.applied.some((name) => !schema.includes(name))) throw otherSchema()
  await applyMigrations(tx.db, migrations, schema)
  await emptyTables(own)
  const rows = await loadTables(own, readBackupFrames(backup, onRead))
  await continueSequences(own)
  // Whoever owned a lane then is gone; the next owner's number is higher than any in the data.
  await own.client.query('update lane set owner = null, lease_until = now()')
  const applied = await applyMigrations(tx.db, migrations)
  await analyzeTables(own)
  return { rows, applied, after: await afterLoad(tx) }
}

/** A condition of https://www.postgresql.org/docs/current/errcodes-appendix.html. */
const IS_LOCKED = '55P03'

/** A sentence for what the machine or the server has done to a restore; undefined: something else. */
function serverFailure(error: unknown): BackupError | undefined {
  if (!(error instanceof Error)) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (isDiskFull(error))
    return new BackupError(
      'Ổ đĩa của cơ sở dữ liệu đã đầy; hãy giải phóng chỗ rồi khôi phục lại. Chưa ghi gì.',
      'The database’s disk is full; make room and restore again. Nothing was written.',
    )
  if (code === IS_LOCKED) return inUse()
  if (isServerGone(error))
    return new BackupError(
      'Mất kết nối với cơ sở dữ liệu khi đang khôi phục; hãy kiểm tra máy chủ PostgreSQL rồi khôi phục lại. Chưa ghi gì.',
      'The connection to the database was lost; check the PostgreSQL server and restore again. Nothing was written.',
    )
  return undefined
}

/** Refuses a database that holds anything but what a start makes, and takes that away. */
async function emptyTables({ client }: OwnConnection): Promise<void> {
  const tables = (await listTables(client)).toReversed()
  for (const { name } of tables) {
    const { rows } = await client.query<{ filled: boolean }>(
      `select exists (select 1 from ${quote(name)}) as filled`,
    )
    if (!rows[0]?.filled) continue
    if (!MADE_BY_A_START.includes(name)) throw notEmpty()
    await client.query(`delete from ${quote(name)}`)
  }
}

async function loadTables(own: OwnConnection, frames: AsyncGenerator<Frame>): Promise<number> {
  const expected = new Set((await listTables(own.client)).map(({ name }) => name))
  let rows = 0
  try {
    for (let next = await frames.next(); !next.done; next = await frames.next()) {
      const frame = next.value
      if (frame.kind !== 'table' || !expected.delete(frame.table)) throw damaged()
      rows += await loadTable(own, { name: frame.table, columns: frame.columns }, frames)
    }
  } finally {
    await frames.return(undefined)
  }
  if (expected.size > 0) throw damaged()
  return rows
}

async function loadTable(
  { client }: OwnConnection,
  table: { name: string; columns: readonly string[] },
  frames: AsyncGenerator<Frame>,
): Promise<number> {
  const copy = client.query(copyStreams.from(`copy ${copyTarget(table)} from stdin`))
  const done = finished(copy)
  // Awaited below; a failure before that must not end the process.
  done.catch(() => undefined)
  try {
    for (;;) {
      const next = await frames.next()
      if (next.done || next.value.kind === 'table') throw damaged()
      if (next.value.kind === 'end') {
        copy.end()
        await done
        if (copy.rowCount !== next.value.rows) throw damaged()
        return copy.rowCount
      }
      if (!copy.write(next.value.bytes)) await Promise.race([once(copy, 'drain'), done])
    }
  } catch (error) {
    // Without this the connection would wait for more data, and the rollback behind it for ever.
    copy.destroy()
    throw error
  }
}

/** New rows get numbers after those that were loaded. */
async function continueSequences({ client }: OwnConnection): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
    where table_schema = current_schema() and is_identity = 'YES'`,
  )
  for (const { table, column } of rows)
    await client.query(
      `select setval(pg_get_serial_sequence($1, $2), greatest(coalesce(max(${quote(column)}), 0), 1), count(*) > 0)
      from ${quote(table)}`,
      [quote(table), column],
    )
}

/** For minutes the server would plan by what it knows of empty tables, and a look of the sweep take half a minute. */
async function analyzeTables({ client }: OwnConnection): Promise<void> {
  for (const { name } of await listTables(client)) await client.query(`analyze ${quote(name)}`)
}

function otherMode(mode: BackupHeader['mode']): BackupError {
  return mode === 'demo'
    ? new BackupError(
        'Đây là bản sao lưu của bản chạy thử; không khôi phục vào hệ thống thật.',
        'This is a backup of the demo; it is not restored into a real installation.',
      )
    : new BackupError(
        'Nơi này đang ở chế độ chạy thử; hãy đặt mã (token) của bot hoặc DATABASE_URL trong .env rồi khôi phục.',
        'This place runs the demo; set the bot’s token or DATABASE_URL in .env, then restore.',
      )
}

function keyMissing({ keyIds }: BackupHeader, keyPath: string): BackupError {
  return new BackupError(
    `Không thấy khoá mã hoá; hãy chép encryption.key đã cất thành ${keyPath} (hoặc đặt ENCRYPTION_KEY). Bản sao lưu cần khoá ${keyIds.join(', ')}.`,
    `The encryption key is not there; copy the kept encryption.key to ${keyPath} (or set ENCRYPTION_KEY). The backup needs the key ${keyIds.join(', ')}.`,
  )
}

function wrongKey({ keyIds }: BackupHeader): BackupError {
  return new BackupError(
    `Khoá mã hoá ở đây không phải khoá của bản sao lưu này (cần khoá ${keyIds.join(', ')}); chưa khôi phục gì.`,
    `The encryption key here is not the one of this backup (it needs the key ${keyIds.join(', ')}); nothing was restored.`,
  )
}

function inUse(): BackupError {
  return new BackupError(
    'Dịch vụ (hoặc một lệnh khác) đang dùng cơ sở dữ liệu này; hãy dừng lại rồi khôi phục.',
    'The service (or another command) is using this database; stop it, then restore.',
  )
}

function notEmpty(): BackupError {
  return new BackupError(
    'Ở đây đã có dữ liệu; chỉ khôi phục được vào một DATA_DIR hoặc cơ sở dữ liệu trống. Dữ liệu đang có không bị động tới.',
    'There are data here already; a backup is restored into an empty DATA_DIR or database only. What is here was not touched.',
  )
}

function otherSchema(): BackupError {
  return new BackupError(
    'Cơ sở dữ liệu ở đây do bản Nhịp Cầu mới hơn bản sao lưu tạo ra; hãy dùng một DATA_DIR hoặc cơ sở dữ liệu hoàn toàn mới.',
    'The database here was made by a newer version than the backup; use a completely new DATA_DIR or database.',
  )
}
