import { Redis } from 'ioredis'
import { sql } from 'kysely'
import { randomUUID } from 'node:crypto'
import { connectQueue, type QueueConnection } from '../../jobs/connection.ts'
import { openQueuePool } from '../../src/storage/queue-pool.ts'
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
