import { connectQueue, type QueueConnection } from '../../jobs/connection.ts'
import { openQueues } from '../../jobs/queues.ts'
import type { JobRequest } from '../../jobs/catalogue.ts'
import type { Config } from '../../config/config.ts'
import { isSenderRunning } from '../storage/connection-names.ts'
import type { Database } from '../storage/database.ts'
import { within } from '../storage/within.ts'
import { queueBackend } from '../compose/queue-backend.ts'
import type { Logger } from '../observability/logger.ts'
import type { OpenedStore } from './open-store.ts'

/** One client for each queue, and some to work with. */
const POOL_MAX = 8
const QUEUE_WAIT_MS = 5_000

/** Who takes what a command has written: a process that sends, or it waits for one or for the queue. */
export type ServiceState = 'running' | 'stopped' | 'queue-silent'

/**
 * Puts jobs on the queue of the running service. A queue that does not answer in time costs seconds and
 * nothing else: the rows are written, and the service's sweeper comes round to them. So does a service that
 * does not run; both are told, because a person waits for what they asked for.
 */
export async function putJobs(
  { config, database, log }: OpenedStore,
  jobs: readonly JobRequest[],
): Promise<ServiceState> {
  const isTaken = await withQueue(config, database, log, async (connection) => {
    const queues = openQueues(connection, log)
    for (const job of jobs) await queues.enqueue(job)
    await queues.close()
    // A queue that has refused them has only been logged.
    await connection.check()
  })
  if (!(await isSenderRunning(database.db))) return 'stopped'
  return isTaken ? 'running' : 'queue-silent'
}

/** Runs `work` on the queue's backend; false when that was not there or not done in time. */
export async function withQueue(
  config: Config,
  database: Database,
  log: Logger,
  work: (connection: QueueConnection) => Promise<void>,
): Promise<boolean> {
  const backend = queueBackend(config, database, { log, max: POOL_MAX, user: 'command' })
  const opening = connectQueue(backend, log)
  const done = opening.then(async (connection) => {
    try {
      await work(connection)
      return true
    } finally {
      await connection.close()
    }
  })
  return within(QUEUE_WAIT_MS, done).catch(() => false)
}
