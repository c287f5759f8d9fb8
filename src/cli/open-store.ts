import type { Config } from '../../config/config.ts'
import { listSecrets } from '../../config/list-secrets.ts'
import { createLogger, type Logger } from '../observability/logger.ts'
import { stays } from '../storage/connection-names.ts'
import { openDatabase, type Database } from '../storage/database.ts'
import { hasCluster } from '../storage/embedded/cluster-location.ts'
import { isBegun, unlockInstallation } from '../storage/installation.ts'
import { migrateToLatest } from '../storage/migrate.ts'
import type { Store } from '../storage/store.ts'
import { isOlderServiceRunning } from '../storage/upgrade-before-serving.ts'
import { requireConfig } from './cli-config.ts'
import { Refusal } from './refusal.ts'
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
  /** There was nothing before: a key and an empty database have just been made. */
  readonly isNew: boolean
  /** The migrations that have just brought the schema up to date. */
  readonly applied: readonly string[]
}

/**
 * Runs `work` on the database: beside a running service on the same one, else on the embedded server,
 * started for as long as the command lasts. The schema is brought up to date first, as by a start. A command
 * that does not begin an installation refuses a place without one, and leaves nothing there: in a wrong folder
 * it would make a new key and an empty database, and seem to have done its work.
 */
export async function withStore<T>(
  terminal: Terminal,
  work: (opened: OpenedStore) => Promise<T>,
  mayBegin: (config: Config) => boolean = () => false,
): Promise<T> {
  const config = requireConfig(terminal)
  const begins = mayBegin(config)
  const log = quietLogger(terminal, config)
  if (!begins) await requireData(config)
  return withDatabase(config, log, async (database) => {
    const { db } = database
    const isNew = !(await isBegun(db))
    if (isNew && !begins) throw new Refusal(noData(config))
    const applied = await bringUpToDate(database)
    const { keys } = await unlockInstallation(db, config)
    return work({ config, store: { db, keys }, database, log, isNew, applied })
  })
}

/** Brings the schema up to date, unless an older service runs on it. */
async function bringUpToDate({ db }: Database): Promise<string[]> {
  if (await stays(isOlderServiceRunning, db)) throw new Refusal(OLDER_SERVICE)
  return migrateToLatest(db)
}

export const OLDER_SERVICE =
  'Dịch vụ đang chạy là bản cũ hơn chương trình này; hãy khởi động lại dịch vụ (nó tự nâng cấp cơ sở dữ liệu), rồi chạy lại lệnh. / The service that runs is older than this program; restart it first.'

/** Refuses a data folder in which no database has been begun, before anything is made there. */
export async function requireData(config: Config): Promise<void> {
  if (!(await mayHoldData(config))) throw new Refusal(noData(config))
}

/** Whether there may be data: only a server knows its own. */
export async function mayHoldData({ databaseUrl, dataDir }: Config): Promise<boolean> {
  return databaseUrl !== undefined || hasCluster(dataDir)
}

/** What a person is told who asks for data in a place that has none. */
export function noData({ databaseUrl, dataDir, mode }: Config): string {
  if (databaseUrl !== undefined)
    return 'Không có dữ liệu của Nhịp Cầu trong cơ sở dữ liệu này; DATABASE_URL có đúng không? Nếu mới cài thì chạy dịch vụ trước: npm start. / There are no data in this database; is DATABASE_URL right? Start the service first: npm start.'
  const demo = mode === 'demo' ? ' Không thấy token nào: có đang ở thư mục có tệp .env không?' : ''
  return `Không có dữ liệu ở ${dataDir}; DATA_DIR có đúng không?${demo} Nếu mới cài thì chạy dịch vụ trước: npm start. / There are no data in ${dataDir}; is DATA_DIR right? Start the service first: npm start.`
}

/** Where a command has worked, so that a person sees when it was not where the service works. */
export function placeOf({ databaseUrl, dataDir }: Config): string {
  return databaseUrl === undefined ? dataDir : 'DATABASE_URL'
}

/** Runs `work` on the database as it is: nothing is begun in it or brought up to date. */
export async function withDatabase<T>(
  config: Config,
  log: Logger,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await openDatabase({
    ...(config.databaseUrl !== undefined && { url: config.databaseUrl }),
    dataDir: config.dataDir,
    log,
    poolSize: POOL_SIZE,
    user: 'command',
    waitMs: SERVER_WAIT_MS,
  })
  try {
    return await work(database)
  } finally {
    await database.close()
  }
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
