import { sql } from 'kysely'
import type { Store } from './store.ts'

/** Whether the installation still lacks units below the authority, or groups to send to. */
export async function isUnfurnished(store: Store): Promise<boolean> {
  const { rows } = await sql<{ units: string; has_group: boolean }>`
    select (select count(*) from unit_version where valid_to is null) as units,
      exists (select 1 from chat_binding where valid_to is null) as has_group`.execute(store.db)
  const [row] = rows
  return Number(row?.units ?? 0) <= 1 || row?.has_group !== true
}
