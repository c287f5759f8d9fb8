import { isTooLong } from '../domain/text/clip.ts'
import {
  addWorkingDays,
  ANSWER_WORKING_DAYS,
  judgeAtDoor,
  QUESTION_MAX,
  QUESTIONS_PER_DAY,
} from '../domain/question.ts'
import { dayOf } from '../domain/time/format.ts'
import { appendAudit } from '../storage/audit.ts'
import {
  addQuestion,
  countQuestionsSince,
  findQuestion,
  type Asker,
  type Question,
} from '../storage/questions.ts'
import type { Store } from '../storage/store.ts'

export type AskResult =
  | { readonly kind: 'received'; readonly question: Question }
  | { readonly kind: 'complaint' }
  | { readonly kind: 'classified' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'too-many' }

/** Takes in a resident's question. The log tells that one came, never from whom. */
export async function askQuestion(
  tx: Store,
  input: { text: string; asker: Asker; now: Date; timeZone: string },
): Promise<AskResult> {
  if (isTooLong(input.text, QUESTION_MAX)) return { kind: 'too-long' }
  const verdict = judgeAtDoor(input.text)
  if (verdict === 'complaint' || verdict === 'classified') return { kind: verdict }
  const dayAgo = new Date(input.now.getTime() - 86_400_000)
  if ((await countQuestionsSince(tx, input.asker.accountId, dayAgo)) >= QUESTIONS_PER_DAY)
    return { kind: 'too-many' }
  const { id } = await addQuestion(tx, {
    text: input.text,
    asker: input.asker,
    dueOn: addWorkingDays(dayOf(input.now, input.timeZone), ANSWER_WORKING_DAYS),
    now: input.now,
  })
  await appendAudit(tx, {
    at: input.now,
    actor: null,
    action: 'receive-question',
    subject: { kind: 'question', id },
  })
  const question = await findQuestion(tx, id)
  if (!question) throw new Error('a question that was just written is not there')
  return { kind: 'received', question }
}
