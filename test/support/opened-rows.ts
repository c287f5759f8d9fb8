import { sql } from 'kysely'
import { readFileBytes } from '../../src/storage/files.ts'
import type { Store } from '../../src/storage/store.ts'

/** Every column that is sealed, with the purpose under which it opens. */
const SEALED: readonly [table: string, column: string, purpose: string][] = [
  ['delivery', 'message_enc', 'delivery.message'],
  ['conversation', 'state_enc', 'conversation.state'],
  ['menu', 'entries_enc', 'menu.entries'],
  ['question', 'text_enc', 'question.text'],
  ['account', 'name_enc', 'account.name'],
  ['inbox', 'payload_enc', 'inbox.payload'],
]

/** All that the database holds, as one text: what is sealed opened with the installation's key. */
export async function openedRows(store: Store): Promise<string> {
  const pieces: string[] = []
  const tables = await sql<{ name: string }>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE'`.execute(store.db)
  for (const { name } of tables.rows) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(name)} t`.execute(store.db)
    pieces.push(...rows.map(({ row }) => row))
  }
  for (const [table, column, purpose] of SEALED) {
    const { rows } = await sql<{ sealed: Buffer }>`
      select ${sql.ref(column)} as sealed from ${sql.table(table)}
      where ${sql.ref(column)} is not null`.execute(store.db)
    pieces.push(...rows.map(({ sealed }) => store.keys.decrypt(sealed, purpose)))
  }
  for (const { id } of await store.db.selectFrom('file').select('id').execute())
    pieces.push(Buffer.from((await readFileBytes(store, id)) ?? []).toString('utf8'))
  return pieces.join('\n')
}
