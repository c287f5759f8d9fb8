import { detectClassified } from '../domain/document/detect-classified.ts'
import { countCharacters, isTooLong } from '../domain/text/clip.ts'
import type { PersonId, QuestionId } from '../domain/id.ts'
import { ANSWER_MAX } from '../domain/question.ts'
import { holdsRoleAnywhere, type Actor } from '../domain/rights.ts'
import { appendAudit } from '../storage/audit.ts'
import {
  addAnswer,
  answersTo,
  askerOf,
  findQuestion,
  lockQuestion,
  type OfficeAnswer,
  type Asker,
  type Question,
} from '../storage/questions.ts'
import type { Store } from '../storage/store.ts'

export type AnswerRefusal =
  | { readonly kind: 'too-long'; readonly code: number; readonly length: number }
  | { readonly kind: 'classified'; readonly marking: string }
  | { readonly kind: 'withdrawn'; readonly code: number }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'no-right' }

export type AnswerCheck =
  | AnswerRefusal
  | {
      readonly kind: 'ready'
      readonly question: Question
      readonly earlier: readonly OfficeAnswer[]
    }

export type AnswerResult =
  | AnswerRefusal
  /** Somebody has answered since the officer saw how it stands. */
  | { readonly kind: 'answered-since' }
  | { readonly kind: 'answered'; readonly question: Question; readonly asker: Asker }

interface Wish {
  readonly questionId: QuestionId
  readonly text: string
  readonly actor: Actor
}

/** Whether an officer's answer could be kept, and what has been answered before; changes nothing. */
export async function checkAnswer(store: Store, wish: Wish): Promise<AnswerCheck> {
  if (!mayAnswer(wish.actor)) return { kind: 'no-right' }
  const question = await findQuestion(store, wish.questionId)
  if (!question) return { kind: 'not-found' }
  const { code } = question
  if (question.state === 'withdrawn') return { kind: 'withdrawn', code }
  if (isTooLong(wish.text, ANSWER_MAX))
    return { kind: 'too-long', code, length: countCharacters(wish.text) }
  const marking = detectClassified(wish.text)
  if (marking) return { kind: 'classified', marking: marking.text }
  return { kind: 'ready', question, earlier: await answersTo(store, question.id) }
}

/**
 * Keeps an officer's answer; the caller sends it to the asker in the same transaction. The question is locked, so that
 * neither another answer nor the erasure of its asker comes between.
 */
export async function answerQuestion(
  tx: Store,
  { now, seen, ...wish }: Wish & { readonly now: Date; readonly seen: number },
): Promise<AnswerResult> {
  const by: PersonId | null = wish.actor.personId
  if (!by) return { kind: 'no-right' }
  await lockQuestion(tx, wish.questionId)
  const checked = await checkAnswer(tx, wish)
  if (checked.kind !== 'ready') return checked
  const { question } = checked
  if (checked.earlier.length !== seen) return { kind: 'answered-since' }
  const asker = await askerOf(tx, question.id)
  if (!asker) return { kind: 'not-found' }
  await addAnswer(tx, question.id, { text: wish.text, by, at: now })
  await appendAudit(tx, {
    at: now,
    actor: by,
    action: 'answer-question',
    subject: { kind: 'question', id: question.id },
  })
  return { kind: 'answered', question, asker }
}

/** Whether somebody sees the questions of residents and answers them. */
export function mayAnswer(actor: Actor): boolean {
  return holdsRoleAnywhere(actor, ['clerk', 'responder'])
}
