import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { CONNECTION_NAMES } from '../connection-names.ts'
import { getTypeParser, type PgConfig } from '../database.ts'
import type { Tables } from '../schema.ts'

/** One connection, as a client for COPY and as a query builder: both see the same transaction. */
export interface OwnConnection {
  readonly client: pg.Client
  readonly db: Kysely<Tables>
}

/** Opens a connection of its own for as long as `work` lasts; cut off at once when that fails. */
export async function withOwnConnection<T>(
  config: PgConfig,
  work: (own: OwnConnection) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({
    ...config,
    application_name: CONNECTION_NAMES.backup,
    keepAlive: true,
    types: { getTypeParser },
  })
  // What goes wrong is thrown by the query that meets it.
  client.on('error', () => undefined)
  await client.connect()
  const only = Object.assign(client, { release: () => undefined })
  const pool = { connect: async () => only, end: async () => undefined }
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    // A slow disk at the other end is no reason to give up.
    await client.query(
      `set statement_timeout = 0; set idle_in_transaction_session_timeout = 0; set lock_timeout = '30s'`,
    )
    return await work({ client, db })
  } finally {
    await client.end()
  }
}
