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
