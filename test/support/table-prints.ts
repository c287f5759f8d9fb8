import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Store } from '../../src/storage/store.ts'

/** What a conversation says, and what it notes of where it said it. */
const TALK = ['delivery', 'attempt', 'menu', 'chat', 'account']

/** A row of `setting` by which the talk of a day is counted. */
const COUNTED = '(on-day.'

/** A print of every table's rows but the talk itself: equal prints, nothing was changed. */
export async function tablePrints(store: Store): Promise<Record<string, string>> {
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`.execute(store.db)
  const prints: Record<string, string> = {}
  for (const { name } of tables.rows) {
    if (TALK.includes(name)) continue
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(name)} t
      where not starts_with(t::text, ${COUNTED}) order by 1`.execute(store.db)
    const hash = createHash('sha256').update(rows.map(({ row }) => row).join('\n'))
    prints[name] = `${rows.length} ${hash.digest('hex').slice(0, 12)}`
  }
  return prints
}
