import type { Kysely } from 'kysely'
import pg from 'pg'
import { CONNECTION_NAMES, type ConnectionUser } from './connection-names.ts'
import { startEmbeddedPostgres } from './embedded/embedded-postgres.ts'
import { PooledDb } from './own-session.ts'
import { PreparedClient } from './prepared-client.ts'
import { knownWhenLost } from './session-settings.ts'
import { standingOfPool, type PoolStanding } from './pool-standing.ts'
import type { Tables } from './schema.ts'
import { cutSilentConnections } from './silent-connections.ts'
import type { StorageLog } from './storage-log.ts'
import { waitForServer } from './wait-for-server.ts'

/** How to reach the database; fits `pg` and BullMQ's PostgreSQL backend alike. */
export type PgConfig =
  | { connectionString: string }
  | { host: string; port: number; user: string; database: string; password?: string }

export interface Database {
  db: Kysely<Tables>
  pg: PgConfig
  pool(): PoolStanding
  /** Whether this process has started the server, which it does only when nobody used it any more. */
  startedHere: boolean
  /** Closes the pool; with the embedded server, leaves that too. */
  close(): Promise<void>
}

export interface OpenDatabaseOptions {
  /** A PostgreSQL server; without it the embedded one in `dataDir`. */
  url?: string
  dataDir: string
  log: StorageLog
  poolSize?: number
  /** Under whose name the connections stand; unset: the service's. */
  user?: ConnectionUser
  /** How long to wait for a server that does not answer yet, in milliseconds. */
  waitMs?: number
  /** Called when the embedded server ends although this process still uses it. */
  onServerEnd?: () => void
}

const DEFAULT_POOL_SIZE = 10
const DEFAULT_WAIT_MS = 30_000
const DATE_OID = 1082

/**
 * Opens the one database of the service. Throws DatabaseError or EmbeddedPostgresError, both with a
 * sentence for the operator.
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const { url, dataDir, log, poolSize, user, onServerEnd, waitMs = DEFAULT_WAIT_MS } = options
  const pool = { log, ...(poolSize ? { poolSize } : {}), ...(user ? { user } : {}) }
  if (url !== undefined) {
    const config = { connectionString: withoutName(url) }
    await waitForServer(config, { log, waitMs })
    return connectDatabase(config, pool)
  }
  const embedded = await startEmbeddedPostgres({
    dataDir,
    log,
    ...(onServerEnd ? { onServerEnd } : {}),
  })
  const database = connectDatabase(embedded.connection, pool)
  return {
    ...database,
    startedHere: embedded.owned,
    close: async () => {
      await database.close()
      await embedded.stop()
    },
  }
}

/** What a URL says wins over what the pools say, and by their names a backup knows that the service runs. */
function withoutName(url: string): string {
  return url.replace(/(?<=[?&])application_name=[^&]*&?/g, '').replace(/[?&]$/, '')
}

/** Makes the pool and query builder for a database that is known to run. */
export function connectDatabase(
  config: PgConfig,
  options: { log: StorageLog; poolSize?: number; user?: ConnectionUser; lookEveryMs?: number },
): Database {
  const named = { ...config, application_name: CONNECTION_NAMES[options.user ?? 'service'] }
  const pool = new pg.Pool({
    ...named,
    Client: PreparedClient,
    max: options.poolSize ?? DEFAULT_POOL_SIZE,
    ...knownWhenLost(),
    types: { getTypeParser },
  })
  // Without these a server that goes away while a client is idle or closing (57P01) ends the process.
  pool.on('error', (error) => logConnectionError(options.log, error))
  pool.on('connect', (client) => {
    client.on('error', (error) => logConnectionError(options.log, error))
  })
  // What is given back with an error is cut, which by itself nobody would hear of.
  pool.on('release', (error?: Error) => {
    if (error) logConnectionError(options.log, error)
  })
  cutSilentConnections(pool, named, options.lookEveryMs)
  const db = new PooledDb(pool)
  return {
    db,
    pg: config,
    pool: () => standingOfPool(pool),
    startedHere: false,
    close: () => db.destroy(),
  }
}

function logConnectionError(log: StorageLog, error: Error): void {
  const { code } = error as NodeJS.ErrnoException
  log.warn({ code }, 'a database connection was lost')
}

/** Days stay `YYYY-MM-DD`: as a Date they would move with the time zone of the process. */
export const getTypeParser: typeof pg.types.getTypeParser = (
  oid: number,
  format?: 'text' | 'binary',
): ReturnType<typeof pg.types.getTypeParser> => {
  if (oid === DATE_OID) return String
  return pg.types.getTypeParser(oid, format as 'text')
}
