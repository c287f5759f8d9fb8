import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Kysely } from 'kysely'
import { DEMO_BOTS, DEMO_OWNERS, demoImports, demoSeed } from '../../src/sandbox/demo-commune.ts'
import type { EmulatorSeed } from '../../src/sandbox/emulator-seed.ts'
import { connectDatabase, openDatabase } from '../../src/storage/database.ts'
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
import { createTestDatabase, type TestDatabase } from './database.ts'
import { emulatorControl, type EmulatorControl } from './emulator-control.ts'
import { phoneOf, type Phone } from './phone.ts'
import { quietLog } from './quiet-log.ts'
import { testRedisUrl } from './redis.ts'
import { wantedKind } from './test-cluster.ts'
import { waitUntil } from './wait-until.ts'

/** What is there besides the demo commune, as rows of the imports and as entries of the emulators. */
export interface StageExtras {
  readonly people?: string
  readonly chats?: string
  readonly seed?: Pick<EmulatorSeed, 'people' | 'chats'>
  /** `40-150`: how long the platforms take to answer, ms. */
  readonly latency?: string
}

/** A process that a test kills and starts again. */
export interface Killable {
  start(): Promise<void>
  kill9(): Promise<void>
  stop(): Promise<number | null>
}

export interface ServiceProcess extends Killable {
  readonly origin: string
  output(): string
}

/** A folder and a database of an installation, with its service and the commands beside it. */
export interface Place {
  readonly dataDir: string
  readonly service: ServiceProcess
  /** Runs `nhipcau` there. */
  command(...args: string[]): Promise<EndedChild>
  /** Reads the place's database. */
  read<T>(query: (db: Kysely<Tables>) => Promise<T>): Promise<T>
}

/** The service and the emulated platforms, each a process, joined as an installation is to the real ones. */
export interface ServiceStage extends Place {
  /** A new machine for the same bots and the same address: nothing is there yet, not even the key. */
  emptyPlace(): Promise<Place>
  /** Another process of the same installation, on a port of its own; not started. */
  secondService(): Promise<ServiceProcess>
  readonly platforms: Killable
  readonly control: EmulatorControl
  phone(personId: string): Phone
  close(): Promise<void>
}

const READY_MS = 60_000
const PLATFORMS = 3

/** Starts the platforms and the service and takes the demo commune in, as an operator does by CSV files. */
export async function startServiceStage(extras: StageExtras = {}): Promise<ServiceStage> {
  const queue = await openQueueSpace()
  const closing: (() => Promise<unknown>)[] = [() => queue.clear()]
  const close = async (): Promise<void> => {
    for (let end = closing.pop(); end; end = closing.pop()) await end()
  }
  try {
    const folder = await openFolder(closing)
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
  readonly database: TestDatabase | null
  readonly redisUrl: string | undefined
  readonly extras: StageExtras
  readonly closing: (() => Promise<unknown>)[]
}

async function setUp(options: SetUp): Promise<Omit<ServiceStage, 'close'>> {
  const { dataDir, extras, closing } = options
  const [port, platformPort] = [await findFreePort(), await findFreePort()]
  const seed = await writeSeed(dataDir, port, extras)
  const platforms = await startPlatforms(dataDir, platformPort, seed, extras)
  closing.push(() => platforms.kill9())
  const env = environment(options, platformPort, port)
  const place = createPlace(options, env)
  const { service } = place
  await service.start()
  await takeCommuneIn(options)
  const control = emulatorControl(`http://127.0.0.1:${platformPort}`)
  const phones = new Map<string, Phone>()
  return {
    ...place,
    platforms,
    control,
    emptyPlace: async () => {
      const other = await openFolder(closing)
      return createPlace(
        { ...options, ...other },
        environment({ ...options, ...other }, platformPort, port),
      )
    },
    secondService: async () => {
      const other = await findFreePort()
      const second = createService(dataDir, other, { ...env, PORT: String(other) })
      closing.push(() => second.kill9())
      return second
    },
    phone: (personId) => {
      const known = phones.get(personId)
      if (known) return known
      const person = seed.people.find(({ id }) => id === personId)
      if (!person) throw new Error(`nobody is called ${personId}`)
      const phone = phoneOf(control, person)
      phones.set(personId, phone)
      return phone
    },
  }
}

function createPlace(
  { dataDir, database, closing }: SetUp,
  env: Readonly<Record<string, string>>,
): Place {
  const service = createService(dataDir, Number(env['PORT']), env)
  closing.push(() => service.kill9())
  return {
    dataDir: join(dataDir, 'data'),
    service,
    command: (...args) => runChild('src/cli/cli.js', { args, env, cwd: dataDir }),
    read: (query) => withDatabase(dataDir, database, query),
  }
}

/** A folder open for the embedded server's user to pass, and a database where the run wants a server's. */
async function openFolder(
  closing: (() => Promise<unknown>)[],
): Promise<Pick<SetUp, 'dataDir' | 'database'>> {
  const dataDir = await mkdtemp('/tmp/nhipcau-e2e-')
  // An embedded server whose process was killed is still writing its last words.
  closing.push(() => rm(dataDir, { recursive: true, force: true, maxRetries: 50, retryDelay: 200 }))
  await chmod(dataDir, 0o711)
  const database = wantedKind() === 'server' ? await createTestDatabase({ migrated: false }) : null
  closing.push(async () => database?.close())
  return { dataDir, database }
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
  { dataDir, database, redisUrl }: SetUp,
  platformPort: number,
  port: number,
): Record<string, string> {
  const platforms = `http://127.0.0.1:${platformPort}`
  const { telegram, zaloOa, zaloBot } = DEMO_BOTS
  return {
    DATA_DIR: join(dataDir, 'data'),
    PORT: String(port),
    PUBLIC_URL: `http://127.0.0.1:${port}`,
    LOG_LEVEL: 'warn',
    OWNERS: DEMO_OWNERS,
    ...(database && { DATABASE_URL: database.url }),
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
    TELEGRAM_BOT_TOKEN: telegram.token,
    TELEGRAM_API_ROOT: `${platforms}/telegram`,
    ZALO_OA_APP_ID: zaloOa.appId,
    ZALO_OA_APP_SECRET: zaloOa.appSecret,
    ZALO_OA_WEBHOOK_SECRET: zaloOa.webhookSecret,
    ZALO_OA_ACCESS_TOKEN: zaloOa.accessToken,
    ZALO_OA_REFRESH_TOKEN: zaloOa.refreshToken,
    ZALO_OA_API_ROOT: `${platforms}/openapi`,
    ZALO_OAUTH_ROOT: `${platforms}/oauth`,
    ZALO_BOT_TOKEN: zaloBot.token,
    ZALO_BOT_API_ROOT: `${platforms}/zalobot`,
  }
}

async function startPlatforms(
  dataDir: string,
  port: number,
  _seed: EmulatorSeed,
  { latency = '0' }: StageExtras,
): Promise<Killable> {
  const args = ['--port', String(port), '--data', join(dataDir, 'platforms')]
  const all = [...args, '--seed', join(dataDir, 'seed.json'), '--latency', latency]
  const platforms = restartable(
    () => startChild('src/sandbox/emulator-main.js', { args: all, cwd: dataDir }),
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
  let latest: RunningChild | undefined
  return {
    origin,
    output: () => latest?.output() ?? '',
    ...restartable(
      () => (latest = startChild('src/main.js', { env, cwd: dataDir })),
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
    start: async () => {
      const started = launch()
      child = started
      await waitUntil(
        'a process is ready',
        () => {
          if (started.hasEnded()) throw new Error(`it ended:\n${started.output()}`)
          return isReady(started)
        },
        READY_MS,
      )
    },
    kill9: async () => child?.kill9(),
    stop: async () => (child ? child.stop() : null),
  }
}

/** The demo commune by the ordinary import, once every bot and OA is known by name. */
async function takeCommuneIn({ dataDir, database, extras }: SetUp): Promise<void> {
  await withDatabase(dataDir, database, async (db) => {
    await waitUntil('every channel is open', async () => {
      const rows = await db.selectFrom('channel_instance').select('id').execute()
      return rows.length === PLATFORMS
    })
    const { keys } = await unlockInstallation(db, { dataDir: join(dataDir, 'data') })
    const deps = {
      store: { db, keys },
      clock: { now: () => new Date() },
      settings: {
        timeZone: 'Asia/Ho_Chi_Minh',
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
  dataDir: string,
  database: TestDatabase | null,
  query: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  const opened = database
    ? connectDatabase(database.pg, { log: quietLog, poolSize: 2 })
    : await openDatabase({ dataDir: join(dataDir, 'data'), log: quietLog, poolSize: 2 })
  try {
    return await query(opened.db)
  } finally {
    await opened.close()
  }
}
