import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import pg from 'pg'
import { startEmbeddedPostgres } from '../../../src/storage/embedded/embedded-postgres.ts'
import { enterChannelInstance } from '../../../src/storage/channel-instances.ts'
import { connectDatabase, type PgConfig } from '../../../src/storage/database.ts'
import { keyringOf } from '../../../src/storage/keyring-file.ts'
import { migrateToLatest } from '../../../src/storage/migrate.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { startTestRedis } from '../../support/redis.ts'
import { makeDataDir, removeData } from '../service-process.ts'
import { type FakeTelegram, startFakeTelegram } from './fake-process.ts'
import { parentOf } from './process-cost.ts'
import { stagePeople } from './stage-people.ts'
import type { NhipcauTask } from './task.ts'

export const TOKEN = '4242:bench-bench-bench-bench-bench-bench'

/** An installation of ours with people in it, and its database. */
export interface Installation {
  readonly task: NhipcauTask
  readonly pg: PgConfig
  /** Process id of the PostgreSQL server. */
  readonly postgres: number
  /** Null: the embedded one, reached as the service does by itself. */
  readonly url: string | null
}

/** Everything that the contestants use, the same for all of them. */
export interface Stage {
  readonly fake: FakeTelegram
  readonly embedded: Installation
  readonly server: Installation
  readonly redis: { readonly url: string; readonly pid: number; clear(): Promise<void> }
  /** An empty database on the server for a contestant that is not ours; `drop` takes it away. */
  makeDatabase(): Promise<{ readonly url: string; drop(): Promise<void> }>
  stop(): Promise<void>
}

export async function openStage(most: { embedded: number; server: number }): Promise<Stage> {
  const closing: (() => Promise<unknown>)[] = []
  const stop = async (): Promise<void> => {
    for (let end = closing.pop(); end; end = closing.pop()) await end()
  }
  try {
    const fake = await startFakeTelegram()
    closing.push(() => fake.stop())
    const redis = await startTestRedis({ ...process.env, TEST_QUEUE: 'redis' })
    if (!redis) throw new Error('no Redis')
    closing.push(() => redis.stop())
    const embedded = await install(closing, most.embedded, null)
    const server = await install(closing, most.server, randomBytes(16).toString('hex'))
    return {
      fake,
      embedded,
      server,
      redis: {
        url: redis.url,
        pid: await redisPid(redis.url),
        clear: () => clearRedis(redis.url),
      },
      makeDatabase: () => makeDatabase(server.pg),
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function install(
  closing: (() => Promise<unknown>)[],
  most: number,
  password: string | null,
): Promise<Installation> {
  const dataDir = makeDataDir()
  closing.push(async () => removeData(dataDir))
  const postgres = await startEmbeddedPostgres({
    dataDir,
    log: quietLog,
    sharedRoot: join(dataDir, 'shared'),
    ...(password !== null && { tcp: { password }, maxConnections: 200 }),
  })
  closing.push(() => postgres.stop())
  const { connection } = postgres
  const database = connectDatabase(connection, { log: quietLog })
  const encryptionKey = randomBytes(32)
  try {
    await migrateToLatest(database.db)
    const store = { db: database.db, keys: keyringOf(encryptionKey) }
    const instanceId = await enterChannelInstance(store, {
      platform: 'telegram',
      externalId: TOKEN.split(':')[0] ?? '',
      name: '',
    })
    const units = await stagePeople(store, instanceId, most)
    return {
      task: { dataDir, encryptionKey: encryptionKey.toString('base64'), units },
      pg: connection,
      postgres: await serverPid(connection),
      url: password === null ? null : urlOf({ ...connection, password }, connection.database),
    }
  } finally {
    await database.close()
  }
}

function urlOf(
  { host, port, user, password }: { host: string; port: number; user: string; password: string },
  database: string,
): string {
  return `postgresql://${user}:${password}@${host}:${port}/${database}`
}

/** The process that all sessions are children of. */
async function serverPid(config: PgConfig): Promise<number> {
  const session = await once<number>(config, 'select pg_backend_pid() as value', parentOf)
  if (session === null) throw new Error('this machine does not tell who started a process')
  return session
}

/** The value of one query, seen while its session still lives. */
async function once<T>(
  config: PgConfig,
  query: string,
  see: (value: T) => number | null,
): Promise<number | null> {
  const client = new pg.Client(config)
  await client.connect()
  try {
    const { rows } = await client.query<{ value: T }>(query)
    return rows[0] ? see(rows[0].value) : null
  } finally {
    await client.end()
  }
}

let databases = 0

async function makeDatabase(config: PgConfig): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `baseline_${++databases}`
  const administer = async (statement: string): Promise<void> => {
    const client = new pg.Client(config)
    await client.connect()
    await client.query(statement)
    await client.end()
  }
  await administer(`create database ${name}`)
  if (!('host' in config)) throw new Error('the server is reached by its parts')
  return {
    url: urlOf({ ...config, password: config.password ?? '' }, name),
    drop: () => administer(`drop database ${name} with (force)`),
  }
}

async function redisPid(url: string): Promise<number> {
  const redis = new Redis(url)
  const info = await redis.info('server')
  redis.disconnect()
  return Number(/^process_id:(\d+)/mu.exec(info)?.[1])
}

async function clearRedis(url: string): Promise<void> {
  const redis = new Redis(url)
  await redis.flushall()
  redis.disconnect()
}
