import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { createKeyring } from '../../src/domain/keyring.ts'
import { connectDatabase, openDatabase, type PgConfig } from '../../src/storage/database.ts'
import type { Store } from '../../src/storage/store.ts'
import { quietLog } from './quiet-log.ts'
import { clusterUrl, readTestCluster, type TestCluster } from './test-cluster.ts'

export interface TestDatabase {
  store: Store
  /** Ready for BullMQ and LISTEN. */
  pg: PgConfig
  /** Usable as DATABASE_URL, for tests that start the whole service. */
  url: string
  /** Closes the pool and drops the database, whoever is still connected. */
  close(): Promise<void>
}

/**
 * A database of the test file's own: a copy of the migrated template, reached as the run's kind says.
 * `migrated: false` gives an empty one. Who makes one closes it; `setTestDatabase` does both.
 */
export async function createTestDatabase(options?: {
  migrated?: boolean
  poolSize?: number
}): Promise<TestDatabase> {
  const cluster = readTestCluster()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const template = options?.migrated === false ? 'template0' : cluster.template
  // As files, which is less work than by the log while there is hardly anything in it.
  await administer(cluster, `create database ${name} template ${template} strategy file_copy`)
  const url = clusterUrl(cluster, name)
  const poolSize = options?.poolSize ?? 10
  const database = await reach(cluster, name, { url, poolSize })
  const store: Store = {
    db: database.db,
    keys: createKeyring({ keys: [{ id: 'test', key: randomBytes(32) }], current: 'test' }),
  }
  return {
    store,
    pg: database.pg,
    url,
    close: async () => {
      await database.close()
      await administer(cluster, `drop database if exists ${name} with (force)`)
    },
  }
}

async function reach(
  { kind, host, port, user }: TestCluster,
  name: string,
  { url, poolSize }: { url: string; poolSize: number },
): ReturnType<typeof openDatabase> {
  const log = quietLog
  if (kind === 'server') return openDatabase({ url, dataDir: '/nonexistent', log, poolSize })
  return connectDatabase({ host, port, user, database: name }, { log, poolSize })
}

async function administer(cluster: TestCluster, statement: string): Promise<void> {
  const { host, port, user, password } = cluster
  const client = new pg.Client({
    host,
    port,
    user,
    database: 'postgres',
    ...(password === undefined ? {} : { password }),
  })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
