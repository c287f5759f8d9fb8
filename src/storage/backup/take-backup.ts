import * as copyStreams from 'pg-copy-streams'
import { isInUse } from '../connection-names.ts'
import type { PgConfig } from '../database.ts'
import { unlockInstallation, type KeySource } from '../installation.ts'
import { schemaState } from '../schema-state.ts'
import { BackupError } from './backup-error.ts'
import { writeBackupFile } from './backup-file.ts'
import { newerBackup, type BackupHeader } from './backup-header.ts'
import type { Frame } from './frames.ts'
import { copyTarget, listTables, type BackedUpTable } from './list-tables.ts'
import { withOwnConnection, type OwnConnection } from './own-connection.ts'
import { isServerGone } from './server-gone.ts'

export interface TakenBackup {
  readonly header: BackupHeader
  readonly tables: number
  readonly rows: number
  /** Bytes of the file. */
  readonly bytes: number
}

export interface BackupOptions {
  /** Of the file to be made. */
  readonly path: string
  readonly mode: BackupHeader['mode']
  readonly key: KeySource
  /** Bytes that have left the database, of about how many. */
  readonly onProgress: (done: number, total: number) => void
}

/** COPY gives rows one by one; pieces of this size compress better and cost less. */
const PIECE_BYTES = 64 * 1024

/**
 * Writes everything that the database holds at one moment into a file, while the service goes on: one
 * snapshot, one connection, a piece at a time. The queue is left out, because it is made again from the rest.
 */
export async function takeBackup(config: PgConfig, options: BackupOptions): Promise<TakenBackup> {
  return withOwnConnection(config, async (own) => {
    // Everything that is said of the data is read in the snapshot that they are read in.
    await own.client.query('begin isolation level repeatable read read only')
    const { unknown, applied } = await schemaState(own.db)
    if (unknown.length > 0) throw newerBackup()
    const installation = applied.length > 0 ? await readInstallation(own) : undefined
    if (!installation) throw nothingThere()
    if (await isUnused(own)) throw nobodyThere()
    const { keys } = await unlockInstallation(own.db, options.key)
    const header: BackupHeader = {
      createdAt: installation.at.toISOString(),
      installation: installation.id,
      mode: options.mode,
      schema: [...applied],
      keyIds: [...keys.keyIds],
      keyCheck: installation.key_check.toString('base64url'),
      running: await isInUse(own.db),
    }
    const tables = await listTables(own.client)
    const count = { rows: 0 }
    const bytes = await writeBackupFile(
      options.path,
      keys,
      header,
      readTables(own, tables, count, options.onProgress),
    )
    return { header, tables: tables.length, rows: count.rows, bytes }
  }).catch((error: unknown) => {
    throw isServerGone(error) ? serverGone() : error
  })
}

interface InstallationRow {
  readonly id: string
  readonly key_check: Buffer
  /** When the transaction began. */
  readonly at: Date
}

async function readInstallation({ client }: OwnConnection): Promise<InstallationRow | undefined> {
  const { rows } = await client.query<InstallationRow>(
    'select id, key_check, now() as at from installation',
  )
  return rows[0]
}

/** Neither a unit nor a person: an installation that a command has begun in a wrong place, or one before its first use. */
async function isUnused({ client }: OwnConnection): Promise<boolean> {
  const { rows } = await client.query<{ used: boolean }>(
    'select exists (select 1 from unit) or exists (select 1 from person) as used',
  )
  return rows[0]?.used !== true
}

async function* readTables(
  { client }: OwnConnection,
  tables: readonly BackedUpTable[],
  count: { rows: number },
  onProgress: BackupOptions['onProgress'],
): AsyncGenerator<Frame> {
  const total = tables.reduce((sum, { bytes }) => sum + bytes, 0)
  let done = 0
  for (const table of tables) {
    yield { kind: 'table', table: table.name, columns: table.columns }
    const copy = client.query(copyStreams.to(`copy ${copyTarget(table)} to stdout`))
    for await (const bytes of inPieces(copy as AsyncIterable<Buffer>)) {
      onProgress((done += bytes.length), total)
      yield { kind: 'data', bytes }
    }
    count.rows += copy.rowCount
    yield { kind: 'end', rows: copy.rowCount }
  }
}

async function* inPieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = []
  let size = 0
  for await (const chunk of source) {
    waiting.push(chunk)
    size += chunk.length
    if (size < PIECE_BYTES) continue
    yield Buffer.concat(waiting)
    waiting = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(waiting)
}

function nothingThere(): BackupError {
  return new BackupError(
    'Chưa có dữ liệu nào để sao lưu; DATA_DIR, DATABASE_URL có đúng không?',
    'There is nothing to back up; are DATA_DIR and DATABASE_URL right?',
  )
}

function serverGone(): BackupError {
  return new BackupError(
    'Mất kết nối với cơ sở dữ liệu khi đang sao lưu (dịch vụ hay máy chủ PostgreSQL vừa khởi động lại?); xin chạy sao lưu lại. Chưa có tệp nào.',
    'The connection to the database was lost (has the service or the PostgreSQL server just been restarted?); back up again. There is no file.',
  )
}

/** A nightly backup of the wrong place must not look like one of the right place. */
function nobodyThere(): BackupError {
  return new BackupError(
    'Ở đây chưa có đơn vị và người nào nên không sao lưu; DATA_DIR, DATABASE_URL có đúng không?',
    'There is no unit and no person here, so nothing is backed up; are DATA_DIR and DATABASE_URL right?',
  )
}
