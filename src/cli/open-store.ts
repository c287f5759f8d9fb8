import type { Config } from '../../config/config.ts'
import { listSecrets } from '../../config/list-secrets.ts'
import { createLogger, type Logger } from '../observability/logger.ts'
import { openDatabase, type Database } from '../storage/database.ts'
import { unlockInstallation, type KeySource } from '../storage/installation.ts'
import { migrateToLatest } from '../storage/migrate.ts'
import type { Store } from '../storage/store.ts'
import { requireConfig } from './cli-config.ts'
import type { Terminal } from './terminal.ts'

/** A person waits at the terminal, so a server that does not answer is told soon. */
const SERVER_WAIT_MS = 5_000
const POOL_SIZE = 4

/** What a command works on. */
export interface OpenedStore {
  readonly config: Config
  readonly store: Store
  readonly database: Database
  readonly log: Logger
}

/**
 * Runs `work` on the database: beside a running service on the same one, else on the embedded server,
 * started for as long as the command lasts. The schema is brought up to date first, as by a start.
 */
export async function withStore<T>(
  terminal: Terminal,
  work: (opened: OpenedStore) => Promise<T>,
): Promise<T> {
  const config = requireConfig(terminal)
  const log = quietLogger(terminal, config)
  const database = await openConfigured(config, log)
  try {
    await migrateToLatest(database.db)
    const { keys } = await unlockInstallation(database.db, keySource(config))
    return await work({ config, store: { db: database.db, keys }, database, log })
  } finally {
    await database.close()
  }
}

/** Where the configuration says that the key is. */
export function keySource({ dataDir, encryptionKey }: Config): KeySource {
  return { dataDir, ...(encryptionKey && { encryptionKey }) }
}

export function openConfigured(config: Config, log: Logger): Promise<Database> {
  return openDatabase({
    ...(config.databaseUrl !== undefined && { url: config.databaseUrl }),
    dataDir: config.dataDir,
    log,
    poolSize: POOL_SIZE,
    user: 'command',
    waitMs: SERVER_WAIT_MS,
  })
}

/** Standard output belongs to the answer, so what goes wrong underneath goes beside it. */
export function quietLogger(terminal: Terminal, config: Config): Logger {
  return createLogger({
    level: 'error',
    secrets: listSecrets(config),
    readable: true,
    destination: { write: (line: string) => terminal.err(line) },
  }).log
}
