import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Kysely } from 'kysely'
import { DEMO_BOTS, DEMO_OWNERS, demoImports, demoSeed } from '../../src/sandbox/demo-commune.ts'
import { demoVariables } from '../../src/sandbox/demo-variables.ts'
import type { Keyring } from '../../src/domain/keyring.ts'
import type { EmulatorSeed } from '../../src/sandbox/emulator-seed.ts'
import type { LimitChanges } from '../../src/sandbox/emulators/emulator-limits.ts'
import { connectDatabase, openDatabase, type PgConfig } from '../../src/storage/database.ts'
import { findFreePort } from '../../src/storage/embedded/free-port.ts'
import { unlockInstallation } from '../../src/storage/installation.ts'
import type { Tables } from '../../src/storage/schema.ts'
import { importTable } from '../../src/usecases/import/import-table.ts'
import {
  buildProgram,
  runChild,
  startChild,
  type EndedChild,
  type RunningChild,
} from './child-process.ts'
import { createTestDatabase } from './database.ts'
import { emulatorControl, type EmulatorControl } from './emulator-control.ts'
import { phoneOf, type Phone } from './phone.ts'
import { quietLog } from './quiet-log.ts'
import { testRedisUrl } from './redis.ts'
import { wantedKind } from './test-cluster.ts'
import { waitUntil } from './wait-until.ts'
import { removeFolder } from './remove-folder.ts'
import { scratchFolder } from './scratch-folder.ts'
import { zoneWhereItIs } from './zone-where-it-is.ts'

/** The zone of every service that is started: what asks at night asks in none of its stories. */
const MORNING_ZONE = zoneWhereItIs(8)

/** What is there besides the demo commune, as rows of the imports and as entries of the emulators. */
export interface StageExtras {
  readonly people?: string
  readonly chats?: string
  readonly seed?: Pick<EmulatorSeed, 'people' | 'chats'>
  /** `40-150`: how long the platforms take to answer, ms. */
  readonly latency?: string
  /** Changes to single numbers of the platforms. */
  readonly limits?: LimitChanges
  /** Makes the platforms' latencies and shares of faults repeatable. */
  readonly randomSeed?: number
  /** Where the installation's data live; absent: in what the test run has, or the service's own. */
  readonly place?: StagePlace
}

/** A database and a queue that somebody else starts and stops. */
export interface StagePlace {
  /** As the service reaches the database. */
  readonly databaseUrl: string
  /** As we reach it, whatever happens to the service's way; asked anew for each query. */
  readonly reach: () => PgConfig
  /** Absent: the queue is in the database. */
  readonly redisUrl?: string
  /** Where everything else of the stage lies. */
  readonly folder: string
}

/** A process that a test kills and starts again. */
export interface Killable {
  /** Of the process that was started last; 0: none yet. */
  pid(): number
  start(): Promise<void>
  kill9(): Promise<void>
  stop(): Promise<number | null>
  /** What the process that runs has written. */
  output(): string
}

export interface ServiceProcess extends Killable {
  readonly origin: string
}

/** A folder and a database of an installation, with its service and the commands beside it. */
export interface Place {
  readonly dataDir: string
  readonly service: ServiceProcess
  /** Runs `nhipcau` there. */
  command(...args: string[]): Promise<EndedChild>
  /** Reads the place's database. */
  read<T>(query: (db: Kysely<Tables>, keys: () => Promise<Keyring>) => Promise<T>): Promise<T>
}

/** The service and the emulated platforms, each a process, joined as an installation is to the real ones. */
export interface ServiceStage extends Place {
  /** A new machine for the same bots and the same address: nothing is there yet, not even the key. */
  emptyPlace(): Promise<Place>
  /** Another process of the same installation, on a port of its own; not started. `env`: what it is told besides. */
  secondService(env?: (origin: string) => Readonly<Record<string, string>>): Promise<ServiceProcess>
  readonly platforms: Killable
  readonly control: EmulatorControl
  /** The phone of a person of the seed; `app`: which of several apps is used, the first if absent. */
  phone(personId: string, app?: string): Phone
  /** Where the platforms keep what happened to them. */
  readonly platformsDir: string
  close(): Promise<void>
}

const READY_MS = 60_000
const PLATFORMS = Object.keys(DEMO_BOTS).length

/** Starts the platforms and the service and takes the demo commune in, as an operator does by CSV files. */
export async function startServiceStage(extras: StageExtras = {}): Promise<ServiceStage> {
  const { place } = extras
  const queue = place ? { url: place.redisUrl, clear: async () => {} } : await openQueueSpace()
  const closing: (() => Promise<unknown>)[] = [() => queue.clear()]
  const close = async (): Promise<void> => {
    for (let end = closing.pop(); end; end = closing.pop()) await end()
  }
  try {
    const folder = await openFolder(closing, place)
    await buildProgram()
    const stage = await setUp({ ...folder, redisUrl: queue.url, extras, closing })
    return { ...stage, close }
  } catch (error) {
    await close()
    throw error
  }
}

interface SetUp {
  readonly dataDir: string
  /** Undefined: the service's own embedded one. */
  readonly databaseUrl: string | undefined
  readonly reach: (() => PgConfig) | null
  readonly redisUrl: string | undefined
  readonly extras: StageExtras
  readonly closing: (() => Promise<unknown>)[]
}

async function setUp(options: SetUp): Promise<Omit<ServiceStage, 'close'>> {
  const { dataDir, extras, closing } = options
  const [port, platformPort] = [await findFreePort(), await findFreePort()]
  const seed = await writeSeed(dataDir, port, extras)
  const platforms = await startPlatforms(dataDir, platformPort, extras)
  closing.push(() => platforms.kill9())
  const env = environment(options, platformPort, port)
  const place = createPlace(options, env)
  await place.service.start()
  await takeCommuneIn(options).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${place.service.output()}`)
  })
  const control = emulatorControl(`http://127.0.0.1:${platformPort}`)
  const phones = new Map<string, Phone>()
  return {
    ...place,
    platforms,
    control,
    platformsDir: join(dataDir, 'platforms'),
    emptyPlace: async () => {
      const other = { ...options, ...(await openFolder(closing, undefined)) }
      return createPlace(other, environment(other, platformPort, port))
    },
    secondService: async (more = () => ({})) => {
      const other = await findFreePort()
      const own = more(`http://127.0.0.1:${other}`)
      const second = createService(dataDir, other, { ...env, ...own, PORT: String(other) })
      closing.push(() => second.kill9())
      return second
    },
    phone: (personId, app) => {
      const key = `${personId} ${app ?? ''}`
      const known = phones.get(key)
      if (known) return known
      const person = seed.people.find(({ id }) => id === personId)
      if (!person) throw new Error(`nobody is called ${personId}`)
      const phone = phoneOf(control, person, app)
      phones.set(key, phone)
      return phone
    },
  }
}

function createPlace(options: SetUp, env: Readonly<Record<string, string>>): Place {
  const { dataDir, closing } = options
  const service = createService(dataDir, Number(env['PORT']), env)
  closing.push(() => service.kill9())
  return {
    dataDir: join(dataDir, 'data'),
    service,
    command: (...args) => runChild('cli.js', { args, env, cwd: dataDir }),
    read: (query) => withDatabase(options, query),
  }
}

/** A folder open for the embedded server's user to pass, and a database where the run wants a server's. */
async function openFolder(
  closing: (() => Promise<unknown>)[],
  place: StagePlace | undefined,
): Promise<Pick<SetUp, 'dataDir' | 'databaseUrl' | 'reach'>> {
  const dataDir = await mkdtemp(join(place?.folder ?? scratchFolder(), 'nhipcau-e2e-'))
  closing.push(() => removeFolder(dataDir))
  await chmod(dataDir, 0o711)
  if (place) return { dataDir, databaseUrl: place.databaseUrl, reach: place.reach }
  const database = wantedKind() === 'server' ? await createTestDatabase({ migrated: false }) : null
  closing.push(async () => database?.close())
  return { dataDir, databaseUrl: database?.url, reach: database ? () => database.pg : null }
}

/** A database of the run's Redis for this worker; undefined where the queue is PostgreSQL. */
async function openQueueSpace(): Promise<{ url: string | undefined; clear(): Promise<void> }> {
  const base = testRedisUrl()
  if (base === undefined) return { url: undefined, clear: async () => {} }
  const url = `${base}/${process.env['JEST_WORKER_ID'] ?? '1'}`
  const clear = async (): Promise<void> => {
    const redis = new Redis(url)
    await redis.flushdb()
    await redis.quit()
  }
  await clear()
  return { url, clear }
}

async function writeSeed(
  dataDir: string,
  servicePort: number,
  { seed: more }: StageExtras,
): Promise<EmulatorSeed> {
  const seed = demoSeed(`http://127.0.0.1:${servicePort}/webhooks/zalo-oa`)
  const all = {
    ...seed,
    people: [...seed.people, ...(more?.people ?? [])],
    chats: [...seed.chats, ...(more?.chats ?? [])],
  }
  await writeFile(join(dataDir, 'seed.json'), JSON.stringify(all))
  return all
}

/** Everything that an installation is told, and nothing of the developer's own. */
function environment(
  { dataDir, databaseUrl, redisUrl }: SetUp,
  platformPort: number,
  port: number,
): Record<string, string> {
  const platforms = `http://127.0.0.1:${platformPort}`
  return {
    DATA_DIR: join(dataDir, 'data'),
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'warn',
    OWNERS: DEMO_OWNERS,
    TIME_ZONE: MORNING_ZONE,
    ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    ...demoVariables(platforms),
  }
}

async function startPlatforms(
  dataDir: string,
  port: number,
  { latency = '0', limits = {}, randomSeed }: StageExtras,
): Promise<Killable> {
  const folders = ['--data', join(dataDir, 'platforms'), '--seed', join(dataDir, 'seed.json')]
  const all = [
    ...folders,
    '--port',
    String(port),
    '--latency',
    latency,
    '--limits',
    JSON.stringify(limits),
    ...(randomSeed === undefined ? [] : ['--random-seed', String(randomSeed)]),
  ]
  const platforms = restartable(
    () => startChild('emulator-main.js', { args: all, cwd: dataDir }),
    async (child) => child.output().includes('"origin"'),
  )
  await platforms.start()
  return platforms
}

function createService(
  dataDir: string,
  port: number,
  env: Readonly<Record<string, string>>,
): ServiceProcess {
  const origin = `http://127.0.0.1:${port}`
  return {
    origin,
    ...restartable(
      () => startChild('main.js', { env, cwd: dataDir }),
      async () => (await fetch(`${origin}/readyz`).catch(() => null))?.ok ?? false,
    ),
  }
}

function restartable(
  launch: () => RunningChild,
  isReady: (child: RunningChild) => Promise<boolean>,
): Killable {
  let child: RunningChild | undefined
  return {
    pid: () => child?.pid ?? 0,
    start: async () => {
      const started = launch()
      child = started
      const isReadyOrGone = async (): Promise<boolean> => {
        if (started.hasEnded()) throw new Error(`it ended:\n${started.output()}`)
        return isReady(started)
      }
      await waitUntil('a process is ready', isReadyOrGone, READY_MS).catch((error: unknown) => {
        throw new Error(`${String(error)}\n${started.output()}`)
      })
    },
    kill9: async () => child?.kill9(),
    stop: async () => (child ? child.stop() : null),
    output: () => child?.output() ?? '',
  }
}

/** The demo commune by the ordinary import, once every bot and OA is known by name. */
async function takeCommuneIn(setUp: SetUp): Promise<void> {
  const { extras } = setUp
  await withDatabase(setUp, async (db, keysOf) => {
    await waitUntil('every channel is open', async () => {
      const rows = await db.selectFrom('channel_instance').select('id').execute()
      return rows.length === PLATFORMS
    })
    const deps = {
      store: { db, keys: await keysOf() },
      clock: { now: () => new Date() },
      settings: {
        timeZone: MORNING_ZONE,
        owners: [],
        residentChannels: [],
        undoMs: 0,
      },
    }
    const tables = demoImports()
    for (const kind of ['units', 'chats', 'people'] as const) {
      const more = kind === 'units' ? '' : (extras[kind] ?? '')
      const bytes = Buffer.from(tables[kind] + more)
      const { errors } = await importTable(deps, kind, bytes, `${kind}.csv`, {
        privateChats: 'active',
      })
      if (errors.length > 0) throw new Error(JSON.stringify(errors))
    }
  })
}

/** The embedded server is joined for the length of the query, as a command beside the service does. */
async function withDatabase<T>(
  { dataDir, reach }: SetUp,
  query: (db: Kysely<Tables>, keys: () => Promise<Keyring>) => Promise<T>,
): Promise<T> {
  const folder = join(dataDir, 'data')
  const opened = reach
    ? connectDatabase(reach(), { log: quietLog, poolSize: 2 })
    : await openDatabase({ dataDir: folder, log: quietLog, poolSize: 2 })
  const keysOf = async (): Promise<Keyring> =>
    (await unlockInstallation(opened.db, { dataDir: folder })).keys
  try {
    return await query(opened.db, keysOf)
  } finally {
    await opened.close()
  }
}
