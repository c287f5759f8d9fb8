import { sql } from 'kysely'
import type { NoticeId } from '../domain/id.ts'
import type { Store } from './store.ts'

const FORGOTTEN_AT_ONCE = 50

/**
 * Empties drafts that were dropped before then and never submitted: they may hold what should not have been sent to the bot. Their
 * codes, their ends and the log of actions stay; who takes one up again at this moment keeps it, and afterwards cannot. Their files
 * go with other loose ones (`forgetLooseFiles`). Gives how many there were.
 */
export async function forgetDroppedDrafts(
  tx: Store,
  { before, now }: { readonly before: Date; readonly now: Date },
): Promise<number> {
  const { rows } = await sql<{ id: NoticeId }>`
    select n.id from notice n
    where n.state = 'cancelled' and n.forgettable and n.updated_at < ${before}
      and not exists (select from broadcast b where b.notice_id = n.id)
    order by n.updated_at limit ${FORGOTTEN_AT_ONCE} for no key update skip locked`.execute(tx.db)
  if (rows.length === 0) return 0
  const ids = rows.map(({ id }) => id)
  for (const table of ['directive_item', 'notice_file'])
    await sql`
      delete from ${sql.table(table)} x using notice_version v
      where v.id = x.notice_version_id and v.notice_id = any(${ids}::uuid[])`.execute(tx.db)
  await tx.db
    .updateTable('notice_version')
    .set({
      title: '',
      doc_number: null,
      issued_on: null,
      issuer: null,
      source_text: '',
      reading: JSON.stringify({}),
    })
    .where('notice_id', 'in', ids)
    .execute()
  await tx.db
    .updateTable('notice')
    .set({ forgettable: false, updated_at: now })
    .where('id', 'in', ids)
    .execute()
  return ids.length
}
