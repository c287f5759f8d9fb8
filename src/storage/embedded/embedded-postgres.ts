import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { StorageLog } from '../storage-log.ts'
import { type Binaries, prepareBinaries, removeOldCopies } from './binaries.ts'
import {
  type ClusterLocation,
  foreignData,
  locateCluster,
  makeDataDir,
  makeOwned,
  SHARED_ROOT,
} from './cluster-location.ts'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { withFolderLock } from './folder-lock.ts'
import { GUARD_CLUSTER_HELD, GUARD_SCRIPT } from './guard-script.ts'
import { initialiseCluster, SERVER_ROLE } from './initialise-cluster.ts'
import { createLifeline, hasGuard, joinLifeline, type Lifeline } from './lifeline.ts'
import { bareEnvironment, identityOf } from './run-tool.ts'
import { serverArguments } from './server-settings.ts'
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts'
import { isClusterFree, isStopping, postmasterPid, stopOrphan } from './stop-orphan.ts'

const DATABASE = 'nhipcau'
const DEFAULT_PORT = 5432
const DEFAULT_MAX_CONNECTIONS = 60
/** Recovery after a crash on a slow disk may take long; a server that has ended is noticed at once. */
const READY_TIMEOUT_MS = 120_000
const STOP_TIMEOUT_MS = 30_000
const OTHERS_GRACE_MS = 300
const POLL_MS = 15
const LOG_MAX_BYTES = 5_000_000
const LOG_TAIL_CHARACTERS = 2_000

export interface EmbeddedConnection {
  host: string
  port: number
  user: string
  database: string
  password?: string
}

export interface EmbeddedPostgresOptions {
  dataDir: string
  log: StorageLog
  /** Also listen on a free port of 127.0.0.1 with this password; for tests of the server path. */
  tcp?: { password: string }
  maxConnections?: number
  /** False only for throw-away data of tests: no fsync. */
  durable?: boolean
  /** Where the cluster goes when the server cannot reach `dataDir`. */
  sharedRoot?: string
  /** Called when the server ends although this process still uses it. */
  onServerEnd?: () => void
}

export interface EmbeddedPostgres {
  /** By the unix socket; by TCP where `tcp` was asked for. */
  connection: EmbeddedConnection
  /** Whether this process started the server. */
  owned: boolean
  /** Leaves the server; it stops when nobody else uses it, and is then waited for. */
  stop(): Promise<void>
}

/**
 * Gives this process a running PostgreSQL on `dataDir`: joins the one that runs there, or starts it.
 * It lives as long as any process that joined lives, and stops cleanly after the last, also when that
 * one was killed. Throws EmbeddedPostgresError with a sentence for the operator.
 */
export async function startEmbeddedPostgres(
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const dataDir = await makeDataDir(options.dataDir)
  const started = await withFolderLock(join(dataDir, '.postgres.lock'), async () => {
    const location = await locateCluster(dataDir, options.sharedRoot ?? SHARED_ROOT)
    await makeOwned(join(location.root, 'run'), location.user)
    return (await joinServer(location)) ?? (await startServer(location, options))
  })
  if (started.kind === 'busy') throw inUse(dataDir)
  if (started.kind === 'denied') throw foreignData(dataDir)
  return started.value
}

interface ServerRecord {
  socketDir: string
  port: number
  password?: string
}

/** Joins a running server; undefined when there is none, or only one that is ending. */
async function joinServer(location: ClusterLocation): Promise<EmbeddedPostgres | undefined> {
  const run = join(location.root, 'run')
  const lifeline = await joinLifeline(run)
  if (!lifeline) return undefined
  const record = await readRecord(location)
  if (!record) throw inUse(location.root)
  const connection = connectionOf(record)
  await waitUntilReady(connection, async () => !hasGuard(run), location)
  return { connection, owned: false, stop: once(() => leave(lifeline, location)) }
}

async function startServer(
  location: ClusterLocation,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { log } = options
  const run = join(location.root, 'run')
  // A guard that lives but did not answer in time is overloaded or halted; its server is not ours to stop.
  if (hasGuard(run)) throw inUse(location.root)
  const orphan = await stopOrphan(location)
  if (orphan.kind === 'held') throw inUse(location.root)
  if (orphan.stopped) log.warn({}, 'stopped a database server that an earlier process had left')
  await removeRemains(location)

  const binaries = await prepareBinaries(location.user, location.root)
  const durable = options.durable ?? true
  await initialiseCluster(location, binaries, { durable, ...options.tcp })
  const record: ServerRecord = {
    socketDir: await makeSocketFolder(location),
    port: options.tcp ? await findFreePort() : DEFAULT_PORT,
    ...options.tcp,
  }
  await writeFile(recordPath(location), JSON.stringify(record), { mode: 0o600 })
  const { lifeline, guard } = await spawnGuard(location, binaries, record, options)
  const connection = connectionOf(record)
  try {
    await waitUntilReady(connection, async () => guard.exitCode !== null, location)
    await createDatabase(connection)
    await removeOldCopies(location.root, binaries.copy)
  } catch (error) {
    await leave(lifeline, location)
    throw error
  }
  let leaving = false
  guard.once('exit', (code) => {
    if (leaving) return
    log.error({ code }, 'the database server ended unexpectedly')
    options.onServerEnd?.()
  })
  return {
    connection,
    owned: true,
    stop: once(async () => {
      leaving = true
      await leave(lifeline, location)
    }),
  }
}

async function spawnGuard(
  location: ClusterLocation,
  binaries: Binaries,
  record: ServerRecord,
  options: EmbeddedPostgresOptions,
): Promise<{ lifeline: Lifeline; guard: ChildProcess }> {
  const run = join(location.root, 'run')
  const line = await createLifeline(run, location.user)
  const serverLog = openSync(await rotateLog(location), 'a', 0o600)
  const settings = serverArguments({
    socketDir: record.socketDir,
    port: record.port,
    tcp: options.tcp !== undefined,
    maxConnections: options.maxConnections ?? DEFAULT_MAX_CONNECTIONS,
    durable: options.durable ?? true,
  })
  const guard = spawn(
    '/bin/sh',
    ['-c', GUARD_SCRIPT, 'nhipcau-guard', run, location.data, binaries.postgres, ...settings],
    {
      ...identityOf(location.user),
      cwd: '/',
      env: bareEnvironment(),
      stdio: [line.guardEnd, serverLog, serverLog],
      // A group of its own: Ctrl-C in the terminal is for us, and we stop the server in order.
      detached: true,
    },
  )
  closeSync(line.guardEnd)
  closeSync(serverLog)
  guard.unref()
  const failed = new Promise<undefined>((resolve) => guard.once('error', () => resolve(undefined)))
  const lifeline = await Promise.race([line.join(), failed])
  if (lifeline) return { lifeline, guard }
  throw guard.exitCode === GUARD_CLUSTER_HELD ? inUse(location.root) : await startFailed(location)
}

/** What a dead server or a killed start left in the run folder. */
async function removeRemains(location: ClusterLocation): Promise<void> {
  const run = join(location.root, 'run')
  const old = await readRecord(location)
  if (old) await removeSocketFolder(old.socketDir, location)
  for (const name of await readdir(run))
    if (/^\.?answer-|^password$|^\.s\.PGSQL/.test(name)) await rm(join(run, name), { force: true })
}

/** Leaves the server and, when nobody else uses it, waits until it has written everything and ended. */
async function leave(lifeline: Lifeline, location: ClusterLocation): Promise<void> {
  const pid = await postmasterPid(location.data)
  const others = await lifeline.leave()
  if (pid === undefined) return
  // Users that were killed still count, so see whether the server stops although there seem to be some.
  if (others > 0 && !(await stopsWithin(OTHERS_GRACE_MS, location))) return
  const deadline = Date.now() + STOP_TIMEOUT_MS
  // Another pid in the file is the server of who came after us. A killed server leaves its file behind.
  const isRunning = async (): Promise<boolean> =>
    (await postmasterPid(location.data)) === pid && !(await isClusterFree(location))
  while ((await isRunning()) && Date.now() < deadline) await sleep(POLL_MS)
  const record = await readRecord(location)
  if (record && (await postmasterPid(location.data)) === undefined)
    await removeSocketFolder(record.socketDir, location)
}

async function stopsWithin(ms: number, { data }: ClusterLocation): Promise<boolean> {
  const deadline = Date.now() + ms
  for (;;) {
    if ((await isStopping(data)) || (await postmasterPid(data)) === undefined) return true
    if (Date.now() > deadline) return false
    await sleep(POLL_MS)
  }
}

/** Waits until the server takes connections; throws when it has ended or never becomes ready. */
async function waitUntilReady(
  connection: EmbeddedConnection,
  hasEnded: () => Promise<boolean>,
  location: ClusterLocation,
): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  for (;;) {
    const client = new pg.Client({ ...connection, database: 'postgres' })
    client.on('error', () => {
      // The server may go away between connecting and ending; the next round shows it.
    })
    const connected = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (connected) return
    if ((await hasEnded()) || Date.now() > deadline) throw await startFailed(location)
    await sleep(POLL_MS)
  }
}

/** Runs `work` at the first call only; all calls wait for that one. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work())
}

async function createDatabase(connection: EmbeddedConnection): Promise<void> {
  const client = new pg.Client({ ...connection, database: 'postgres' })
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      DATABASE,
    ])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}

function connectionOf({ socketDir, port, password }: ServerRecord): EmbeddedConnection {
  const where = password === undefined ? { host: socketDir } : { host: '127.0.0.1', password }
  return { ...where, port, user: SERVER_ROLE, database: DATABASE }
}

async function findFreePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return typeof address === 'object' && address ? address.port : DEFAULT_PORT
}

function recordPath({ root }: ClusterLocation): string {
  return join(root, 'run', 'server.json')
}

async function readRecord(location: ClusterLocation): Promise<ServerRecord | undefined> {
  try {
    return JSON.parse(await readFile(recordPath(location), 'utf8')) as ServerRecord
  } catch {
    return undefined
  }
}

function logPath({ root }: ClusterLocation): string {
  return join(root, 'server.log')
}

async function rotateLog(location: ClusterLocation): Promise<string> {
  const path = logPath(location)
  const size = await stat(path).then(
    (stats) => stats.size,
    () => 0,
  )
  if (size > LOG_MAX_BYTES) await rename(path, `${path}.old`)
  return path
}

async function startFailed(location: ClusterLocation): Promise<EmbeddedPostgresError> {
  const text = await readFile(logPath(location), 'utf8').catch(() => '')
  return new EmbeddedPostgresError(
    'embedded.start_failed',
    {
      vi: `Cơ sở dữ liệu kèm theo không khởi động được; chi tiết ở ${logPath(location)}.`,
      en: `The embedded database did not start; details are in ${logPath(location)}.`,
    },
    text.slice(-LOG_TAIL_CHARACTERS),
  )
}

function inUse(path: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError('embedded.in_use', {
    vi: `Dữ liệu ở ${path} đang được một máy hoặc container khác dùng; hãy dừng bên đó trước, hoặc đặt DATABASE_URL để dùng chung một máy chủ.`,
    en: `The data in ${path} is in use by another machine or container; stop that one first, or set DATABASE_URL to share a server.`,
  })
}
