import { type BackendFactory, PostgresConnection, type PgPool, PostgresQueueBackend } from 'bullmq'

/**
 * BullMQ's own looks, once for each queue and each worker, whether the tables fit, and keeps for ever that it could not
 * look: one connection lost at that moment, and the queue took no job any more. Who opens these has just made the tables.
 */
class MigratedConnection extends PostgresConnection {
  override async waitUntilReady(): Promise<void> {}
}

/** As `createPostgresBackend`, on a pool whose tables are there. */
export const postgresBackend: BackendFactory<PostgresQueueBackend, PgPool> = (
  name,
  options,
  { withBlockingConnection = false } = {},
) =>
  new PostgresQueueBackend(
    new MigratedConnection(options.connection),
    name,
    options,
    true,
    // A worker's LISTEN goes by the queue's name.
    withBlockingConnection ? name : undefined,
  )
