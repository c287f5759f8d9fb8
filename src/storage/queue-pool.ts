import pg from 'pg'
import { CONNECTION_NAMES, type ConnectionUser } from './connection-names.ts'
import type { PgConfig } from './database.ts'
import { knownWhenLost } from './session-settings.ts'
import { cutSilentConnections, WatchedClient } from './silent-connections.ts'
import type { StorageLog } from './storage-log.ts'

/**
 * A pool for the queue's tables, which live in a schema of their own. Every worker keeps one client of
 * it for LISTEN, so `max` must be above the number of workers, or all of them wait for ever in silence. What the last
 * moment before a power cut has asked for may be forgotten: the sweeper asks for all of it again, and a disk need not be
 * waited for at each step of each job.
 */
export function openQueuePool(
  config: PgConfig,
  options: { log: StorageLog; max: number; user?: ConnectionUser; lookEveryMs?: number },
): pg.Pool {
  const { user = 'service' } = options
  const name = user === 'service' ? CONNECTION_NAMES.queue : CONNECTION_NAMES[user]
  const named = { ...config, application_name: name }
  const pool = new pg.Pool({
    ...named,
    Client: WatchedClient,
    max: options.max,
    ...knownWhenLost({ search_path: 'bullmq', synchronous_commit: 'off' }),
  })
  // Many workers and queues listen on this one pool.
  pool.setMaxListeners(0)
  const lost = (error: Error): void => {
    options.log.warn({ code: (error as NodeJS.ErrnoException).code }, 'a queue connection was lost')
  }
  pool.on('error', lost)
  // A client that is just ending when the server goes away reports here and nowhere else.
  pool.on('connect', (client) => client.on('error', lost))
  cutSilentConnections(pool, named, options.lookEveryMs)
  return pool
}
