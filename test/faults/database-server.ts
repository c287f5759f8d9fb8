import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../src/storage/embedded/embedded-postgres.ts'
import { isAlive } from '../support/is-alive.ts'
import { quietLog } from '../support/quiet-log.ts'
import { waitUntil } from '../support/wait-until.ts'

/** PostgreSQL's own words for how it is stopped, with the signal that asks for it. */
const STOPS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const
export type DatabaseStop = keyof typeof STOPS

const STOP_LIMIT_MS = 30_000
const MAX_CONNECTIONS = 200

/** A PostgreSQL server on TCP with fsync on, that is stopped and started under the service's feet. */
export interface DatabaseServer {
  readonly password: string
  readonly user: string
  readonly database: string
  /** Where it listens now; another port after each start. */
  port(): number
  stop(how: DatabaseStop): Promise<void>
  start(): Promise<void>
  close(): Promise<void>
}

export async function startDatabaseServer(folder: string): Promise<DatabaseServer> {
  const password = randomBytes(16).toString('hex')
  const launch = (): Promise<EmbeddedPostgres> =>
    startEmbeddedPostgres({
      dataDir: folder,
      log: quietLog,
      maxConnections: MAX_CONNECTIONS,
      sharedRoot: join(folder, 'shared'),
      tcp: { password },
    })
  let server = await launch()
  const { user, database } = server.connection
  return {
    password,
    user,
    database,
    port: () => server.connection.port,
    stop: async (how) => {
      const pid = await readPid(folder)
      process.kill(pid, STOPS[how])
      await waitUntil('the database stops', () => !isAlive(pid), STOP_LIMIT_MS, 20)
      await server.stop()
    },
    start: async () => {
      server = await launch()
    },
    close: () => server.stop(),
  }
}

async function readPid(folder: string): Promise<number> {
  const file = await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8')
  return Number(file.split('\n')[0])
}
