import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { DATABASE, type EmbeddedConnection } from './server-record.ts'

/** Recovery after a crash on a slow disk may take long; a server that has ended is noticed at once. */
const READY_TIMEOUT_MS = 120_000
const CONNECT_TIMEOUT_MS = 10_000
const POLL_MS = 15

/** Waits until the server takes connections; false when it has ended or never becomes ready. */
export async function becomesReady(
  connection: EmbeddedConnection,
  hasEnded: () => boolean,
): Promise<boolean> {
  const deadline = Date.now() + READY_TIMEOUT_MS
  while (!hasEnded() && Date.now() < deadline) {
    const client = clientOf(connection)
    const connected = await client.connect().then(
      () => true,
      () => false,
    )
    await client.end().catch(() => undefined)
    if (connected) return true
    await sleep(POLL_MS)
  }
  return false
}

/** Makes the service's database in a new cluster. */
export async function createDatabase(connection: EmbeddedConnection): Promise<void> {
  const client = clientOf(connection)
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [
      DATABASE,
    ])
    if (rowCount === 0) await client.query(`create database ${DATABASE}`)
  } finally {
    await client.end()
  }
}

function clientOf(connection: EmbeddedConnection): pg.Client {
  const client = new pg.Client({
    ...connection,
    database: 'postgres',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  })
  client.on('error', () => {
    // The server went away between two statements; the next one shows it.
  })
  return client
}
