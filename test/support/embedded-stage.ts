import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { chmod, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../src/storage/embedded/embedded-postgres.ts'
import type { EmbeddedConnection } from '../../src/storage/embedded/server-record.ts'
import { type EmbeddedUser, startEmbeddedUser, type SystemUser } from './embedded-user.ts'
import { quietLog } from './quiet-log.ts'
import { removeFolder } from './remove-folder.ts'
import { scratchFolder } from './scratch-folder.ts'
import { waitUntil } from './wait-until.ts'

const PATIENCE_MS = 15_000

/** Data folders and users of the embedded server for one test file; `reset` after each test. */
export class EmbeddedStage {
  readonly home: string
  /** The data folder of the running test; new for each. */
  dataDir: string
  readonly #model: string
  readonly #servers: EmbeddedPostgres[] = []
  readonly #others: EmbeddedUser[] = []

  private constructor(home: string) {
    this.home = home
    this.#model = join(home, 'model')
    this.dataDir = join(home, randomUUID())
  }

  /** Makes the folder and, once for the file, the data that `givenData` copies. */
  static async open(): Promise<EmbeddedStage> {
    const home = await mkdtemp(join(scratchFolder(), 'nhipcau-embedded-'))
    await chmod(home, 0o711)
    const stage = new EmbeddedStage(home)
    stage.dataDir = stage.#model
    const server = await stage.start()
    await query(server.connection, 'create table kept (n int)')
    await stage.reset()
    return stage
  }

  /** Ends what the test started, and gives the next test a folder of its own. */
  async reset(): Promise<void> {
    for (const server of this.#servers.splice(0)) await server.stop()
    for (const other of this.#others.splice(0)) await other.kill()
    this.dataDir = join(this.home, randomUUID())
  }

  close(): Promise<void> {
    return removeFolder(this.home)
  }

  /** A data folder with the table `kept` in it, and nothing running. */
  givenData(): void {
    execFileSync('cp', ['-a', this.#model, this.dataDir])
  }

  /** This process takes the server. */
  async start(options?: Partial<EmbeddedPostgresOptions>): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({
      dataDir: this.dataDir,
      log: quietLog,
      durable: false,
      sharedRoot: join(this.home, 'shared'),
      ...options,
    })
    this.#servers.push(server)
    return server
  }

  /** Another process takes the server, where `as` is given as that user. */
  async startOther(as?: SystemUser): Promise<EmbeddedUser> {
    const other = await startEmbeddedUser(this.dataDir, as)
    this.#others.push(other)
    return other
  }

  get data(): string {
    return join(this.dataDir, 'postgres', 'data')
  }

  get pidFile(): string {
    return join(this.data, 'postmaster.pid')
  }

  serverPid(): number {
    return Number(readFileSync(this.pidFile, 'utf8').split('\n')[0])
  }

  serverLog(): string {
    return readFileSync(join(this.dataDir, 'postgres', 'server.log'), 'utf8')
  }
}

/** Runs one statement on a connection of its own. */
export async function query(
  connection: EmbeddedConnection | undefined,
  text: string,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection)
  client.on('error', () => {
    // The server was killed under it; the statement shows that.
  })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

export async function insert(connection?: EmbeddedConnection): Promise<void> {
  await query(connection, 'insert into kept values (1)')
}

export async function count(connection?: EmbeddedConnection): Promise<unknown> {
  return (await query(connection, 'select count(*)::int as n from kept'))[0]?.['n']
}

/** Waits for what another process does. */
export function until(condition: () => boolean): Promise<boolean> {
  return waitUntil('what another process does', condition, PATIENCE_MS, 10)
}
