import { sql } from 'kysely'
import type { QuestionId } from '../domain/id.ts'
import { emptyCards } from './erasure.ts'
import type { Store } from './store.ts'

/** Of those that are done with so many are looked at, the oldest by their numbers. */
const LOOKED_AT = 200

/**
 * Deletes, with their answers and what waits of their clerks' cards, questions that came in before a day (`YYYY-MM-DD`)
 * and ask for nothing any more. Those that somebody holds just now come next time. Gives how many there were.
 */
export async function forgetOldQuestions(
  tx: Store,
  { before, now }: { readonly before: string; readonly now: Date },
): Promise<number> {
  const { rows } = await sql<{ id: QuestionId }>`
    select id from question
    where id in (select id from question where state <> 'received' order by code limit ${LOOKED_AT})
      and received_on < ${before}
    order by id for update skip locked`.execute(tx.db)
  if (rows.length === 0) return 0
  const ids = rows.map(({ id }) => id)
  await emptyCards(tx, ids, now)
  await tx.db.deleteFrom('answer').where('question_id', 'in', ids).execute()
  await tx.db.deleteFrom('question').where('id', 'in', ids).execute()
  return ids.length
}
