import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findFreePort } from '../../src/storage/embedded/free-port.ts'
import { removeLeftFolders } from '../support/left-folders.ts'
import { manyChats, type CrowdPlatform } from '../support/many-chats.ts'
import { startRedis, type TestRedis } from '../support/redis.ts'
import { startServiceStage, type ServiceProcess, type ServiceStage } from '../support/service.ts'
import { startDatabaseServer, type DatabaseServer } from './database-server.ts'
import { followJournal, type JournalTail } from './journal-tail.ts'
import { startStallingProxy, type StallingProxy } from './stalling-proxy.ts'

/** The 2,000 calls a minute of the package Comprehensive, so that a run takes minutes (zalo-api.md 1.1). */
export const OA_CALLS_PER_MINUTE = 2_000

export interface FaultStageOptions {
  /** Whose groups and private chats get the notices. */
  readonly platform: CrowdPlatform
  readonly groups: number
  readonly members: number
  /** For the platforms' latencies and faults. */
  readonly seed: number
  readonly queue: 'postgres' | 'redis'
  /** Where the evidence of a broken promise is put; absent: nowhere. */
  readonly keep?: string
}

/** A process of the service, with a line of its own to the database. */
export interface FaultProcess {
  readonly name: string
  readonly service: ServiceProcess
  readonly line: StallingProxy
}

/** An installation of real processes, each of which can be killed, and its platforms. */
export interface FaultStage extends ServiceStage {
  readonly options: FaultStageOptions
  readonly first: FaultProcess
  readonly database: DatabaseServer
  readonly journal: JournalTail
  /** Another process that works and is not the first one's webhook; not started. */
  join(name: string): Promise<FaultProcess>
  /** A query on a connection of our own, past every line that is held. */
  ask<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>
  /** The run's Redis goes, and all that was in it. */
  stopRedis(): Promise<void>
  startRedis(): Promise<void>
}

const LATENCY = '40-150'
const HOME = '/tmp'
const PREFIX = 'nhipcau-faults-'

/** Stages that are open, to be closed when the run is broken off. */
const open = new Set<() => Promise<void>>()

export async function closeAllStages(): Promise<void> {
  await Promise.all([...open].map((close) => close()))
}

export async function startFaultStage(options: FaultStageOptions): Promise<FaultStage> {
  const closing: (() => Promise<unknown>)[] = []
  const close = async (): Promise<void> => {
    open.delete(close)
    for (let end = closing.pop(); end; end = closing.pop()) await end().catch(() => undefined)
  }
  open.add(close)
  try {
    return { ...(await setUp(options, closing)), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function setUp(
  options: FaultStageOptions,
  closing: (() => Promise<unknown>)[],
): Promise<Omit<FaultStage, 'close'>> {
  await removeLeftFolders(HOME, PREFIX)
  const folder = await mkdtemp(join(HOME, `${PREFIX}${process.pid}-`))
  await chmod(folder, 0o711)
  closing.push(() => rm(folder, { recursive: true, force: true }))
  const database = await startDatabaseServer(join(folder, 'database'))
  closing.push(() => database.close())
  const redisPort = await findFreePort()
  let redis: TestRedis | undefined
  const launchRedis = async (): Promise<void> => void (redis = await startRedis(redisPort))
  if (options.queue === 'redis') {
    await launchRedis()
    closing.push(async () => redis?.stop())
  }
  const openLine = async (): Promise<StallingProxy> => {
    const line = await startStallingProxy(() => database.port())
    closing.push(() => line.close())
    return line
  }
  const urlOf = (port: number): string =>
    `postgresql://${database.user}:${database.password}@127.0.0.1:${port}/${database.database}`
  const line = await openLine()
  const ask = createAsk(() => urlOf(database.port()), closing)
  const stage = await startServiceStage({
    ...manyChats(options.groups, options.members, options.platform),
    limits: { zaloOa: { callsPerMinute: OA_CALLS_PER_MINUTE } },
    latency: LATENCY,
    randomSeed: options.seed,
    place: {
      folder,
      databaseUrl: urlOf(line.port),
      reach: () => ({ connectionString: urlOf(database.port()) }),
      ...(options.queue === 'redis' && { redisUrl: `redis://127.0.0.1:${redisPort}` }),
    },
  })
  closing.push(() => stage.close())
  preferPlatforms(stage.platforms.pid())
  return {
    ...stage,
    options,
    database,
    ask,
    journal: followJournal(stage.platformsDir),
    first: { name: 'first', service: stage.service, line },
    join: async (name) => {
      const own = await openLine()
      const env = { DATABASE_URL: urlOf(own.port), ROLE: 'worker' }
      return { name, service: await stage.secondService(() => env), line: own }
    },
    stopRedis: async () => redis?.stop(),
    startRedis: launchRedis,
  }
}

/**
 * In life the platforms do not share our processor: where we may, their stamps of arrival do not wait for it,
 * or a busy machine would look like calls that came too close.
 */
function preferPlatforms(pid: number): void {
  try {
    setPriority(pid, -10)
  } catch {
    // Only root may.
  }
}

/** One connection that is made anew after the server was away. */
function createAsk(url: () => string, closing: (() => Promise<unknown>)[]): FaultStage['ask'] {
  let client: pg.Client | undefined
  const connected = async (): Promise<pg.Client> => {
    if (client) return client
    const fresh = new pg.Client({ connectionString: url() })
    const forget = (): void => {
      if (client === fresh) client = undefined
    }
    fresh.on('error', forget).on('end', forget)
    await fresh.connect()
    client = fresh
    return fresh
  }
  closing.push(async () => client?.end())
  return async <R extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) => {
    const { rows } = await (await connected()).query<R>(text, [...values])
    return rows
  }
}
