import { randomBytes } from 'node:crypto'
import { chmod, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { connectDatabase } from '../../src/storage/database.ts'
import { startEmbeddedPostgres } from '../../src/storage/embedded/embedded-postgres.ts'
import { migrateToLatest } from '../../src/storage/migrate.ts'
import { keepForTeardown } from './global-teardown.ts'
import { removeLeftFolders } from './left-folders.ts'
import { quietLog } from './quiet-log.ts'
import { startTestRedis } from './redis.ts'
import { announceTestCluster, type TestCluster, wantedKind } from './test-cluster.ts'
import { removeFolder } from './remove-folder.ts'
import { scratchFolder } from './scratch-folder.ts'

const PREFIX = 'nhipcau-test-'
const MAX_CONNECTIONS = 300

/**
 * One PostgreSQL for the run with a migrated template in it, and a Redis where TEST_QUEUE=redis asks for
 * one. Both end with this process, even when it is killed.
 */
export default async function globalSetup(): Promise<void> {
  const folder = scratchFolder()
  await removeLeftFolders(folder, PREFIX)
  const dataDir = await mkdtemp(join(folder, `${PREFIX}${process.pid}-`))
  // Open for the server's user to pass; else the cluster would go to the shared place and stay there.
  await chmod(dataDir, 0o711)
  keepForTeardown(() => removeFolder(dataDir))
  const kind = wantedKind()
  const password = randomBytes(16).toString('hex')
  const server = await startEmbeddedPostgres({
    dataDir,
    log: quietLog,
    maxConnections: MAX_CONNECTIONS,
    durable: false,
    sharedRoot: join(dataDir, 'shared'),
    ...(kind === 'server' ? { tcp: { password } } : {}),
  })
  keepForTeardown(() => server.stop())
  const { database: template, ...reach } = server.connection
  const cluster: TestCluster = { kind, ...reach, template }
  await makeTemplate(cluster)
  announceTestCluster(cluster)
  const redis = await startTestRedis(process.env)
  if (redis) keepForTeardown(() => redis.stop())
}

/** The database that the launcher has made becomes the template; nobody stays connected to it. */
async function makeTemplate({ kind: _kind, template, ...reach }: TestCluster): Promise<void> {
  const database = connectDatabase({ ...reach, database: template }, { log: quietLog })
  await migrateToLatest(database.db)
  await database.close()
}
