import { detectClassified } from '../domain/document/detect-classified.ts'
import { isTooLong } from '../domain/text/clip.ts'
import type { PersonId, QuestionId } from '../domain/id.ts'
import { ANSWER_MAX } from '../domain/question.ts'
import { holdsRoleAnywhere, type Actor } from '../domain/rights.ts'
import { appendAudit } from '../storage/audit.ts'
import {
  addAnswer,
  askerOf,
  findQuestion,
  type Asker,
  type Question,
} from '../storage/questions.ts'
import type { Store } from '../storage/store.ts'

export type AnswerResult =
  | { readonly kind: 'answered'; readonly question: Question; readonly asker: Asker }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'classified'; readonly marking: string }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'no-right' }

/** Keeps an officer's answer; the caller sends it to the asker in the same transaction. */
export async function answerQuestion(
  tx: Store,
  input: { questionId: QuestionId; text: string; actor: Actor; now: Date },
): Promise<AnswerResult> {
  const by: PersonId | null = input.actor.personId
  if (!by || !mayAnswer(input.actor)) return { kind: 'no-right' }
  if (isTooLong(input.text, ANSWER_MAX)) return { kind: 'too-long' }
  const marking = detectClassified(input.text)
  if (marking) return { kind: 'classified', marking: marking.text }
  const question = await findQuestion(tx, input.questionId)
  const asker = question && (await askerOf(tx, question.id))
  if (!question || !asker || question.state === 'withdrawn') return { kind: 'not-found' }
  await addAnswer(tx, question.id, { text: input.text, by, at: input.now })
  await appendAudit(tx, {
    at: input.now,
    actor: by,
    action: 'answer-question',
    subject: { kind: 'question', id: question.id },
  })
  return { kind: 'answered', question, asker }
}

function mayAnswer(actor: Actor): boolean {
  return holdsRoleAnywhere(actor, ['clerk', 'responder'])
}
