import { sql } from 'kysely'
import type { Store } from '../store.ts'

const EMPTIED_AT_ONCE = 1_000

/**
 * Empties answers that came to their end before a moment without a word whether they arrived. Nobody sends one again, whoever
 * waited has asked anew, and the list that a clerk was given holds what residents have asked, also after they took it back. A card
 * keeps its content, by which the press of its button shows that it is there. Gives how many there were.
 */
export async function emptyDoubtful(store: Store, before: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    update delivery set message_enc = null where id in (
      select d.id from delivery d
      where d.settled_as = 'unknown' and d.settled_at < ${before}
        and d.broadcast_id is null and d.purpose = 'answer' and d.message_enc is not null
      order by d.id limit ${EMPTIED_AT_ONCE} for update skip locked)`.execute(store.db)
  return Number(numAffectedRows ?? 0)
}
