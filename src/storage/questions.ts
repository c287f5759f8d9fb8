import {
  newId,
  timelessId,
  type AccountId,
  type ChatId,
  type PersonId,
  type QuestionId,
} from '../domain/id.ts'
import { isCode, nextCode } from './counters.ts'
import type { Store } from './store.ts'

/** More of their own than anybody may send in two years. */
const QUESTIONS_LISTED = 1_000

export interface Question {
  readonly id: QuestionId
  readonly code: number
  readonly text: string
  readonly state: 'received' | 'answered' | 'withdrawn'
  /** `YYYY-MM-DD`, like the other. */
  readonly dueOn: string
  readonly receivedOn: string
}

/** Who asked and where; sealed in the row, so that the database alone links no question to a person. */
export interface Asker {
  readonly accountId: AccountId
  readonly chatId: ChatId
}

/**
 * Keeps a question with the day it came in (`YYYY-MM-DD`), not the moment: the moment stands beside the asker's
 * messages too, and an id by time would say it again.
 */
export async function addQuestion(
  tx: Store,
  question: { text: string; asker: Asker; dueOn: string; today: string },
): Promise<{ id: QuestionId; code: number }> {
  const id = timelessId<QuestionId>()
  const code = await nextCode(tx, 'question')
  await tx.db
    .insertInto('question')
    .values({
      id,
      code,
      kind: 'question',
      text_enc: tx.keys.encrypt(question.text, 'question.text'),
      asker_enc: tx.keys.encrypt(JSON.stringify(question.asker), 'question.asker'),
      asker_key: askerKey(tx, question.asker.accountId),
      state: 'received',
      due_on: question.dueOn,
      received_on: question.today,
    })
    .execute()
  return { id, code }
}

export async function findQuestion(store: Store, id: QuestionId): Promise<Question | undefined> {
  const row = await store.db
    .selectFrom('question')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  return row && toQuestion(store, row)
}

export async function findQuestionByCode(
  store: Store,
  code: number,
): Promise<Question | undefined> {
  if (!isCode(code)) return undefined
  const row = await store.db
    .selectFrom('question')
    .selectAll()
    .where('code', '=', code)
    .executeTakeFirst()
  return row && toQuestion(store, row)
}

/** Where the answer goes; nothing of an erased asker. Only the sending of the answer, and an erasure, ask this. */
export async function askerOf(store: Store, id: QuestionId): Promise<Asker | undefined> {
  const row = await store.db
    .selectFrom('question')
    .select('asker_enc')
    .where('id', '=', id)
    .executeTakeFirst()
  const asker = row && store.keys.decrypt(row.asker_enc, 'question.asker')
  return asker === undefined ? undefined : ((JSON.parse(asker) as Asker | null) ?? undefined)
}

/** The questions of one account, newest first. */
export async function questionsOf(store: Store, accountId: AccountId): Promise<Question[]> {
  const rows = await questionsFrom(store, accountId).limit(QUESTIONS_LISTED).execute()
  return rows.map((row) => toQuestion(store, row))
}

export async function newestQuestionOf(
  store: Store,
  accountId: AccountId,
): Promise<Question | undefined> {
  const row = await questionsFrom(store, accountId).limit(1).executeTakeFirst()
  return row && toQuestion(store, row)
}

/** The question of this code, if it was asked from this account. */
export async function findOwnQuestion(
  store: Store,
  accountId: AccountId,
  code: number,
): Promise<Question | undefined> {
  if (!isCode(code)) return undefined
  const row = await questionsFrom(store, accountId).where('code', '=', code).executeTakeFirst()
  return row && toQuestion(store, row)
}

function questionsFrom(store: Store, accountId: AccountId) {
  return store.db
    .selectFrom('question')
    .selectAll()
    .where('asker_key', '=', askerKey(store, accountId))
    .orderBy('code', 'desc')
}

/** How many questions these accounts have sent on a day (`YYYY-MM-DD`). */
export async function countQuestionsOn(
  store: Store,
  accounts: readonly AccountId[],
  day: string,
): Promise<number> {
  const row = await store.db
    .selectFrom('question')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where(
      'asker_key',
      'in',
      accounts.map((id) => askerKey(store, id)),
    )
    .where('received_on', '=', day)
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/**
 * Holds a question until the transaction ends. The asker's chat comes first, as in an erasure: whoever answers writes
 * to it afterwards, and two that lock in other orders would wait for each other.
 */
export async function lockQuestion(tx: Store, id: QuestionId): Promise<void> {
  const asker = await askerOf(tx, id)
  if (asker)
    await tx.db
      .selectFrom('chat')
      .select('id')
      .where('id', '=', asker.chatId)
      .forKeyShare()
      .execute()
  await tx.db.selectFrom('question').select('id').where('id', '=', id).forUpdate().execute()
}

export async function countOpenQuestions(store: Store): Promise<number> {
  const row = await store.db
    .selectFrom('question')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('state', '=', 'received')
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

/** Questions that wait for an answer, the most urgent first. */
export async function openQuestions(
  store: Store,
  { limit, offset }: { limit: number; offset: number },
): Promise<Question[]> {
  const rows = await store.db
    .selectFrom('question')
    .selectAll()
    .where('state', '=', 'received')
    .orderBy('due_on')
    .orderBy('code')
    .limit(limit)
    .offset(offset)
    .execute()
  return rows.map((row) => toQuestion(store, row))
}

export interface OfficeAnswer {
  readonly text: string
  readonly by: PersonId
  readonly at: Date
}

export async function addAnswer(
  tx: Store,
  questionId: QuestionId,
  answer: OfficeAnswer,
): Promise<void> {
  await tx.db
    .insertInto('answer')
    .values({
      id: newId(),
      question_id: questionId,
      text_enc: tx.keys.encrypt(answer.text, 'answer.text'),
      answered_by: answer.by,
      answered_at: answer.at,
    })
    .execute()
  await tx.db
    .updateTable('question')
    .set({ state: 'answered' })
    .where('id', '=', questionId)
    .where('state', '=', 'received')
    .execute()
}

/** The answers to a question, oldest first. */
export async function answersTo(store: Store, questionId: QuestionId): Promise<OfficeAnswer[]> {
  const rows = await store.db
    .selectFrom('answer')
    .selectAll()
    .where('question_id', '=', questionId)
    .orderBy('answered_at')
    .execute()
  return rows.map((row) => ({
    text: store.keys.decrypt(row.text_enc, 'answer.text'),
    by: row.answered_by,
    at: row.answered_at,
  }))
}

/** How many questions an account has sent that have neither been withdrawn nor forgotten. */
export async function countQuestionsOf(store: Store, accountId: AccountId): Promise<number> {
  const row = await store.db
    .selectFrom('question')
    .select((eb) => eb.fn.countAll<string>().as('count'))
    .where('asker_key', '=', askerKey(store, accountId))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

export function askerKey(store: Store, accountId: AccountId): Buffer {
  return store.keys.lookup('asker', accountId)
}

function toQuestion(
  store: Store,
  row: {
    id: QuestionId
    code: number
    text_enc: Buffer
    state: Question['state']
    due_on: string
    received_on: string
  },
): Question {
  return {
    id: row.id,
    code: row.code,
    text: store.keys.decrypt(row.text_enc, 'question.text'),
    state: row.state,
    dueOn: row.due_on,
    receivedOn: row.received_on,
  }
}
