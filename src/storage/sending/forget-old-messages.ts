import { sql } from 'kysely'
import type { DeliveryId } from '../../domain/id.ts'
import { inTransaction, type Store } from '../store.ts'

/** Rows of the ledger that one step looks at, whatever they are. */
const LOOKED_AT = 500
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000'

/** `d` has come to its end, and does not wait for its person. */
const hasEnded = (d: ReturnType<typeof sql>, before: Date) =>
  sql<boolean>`(${d}.settled_as in ('sent', 'unreachable', 'rejected', 'unknown', 'cancelled')
    and ${d}.settled_at < ${before})`

/**
 * Nobody's account of anything: an answer to somebody, with the progress that is shown in it, or a card that is about nothing, or
 * about a question that is forgotten itself. Copies and reminders are the office's account of a notice, and so are the cards by
 * which it was judged and sent, and the message that shows how its sending stands.
 */
const isOld = (before: Date) => sql<boolean>`(
  d.broadcast_id is null and d.edits_id is null and not d.traceless and ${hasEnded(sql`d`, before)}
  and (d.purpose in ('answer', 'progress') or (d.purpose = 'card' and (d.subject_kind is null
    or (d.subject_kind = 'question' and not exists (select from question q where q.id = d.subject_id)))))
  and d.id not in (select progress_delivery_id from broadcast where progress_delivery_id is not null)
  -- By the newest answer of a chat it is known when its person last wrote (\`isClosed\`).
  and (d.purpose <> 'answer' or exists (
    select from delivery newer
    where newer.chat_id = d.chat_id and newer.created_at > d.created_at
      and newer.purpose = 'answer' and newer.edits_id is null and not newer.traceless)))`

/**
 * Deletes, with their changes and calls, messages that ended before a moment and are nobody's account: one step of a walk through
 * the ledger in the order of its ids, which needs no index of its own. Gives where the next one begins; null: the rest is newer.
 */
export async function forgetOldMessages(
  store: Store,
  { after, before }: { readonly after: DeliveryId | null; readonly before: Date },
): Promise<DeliveryId | null> {
  return inTransaction(store, async (tx) => {
    const { rows } = await sql<{ id: DeliveryId; created_at: Date; is_old: boolean }>`
      select d.id, d.created_at, ${isOld(before)} as is_old from delivery d
      where d.id > ${after ?? BEFORE_ALL} order by d.id limit ${LOOKED_AT}`.execute(tx.db)
    const old = rows.flatMap(({ id, is_old: isOldOne }) => (isOldOne ? [id] : []))
    if (old.length > 0) await deleteWhole(tx, old, before)
    const last = rows.at(-1)
    const isEnd = rows.length < LOOKED_AT || last === undefined || last.created_at >= before
    return isEnd ? null : last.id
  })
}

/**
 * Held first, so that nobody plans a change of one meanwhile; what somebody else holds comes next time. One of which a change,
 * or the change of a change that went as a message of its own, is newer or still to go stays as it is.
 */
async function deleteWhole(tx: Store, ids: readonly DeliveryId[], before: Date): Promise<void> {
  const held = await tx.db
    .selectFrom('delivery')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .skipLocked()
    .execute()
  await sql`
    with recursive whole (root, id) as (
      select id, id from unnest(${held.map(({ id }) => id)}::uuid[]) held (id)
      union all select w.root, d.id from whole w join delivery d on d.edits_id = w.id
    ), kept as (
      select w.root from whole w join delivery d on d.id = w.id where ${hasEnded(sql`d`, before)} is not true
    )
    delete from delivery where id in (
      select id from whole where root not in (select root from kept))`.execute(tx.db)
}
