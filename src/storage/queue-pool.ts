import pg from 'pg'
import type { PgConfig } from './database.ts'
import type { StorageLog } from './storage-log.ts'

/**
 * A pool for the queue's tables, which live in a schema of their own. Every worker keeps one client of
 * it for LISTEN, so `max` must be above the number of workers, or all of them wait for ever in silence.
 */
export function openQueuePool(
  config: PgConfig,
  options: { log: StorageLog; max: number },
): pg.Pool {
  const pool = new pg.Pool({
    ...config,
    max: options.max,
    keepAlive: true,
    application_name: 'nhipcau-queue',
    options: '-c search_path=bullmq',
  })
  // Many workers and queues listen on this one pool.
  pool.setMaxListeners(0)
  const lost = (error: Error): void => {
    options.log.warn({ code: (error as NodeJS.ErrnoException).code }, 'a queue connection was lost')
  }
  pool.on('error', lost)
  // A client that is just ending when the server goes away reports here and nowhere else.
  pool.on('connect', (client) => client.on('error', lost))
  return pool
}
