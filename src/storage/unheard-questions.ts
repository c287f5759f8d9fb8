import { sql } from 'kysely'
import type { ChatId, QuestionId } from '../domain/id.ts'
import type { Reason } from '../domain/reason.ts'
import { hasReason } from './kept-reason.ts'
import type { Store } from './store.ts'

const RESTORED = ['restored'] as const satisfies readonly Reason[]

const isCardOfQuestion = sql<boolean>`(d.purpose = 'card' and d.subject_kind = 'question' and d.subject_id = q.id)`

/**
 * Of a card that waits for its reader to write, was refused, given up or is in doubt it is not known that anybody has it. What a
 * restore has ended may have arrived after the backup, and is not sent again unasked.
 */
const isHeard = sql<boolean>`(d.state in ('planned', 'sending', 'sent') or ${hasReason(sql`d.reason`, RESTORED)})`

/** Which questions are looked at: one, or so many of the newest. */
export type Looked = { readonly id: QuestionId } | { readonly newest: number }

/**
 * Of the questions that wait for an answer, or of some, those of which no card has come to anybody, or is on its way. `offset 0`: a
 * planner that knows nothing of the ledger yet would compare each of them with every card there ever was.
 */
export async function findUnheardQuestions(
  store: Store,
  which?: Looked,
): Promise<readonly QuestionId[]> {
  const { rows } = await sql<{ id: QuestionId }>`
    select q.id from question q
    where q.state = 'received' and ${which ? isLookedAt(which) : sql<boolean>`true`}
      and not exists (select from delivery d where ${isCardOfQuestion} and ${isHeard} offset 0)
    order by q.due_on, q.code`.execute(store.db)
  return rows.map(({ id }) => id)
}

function isLookedAt(which: Looked) {
  if ('id' in which) return sql<boolean>`q.id = ${which.id}`
  // As a range of codes, which the index of those that wait holds too.
  return sql<boolean>`q.code between (select max(code) - ${which.newest - 1}::int from question)
    and (select max(code) from question)`
}

/** The chats to which a card of the question was to go, whatever came of it. */
export async function chatsAskedOf(store: Store, id: QuestionId): Promise<readonly ChatId[]> {
  const { rows } = await sql<{ chat_id: ChatId }>`
    select distinct d.chat_id from question q join delivery d on ${isCardOfQuestion}
    where q.id = ${id}`.execute(store.db)
  return rows.map(({ chat_id }) => chat_id)
}

/** The question whose card came last to a chat in the last milliseconds. */
export async function questionShownIn(
  store: Store,
  chatId: ChatId,
  withinMs: number,
): Promise<QuestionId | undefined> {
  const { rows } = await sql<{ id: QuestionId }>`
    select d.subject_id as id from delivery d
    where d.chat_id = ${chatId} and d.purpose = 'card' and d.subject_kind = 'question'
      and d.created_at > now() - make_interval(secs => ${withinMs / 1000})
    order by d.created_at desc, d.id desc limit 1`.execute(store.db)
  return rows[0]?.id
}
