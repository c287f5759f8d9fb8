import type { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import { sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import { connectQueue, type QueueConnection } from '../../jobs/connection.ts'
import { openQueuePool } from '../../src/storage/queue-pool.ts'
import type { StorageLog } from '../../src/storage/storage-log.ts'
import { startCuttingProxy, type CuttingProxy } from './cutting-proxy.ts'
import { startDatabaseProxy } from './database-proxy.ts'
import type { TestDatabase } from './database.ts'
import { quietLog } from './quiet-log.ts'
import { testRedisUrl } from './redis.ts'

/** A queue of the test file's own on the backend that the run is for. */
export function connectTestQueue(database: TestDatabase): Promise<QueueConnection> {
  const url = testRedisUrl()
  if (url !== undefined)
    return connectQueue({ kind: 'redis', url, prefix: `test-${randomUUID()}` }, quietLog)
  const pool = openQueuePool(database.pg, { log: quietLog, max: 14 })
  return connectQueue({ kind: 'postgres', pool }, quietLog)
}

/** As `connectTestQueue`, by way of a proxy that loses connections as the test says. */
export async function connectQueueByProxy(
  database: TestDatabase,
  log: StorageLog,
  { lookEveryMs, ...redis }: { lookEveryMs?: number; silentMs?: number } = {},
): Promise<{ connection: QueueConnection; proxy: CuttingProxy }> {
  const url = testRedisUrl()
  if (url !== undefined) {
    const { hostname: host, port } = new URL(url)
    const proxy = await startCuttingProxy({ host, port: Number(port) })
    const backend = { url: `redis://127.0.0.1:${proxy.port}`, prefix: `test-${randomUUID()}` }
    const connection = await connectQueue({ kind: 'redis', ...backend, ...redis }, log)
    return { connection, proxy }
  }
  const { config, proxy } = await startDatabaseProxy(database)
  const pool = openQueuePool(config, { log, max: 14, ...(lookEveryMs && { lookEveryMs }) })
  return { connection: await connectQueue({ kind: 'postgres', pool }, log), proxy }
}

/** Drops every connection that the queue has to its backend, as a restart of the backend does. */
export async function dropQueueConnections(database: TestDatabase): Promise<void> {
  const url = testRedisUrl()
  if (url === undefined) {
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name <> 'nhipcau'`.execute(
      database.store.db,
    )
    return
  }
  const redis = new Redis(url)
  await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
  redis.disconnect()
}

/**
 * Lets what lapses in the queue do so later by `ms`, as when the clock of its Redis, which no test can set, goes back. On
 * PostgreSQL the queue goes by the clock of the process alone.
 */
export async function lapseLater(queue: Queue, ms: number): Promise<void> {
  const url = testRedisUrl()
  if (url === undefined) return
  const redis = new Redis(url)
  for (const key of await redis.keys(queue.toKey('*'))) {
    const leftMs = await redis.pttl(key)
    if (leftMs > 0) await redis.pexpire(key, leftMs + ms)
  }
  redis.disconnect()
}
