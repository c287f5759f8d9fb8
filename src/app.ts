import type { AddressInfo } from 'node:net'
import type { Config } from '../config/config.ts'
import { connectQueue } from '../jobs/connection.ts'
import { createProcessors } from '../jobs/processors.ts'
import { openQueues } from '../jobs/queues.ts'
import { startSchedules } from '../jobs/schedules.ts'
import { startWorkers } from '../jobs/workers.ts'
import type { Channel, Inbound } from './channels/channel.ts'
import { createChannelRegistry } from './channels/registry.ts'
import { takeTurn } from './conversations/take-turn.ts'
import type { Deps } from './deps.ts'
import { openFileLink } from './domain/file-link.ts'
import { fileRoutes } from './http/files.ts'
import { buildServer } from './http/server.ts'
import { zaloPages } from './http/zalo-pages.ts'
import { vi } from './i18n/vi.ts'
import { allowSlowLines } from './compose/allow-slow-lines.ts'
import { clockBeside } from './compose/clock-beside.ts'
import { configuredPlatforms, isLook } from './compose/configured-platforms.ts'
import { importDemo } from './compose/import-demo.ts'
import { joinPlatforms } from './compose/join-platforms.ts'
import { plainMessage } from './messages/message.ts'
import { watchDisk } from './compose/watch-disk.ts'
import { queueBackend } from './compose/queue-backend.ts'
import { stopAll, type Started } from './compose/stop-all.ts'
import { metricsReader } from './compose/read-metrics.ts'
import { receiveConsent } from './compose/receive-consent.ts'
import type { Logger } from './observability/logger.ts'
import { createMetrics, type Metrics } from './observability/metrics.ts'
import { startSandbox } from './sandbox/sandbox.ts'
import type { ConnectionUser } from './storage/connection-names.ts'
import { openDatabase, type Database } from './storage/database.ts'
import { readStoredFile } from './storage/files.ts'
import { unlockInstallation } from './storage/installation.ts'
import { staySeen } from './storage/stay-seen.ts'
import { stoppedLanes } from './storage/standing.ts'
import type { Store } from './storage/store.ts'
import { upgradeBeforeServing } from './storage/upgrade-before-serving.ts'
import { endOldLeases } from './storage/sending/lanes.ts'
import { broadcastTexts } from './usecases/broadcast-texts.ts'
import { learnName } from './usecases/learn-name.ts'
import { createFileLinker } from './usecases/link-files.ts'
import { prepareFile } from './usecases/prepare-file.ts'
import type { PreparedFile } from './usecases/prepared-file.ts'
import { createInboxWriter, type InboxWriter } from './usecases/receiving/inbox-writer.ts'
import { storeUpdate } from './usecases/receiving/store-update.ts'
import { LEASE_MS } from './usecases/sending/run-lane.ts'
import { watchLanes } from './usecases/sending/watch-lanes.ts'
import { createInboxWaker } from './usecases/receiving/wake-inbox.ts'
import { watchStandings } from './usecases/standing/watch-standings.ts'

/** Time in which a started broadcast can be taken back: long enough to see one's own mistake. */
const UNDO_MS = 30_000
/** One client for LISTEN of each worker and queue, and some to work with; see `openQueuePool`. */
const QUEUE_POOL_MAX = 24

/** While updates pour in, each one that is taken in lets those before the door go first, so long at most. */
const ARRIVALS_FIRST_MS = 250

export interface Service {
  /** Where it listens, such as `http://127.0.0.1:8080`. */
  readonly url: string
  readonly deps: Deps
  /** Puts everything down in order; done within ten seconds. */
  stop(): Promise<void>
}

/**
 * Longest times for putting the parts down, in milliseconds; together less than the ten seconds of a stop.
 * The workers get nearly all: calls that are out are waited for, then cut and judged.
 */
const STOP_MS = { workers: 8_300, channels: 100, pages: 200, queue: 200, database: 400 } as const

export interface StartOptions {
  readonly onDatabaseEnd: () => void
  /** Breaks the start off, also while it waits for a database or a Redis that does not answer. */
  readonly signal: AbortSignal
}

/**
 * The service's composition root: with `compose/` the only place that creates clients, channels, queues and the server. When a part
 * fails to start, or the start is broken off, what stands already is stopped again.
 */
export async function startService(
  config: Config,
  log: Logger,
  options: StartOptions,
): Promise<Service> {
  allowSlowLines()
  const started: Started[] = []
  const stop = (): Promise<void> => stopAll(started, log)
  const starting = start(config, log, started, options)
  try {
    return { ...(await untilAborted(starting, options.signal)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** What is being opened when the start is broken off ends with the process. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let leave = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    leave = () => reject(signal.reason as Error)
    signal.addEventListener('abort', leave, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', leave)
  }
}

async function start(
  config: Config,
  log: Logger,
  started: Started[],
  { onDatabaseEnd, signal }: StartOptions,
): Promise<Omit<Service, 'stop'>> {
  const { store, database } = await openStore(config, log, started, onDatabaseEnd)
  signal.throwIfAborted()
  const pool = { log, max: QUEUE_POOL_MAX, user: connectionUser(config) }
  const connection = await connectQueue(queueBackend(config, database, pool), log)
  signal.throwIfAborted()
  started.push({ name: 'queue', limitMs: STOP_MS.queue, end: () => connection.close() })
  const queues = openQueues(connection, log)
  const metrics = createMetrics()
  started.push({ name: 'queues', limitMs: STOP_MS.queue, end: () => queues.close() })
  const sandbox = config.mode === 'demo' ? await startSandbox(config) : undefined
  if (sandbox) started.push({ name: 'sandbox', limitMs: STOP_MS.pages, end: () => sandbox.stop() })

  const channels = createChannelRegistry([], configuredPlatforms(config))
  const inbox = createInboxWriter(store)
  const wakeInbox = createInboxWaker(queues.enqueue)
  const keepUpdate = (channel: Channel, update: unknown): Promise<unknown> =>
    storeUpdate({ inbox, wakeInbox }, channel, update)
  const readFigures = metricsReader({
    store,
    channels,
    pools: { service: () => database.pool() },
    stores: () => inbox.works(),
    jobCounts: () => queues.counts(),
  })
  const server = await buildServer({
    log,
    channels,
    storeUpdate: keepUpdate,
    isLook,
    webhookAnswered: metrics.webhookAnswered,
    metrics: {
      ...(config.metricsToken !== undefined && { token: config.metricsToken }),
      contentType: metrics.contentType,
      text: () => metrics.text(readFigures),
    },
    pages: [
      fileRoutes({
        openLink: (token) => openFileLink(store.keys, token, new Date()),
        readFile: (id) => readStoredFile(store, id),
        now: () => Date.now(),
      }),
      ...(sandbox ? [sandbox.page] : []),
      zaloPages({
        takeConsent: receiveConsent({ store, config, enqueue: queues.enqueue }),
        verifierFolder: config.dataDir,
        log,
      }),
    ],
    checks: {
      database: async () => {
        await store.db.selectFrom('installation').select('id').execute()
        // It may be read well and have no room for anything.
        if (!inbox.works()) throw new Error('updates cannot be stored')
      },
      queue: () => connection.check(),
      stoppedLanes: () => stoppedLanes(store),
    },
  })
  started.push({ name: 'http', limitMs: STOP_MS.pages, end: () => server.close() })
  await server.listen({ host: config.http.host, port: config.http.port })
  signal.throwIfAborted()
  const url = originOf(server.server.address())

  const joined = sandbox ? sandbox.join(url) : config
  // The emulated platforms call a demo where it listens; people may reach it by another port, as of a container.
  const publicUrl = config.http.publicUrl ?? joined.http.publicUrl
  const clock = clockBeside(joined)
  started.push({ name: 'clock', limitMs: STOP_MS.pages, end: async () => clock.stop() })
  const deps: Deps = {
    store,
    channels,
    log,
    enqueue: queues.enqueue,
    clock,
    settings: {
      timeZone: joined.timeZone,
      owners: joined.owners,
      residentChannels: joined.residentChannels,
      undoMs: UNDO_MS,
      ...(publicUrl !== undefined && { publicUrl }),
    },
  }
  const works = config.role !== 'web'
  const platforms = joinPlatforms({
    store,
    config: joined,
    channels,
    log,
    clock,
    enqueue: queues.enqueue,
    keepUpdate,
    receives: works,
  })
  started.push({ name: 'channels', limitMs: STOP_MS.channels, end: () => platforms.close() })
  const working: (() => Promise<unknown>)[] = [() => platforms.stopReceiving()]
  started.push({
    name: 'workers',
    limitMs: STOP_MS.workers,
    end: () => Promise.all(working.map((end) => end())),
  })
  if (sandbox) {
    await platforms.opened
    await sandbox.enterWebhook(url)
    await importDemo(deps)
  }
  signal.throwIfAborted()
  if (works) {
    const processors = createProcessors(workDeps(deps, inbox, metrics))
    const workers = startWorkers(connection, processors, log, metrics.jobFailed)
    working.push(() => workers.stop())
    const lanes = watchLanes(deps, (channelInstanceId, signal) =>
      processors['run-lane']({ channelInstanceId }, { signal }),
    )
    working.push(() => lanes.stop())
    const standings = watchStandings(deps)
    working.push(() => standings.stop())
    const disk = watchDisk(deps, config)
    working.push(() => disk.stop())
    const schedules = startSchedules(queues, log)
    working.push(async () => schedules.stop())
  } else {
    const seen = staySeen(store)
    working.push(async () => seen.stop())
  }
  return { url, deps }
}

/** Opens the database, brings its schema up to date and proves that the key fits it. */
async function openStore(
  config: Config,
  log: Logger,
  started: Started[],
  onServerEnd: () => void,
): Promise<{ store: Store; database: Database }> {
  const database = await openDatabase({
    ...(config.databaseUrl !== undefined && { url: config.databaseUrl }),
    dataDir: config.dataDir,
    log,
    user: connectionUser(config),
    onServerEnd,
  })
  // It waits for a pair of the OA's tokens that is on its way: the one before is worth nothing any more.
  const end = (): Promise<void> => database.close()
  started.push({ name: 'database', limitMs: STOP_MS.database, takesRest: true, end })
  await upgradeBeforeServing(database.pg, log)
  const { keys } = await unlockInstallation(database.db, config)
  const store = { db: database.db, keys }
  // The embedded server ends with the last process that used it, and with it the locks that told who is dead.
  if (database.startedHere) await endOldLeases(store, LEASE_MS)
  return { store, database }
}

/** An event with what had to be fetched for it before its transaction. */
interface Prepared {
  readonly inbound: Inbound
  readonly file: PreparedFile | null
}

/** What the jobs need: the words of broadcasts and the conversation, joined to the engine that knows neither. */
function workDeps(
  deps: Deps,
  inbox: InboxWriter,
  metrics: Metrics,
): Parameters<typeof createProcessors<Prepared>>[0] {
  const { timeZone, publicUrl } = deps.settings
  return {
    ...deps,
    ...broadcastTexts(deps),
    linkFiles: createFileLinker({ keys: deps.store.keys, timeZone, publicUrl }, deps.clock),
    callMade: ({ platform, instanceId, outcome, ms }) =>
      metrics.callMade({ platform, instance: instanceId }, outcome, ms / 1000),
    arrivalsFirst: () => inbox.whenQuiet(ARRIVALS_FIRST_MS),
    apology: plainMessage(vi.common.failure),
    prepare: async (channel, inbound) => ({
      inbound: await learnName(deps.store, channel, inbound),
      file: await prepareFile(deps.store, channel, inbound),
    }),
    takeTurn: (tx, channel, _inbound, prepared) =>
      takeTurn(deps, tx, channel, prepared.inbound, prepared.file),
  }
}

/** Who waits for a notice asks whether a process runs that sends. */
function connectionUser({ role }: Config): ConnectionUser {
  return role === 'web' ? 'web' : 'service'
}

/** The address under which this machine reaches the service, also when it listens on all of them. */
function originOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('the server does not listen')
  const host = ['0.0.0.0', '::'].includes(address.address) ? '127.0.0.1' : address.address
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`
}
