import type { ChildProcess } from 'node:child_process'
import { access, constants, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { StorageLog } from '../storage-log.ts'
import { prepareBinaries, removeOldCopies } from './binaries.ts'
import {
  type ClusterLocation,
  foreignData,
  foreignFolder,
  hasCluster,
  locateCluster,
  makeDataDir,
  makeOwned,
  SHARED_ROOT,
} from './cluster-location.ts'
import type { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { withFolderLock } from './folder-lock.ts'
import { findFreePort } from './free-port.ts'
import { initialiseCluster } from './initialise-cluster.ts'
import { leaveServer } from './leave-server.ts'
import { hasGuard, joinLifeline, type Lifeline } from './lifeline.ts'
import { becomesReady, createDatabase } from './reach-server.ts'
import { guardSilent, inUse, notWritable, startFailed } from './refusals.ts'
import { connectionOf, type EmbeddedConnection, readRecord, writeRecord } from './server-record.ts'
import { makeSocketFolder, removeSocketFolder } from './socket-folder.ts'
import { spawnGuard } from './spawn-guard.ts'
import { stopOrphan } from './stop-orphan.ts'

const DEFAULT_PORT = 5432
/** Two services, each with some thirty, and a few commands beside them. */
const DEFAULT_MAX_CONNECTIONS = 100
/** How late a process that has joined hears that the server has ended. */
const LOOK_EVERY_MS = 1_000
const ENDED = 'the database server ended unexpectedly'

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
    await requireWritable(location)
    return (await joinServer(location, options)) ?? (await startServer(location, options))
  }).catch((error: NodeJS.ErrnoException) => {
    throw WRITE_DENIED.has(error.code ?? '') ? notWritable(dataDir) : error
  })
  if (started.kind === 'busy') throw inUse(dataDir)
  if (started.kind === 'denied')
    throw (await isOurs(dataDir)) ? notWritable(dataDir) : await foreign(dataDir)
  return started.value
}

/** What a folder answers that may not be written: its mode, or a disk that is mounted read-only. */
const WRITE_DENIED: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS'])

/** The tools that work in these folders would only say that they have failed. */
async function requireWritable({ root, data }: ClusterLocation): Promise<void> {
  for (const path of [root, join(root, 'run'), data])
    await access(path, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
}

/** Where nothing has been begun yet, root would begin it for another user than the service's. */
async function foreign(dataDir: string): Promise<EmbeddedPostgresError> {
  return (await hasCluster(dataDir)) ? foreignData(dataDir) : foreignFolder(dataDir)
}

/** A folder of our own, or on a disk that nobody writes, is no other user's. */
async function isOurs(path: string): Promise<boolean> {
  const { uid } = await stat(path)
  if (uid === process.getuid?.()) return true
  return access(path, constants.W_OK).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'EROFS',
  )
}

/** Joins a running server; undefined when there is none, or only one that is ending. */
async function joinServer(
  location: ClusterLocation,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres | undefined> {
  const run = join(location.root, 'run')
  const lifeline = await joinLifeline(run)
  if (!lifeline) return undefined
  const record = await readRecord(location)
  const connection = record && connectionOf(record)
  if (connection && (await becomesReady(connection, () => !hasGuard(run)))) {
    const watch = watchLifeline(lifeline, options)
    return { connection, owned: false, stop: leaving(lifeline, location, watch) }
  }
  await lifeline.leave()
  // Its guard is gone when the server has ended meanwhile; else it lives but takes no connections.
  if (hasGuard(run)) throw await guardSilent(location.root)
  return undefined
}

async function startServer(
  location: ClusterLocation,
  options: EmbeddedPostgresOptions,
): Promise<EmbeddedPostgres> {
  const { log, tcp, durable = true, maxConnections = DEFAULT_MAX_CONNECTIONS } = options
  await clearTheWay(location, log)
  const binaries = await prepareBinaries(location.user, location.root)
  await initialiseCluster(location, binaries, { durable, ...tcp })
  const socketDir = await makeSocketFolder(location)
  const port = tcp ? await findFreePort() : DEFAULT_PORT
  const record = { socketDir, port, ...tcp }
  await writeRecord(location, record)
  const { lifeline, guard, logFrom } = await spawnGuard(location, binaries.postgres, {
    socketDir,
    port,
    tcp: tcp !== undefined,
    maxConnections,
    durable,
  })
  const connection = connectionOf(record)
  try {
    if (!(await becomesReady(connection, () => guard.exitCode !== null)))
      throw await startFailed(location, logFrom)
    await createDatabase(connection)
    await removeOldCopies(location.root, binaries.copy)
  } catch (error) {
    await leaveServer(lifeline, location)
    throw error
  }
  const watch = watchGuard(guard, options)
  return { connection, owned: true, stop: leaving(lifeline, location, watch) }
}

function leaving(lifeline: Lifeline, location: ClusterLocation, watch: Watch): () => Promise<void> {
  return once(() => {
    watch.end()
    return leaveServer(lifeline, location)
  })
}

/** Makes sure that no server is left on the cluster, nor anything of one. */
async function clearTheWay(location: ClusterLocation, log: StorageLog): Promise<void> {
  const run = join(location.root, 'run')
  // A guard that lives but did not answer in time is overloaded or halted; its server is not ours to stop.
  if (hasGuard(run)) throw await guardSilent(location.root)
  const orphan = await stopOrphan(location)
  if (orphan.kind === 'held') throw inUse(location.root)
  if (orphan.stopped) log.warn({}, 'stopped a database server that an earlier process had left')
  const record = await readRecord(location)
  if (record) await removeSocketFolder(record.socketDir, location)
  for (const name of await readdir(run))
    if (/^\.?answer-|^password$|^\.s\.PGSQL/.test(name)) await rm(join(run, name), { force: true })
}

/** Reports an end of the server that we did not ask for. */
interface Watch {
  end(): void
}

/** The guard of a server that this process has started is its child. */
function watchGuard(guard: ChildProcess, { log, onServerEnd }: EmbeddedPostgresOptions): Watch {
  const report = (code: number | null): void => {
    log.error({ code }, ENDED)
    onServerEnd?.()
  }
  guard.once('exit', report)
  return { end: () => guard.off('exit', report) }
}

/** Of another process's child nobody is told, so it is asked for. */
function watchLifeline(lifeline: Lifeline, { log, onServerEnd }: EmbeddedPostgresOptions): Watch {
  const look = (): void => {
    if (lifeline.hasGuard()) return
    clearInterval(timer)
    log.error({}, ENDED)
    onServerEnd?.()
  }
  const timer = setInterval(look, LOOK_EVERY_MS).unref()
  return { end: () => clearInterval(timer) }
}

/** Runs `work` at the first call only; all calls wait for that one. */
function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  return () => (running ??= work())
}
