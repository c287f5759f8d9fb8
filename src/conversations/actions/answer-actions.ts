import type { QuestionId } from '../../domain/id.ts'
import { findQuestion } from '../../storage/questions.ts'
import { mayAnswer } from '../../usecases/answer-question.ts'
import type { ActionTable } from '../action-table.ts'
import { editAnswer } from '../answer-from-officer.ts'
import { dropAnswer, sendAnswer } from '../end-answer.ts'
import { showQueue, showToOfficer } from '../question-queue.ts'
import { sayNoRight, sayStale } from '../turn.ts'

/** The buttons of whoever answers questions: the answer as it will go out, and the questions that wait. */
export const answerActions: ActionTable = {
  'h-send': (turn, { id }) => sendAnswer(turn, id),
  'h-edit': (turn, { id }) => editAnswer(turn, id),
  'h-drop': (turn, { id }) => dropAnswer(turn, id),
  'h-show': async (turn, { id }) => {
    if (!mayAnswer(turn.actor)) return sayNoRight(turn)
    const question = await findQuestion(turn.tx, id as QuestionId)
    if (!question) return sayStale(turn)
    await showToOfficer(turn, question)
  },
  'h-list': async (turn, { arg }) => {
    if (!mayAnswer(turn.actor)) return sayNoRight(turn)
    await showQueue(turn, Number(arg) || 0)
  },
}
