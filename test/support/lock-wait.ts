import { sql } from 'kysely'
import type { Store } from '../../src/storage/store.ts'
import { waitUntil } from './wait-until.ts'

/** Waits until so many transactions of this database wait for a lock of another one. */
export async function waitForLockWaits(store: Store, count = 1): Promise<void> {
  await waitUntil(
    `${count} wait for a lock`,
    async () => {
      const { rows } = await sql`select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock'`.execute(store.db)
      return rows.length >= count
    },
    20_000,
    10,
  )
}
