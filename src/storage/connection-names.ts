import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

/** The names of our connections, by which one process sees in `pg_stat_activity` what the others are. */
export const CONNECTION_NAMES = {
  service: 'nhipcau',
  queue: 'nhipcau-queue',
  /** All that a process opens which answers webhooks and sends nothing (`ROLE=web`). */
  web: 'nhipcau-web',
  /** Of a process that brings the schema up to date before it is the service. */
  start: 'nhipcau-start',
  /** All that a command opens, so that it does not take itself, or another one, for the service. */
  command: 'nhipcau-command',
  /** Of a backup or a restore. */
  backup: 'nhipcau-backup',
} as const

/** Who opens a connection: a process that sends, one that only answers webhooks, one that starts, or a command for as long as it lasts. */
export type ConnectionUser = 'service' | 'web' | 'start' | 'command'

const SENDERS = [CONNECTION_NAMES.service, CONNECTION_NAMES.queue]

/** Whether a process of the service that sends runs on this database: each looks into it every second. */
export async function isSenderRunning(db: Kysely<Tables>): Promise<boolean> {
  return isAnyConnected(db, SENDERS)
}

/** Whether any process of the service does, also one that only answers webhooks (`staySeen`). */
export async function isServiceRunning(db: Kysely<Tables>): Promise<boolean> {
  return isAnyConnected(db, [...SENDERS, CONNECTION_NAMES.web])
}

/** Whether the service, or another command, works on this database at this moment. */
export async function isInUse(db: Kysely<Tables>): Promise<boolean> {
  return isAnyConnected(db, Object.values(CONNECTION_NAMES))
}

const LEAVING_MS = 2_000
const LOOK_MS = 100

/** Whether either of these goes on: what has just ended may be connected for a moment yet, on a busy server for longer. */
export async function stays(
  isConnected: typeof isServiceRunning,
  db: Kysely<Tables>,
): Promise<boolean> {
  const deadline = Date.now() + LEAVING_MS
  while (await isConnected(db)) {
    if (Date.now() > deadline) return true
    await sleep(LOOK_MS)
    // Within a transaction PostgreSQL shows the same each time.
    await sql`select pg_stat_clear_snapshot()`.execute(db)
  }
  return false
}

async function isAnyConnected(db: Kysely<Tables>, names: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ others: boolean }>`
    select exists (
      select 1 from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()
        and application_name in (${sql.join(names)})) as others`.execute(db)
  return rows[0]?.others === true
}
