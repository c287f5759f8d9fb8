import { questionCode } from '../domain/question.ts'
import { leadingCode } from '../domain/text/leading-code.ts'
import { formatDay } from '../domain/time/format.ts'
import { pageOf } from '../messages/pages.ts'
import { clerkCard, questionList } from '../messages/question-messages.ts'
import { appendAudit } from '../storage/audit.ts'
import { QUESTION_LIST } from '../storage/erasure.ts'
import {
  answersTo,
  countOpenQuestions,
  findQuestionByCode,
  openQuestions,
  type Question,
} from '../storage/questions.ts'
import { mayAnswer } from '../usecases/answer-question.ts'
import { earlierLines, withdrawnSentence } from './answer-from-officer.ts'
import { showInPlace } from './show-in-place.ts'
import { remark, say, type Turn } from './turn.ts'

const PER_PAGE = 10

/** One page of the questions that wait for an answer, the most urgent first. */
export async function showQueue(turn: Turn, wanted: number): Promise<void> {
  const { texts } = turn
  const pages = pageOf(wanted, await countOpenQuestions(turn.tx), PER_PAGE)
  const open = await openQuestions(turn.tx, { limit: PER_PAGE, offset: pages.page * PER_PAGE })
  if (open.length === 0) return remark(turn, texts.question.noneOpen)
  const questions = open.map((question) => ({ id: question.id, ...factsOf(question) }))
  await showInPlace(turn, questionList({ questions, ...pages }, texts, turn.press), {
    subject: { kind: QUESTION_LIST, id: turn.chat.id },
  })
  await appendAudit(turn.tx, {
    at: turn.now,
    actor: turn.actor.personId,
    action: 'list-questions',
    detail: { count: questions.length },
  })
}

/** The whole of a question with what was answered; a reply to it answers it. What else could be chosen still can. */
export async function showToOfficer(turn: Turn, question: Question): Promise<void> {
  if (question.state === 'withdrawn') return remark(turn, withdrawnSentence(turn, question))
  const earlier = await earlierLines(turn, await answersTo(turn.tx, question.id))
  await say(turn, clerkCard({ ...factsOf(question), earlier }, turn.texts), {
    purpose: 'card',
    subject: { kind: 'question', id: question.id },
    keepsChoices: true,
  })
  await appendAudit(turn.tx, {
    at: turn.now,
    actor: turn.actor.personId,
    action: 'read-question',
    subject: { kind: 'question', id: question.id },
  })
}

/** Shows the question of a code to whoever answers questions; false for anybody else, or where there is none. */
export async function showCodeToOfficer(turn: Turn, text: string): Promise<boolean> {
  const code = mayAnswer(turn.actor) ? (leadingCode(text, 'H')?.number ?? null) : null
  const question = code === null ? undefined : await findQuestionByCode(turn.tx, code)
  if (!question) return false
  await showToOfficer(turn, question)
  return true
}

function factsOf({ code, text, dueOn }: Question) {
  return { code: questionCode(code), text, due: formatDay(dueOn) }
}
