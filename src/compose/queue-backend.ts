import type { Config } from '../../config/config.ts'
import type { QueueBackend } from '../../jobs/connection.ts'
import type { Logger } from '../observability/logger.ts'
import type { ConnectionUser } from '../storage/connection-names.ts'
import type { Database } from '../storage/database.ts'
import { openQueuePool } from '../storage/queue-pool.ts'

/** Where the configuration says that the queue is; `max` connections of `user` where that is the database. */
export function queueBackend(
  config: Pick<Config, 'redisUrl' | 'queuePrefix'>,
  database: Database,
  options: { readonly log: Logger; readonly max: number; readonly user: ConnectionUser },
): QueueBackend {
  return config.redisUrl === undefined
    ? { kind: 'postgres', pool: openQueuePool(database.pg, options) }
    : { kind: 'redis', url: config.redisUrl, prefix: config.queuePrefix }
}
