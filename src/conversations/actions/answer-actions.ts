import type { QuestionId } from '../../domain/id.ts'
import { findQuestion } from '../../storage/questions.ts'
import { mayAnswer } from '../../usecases/answer-question.ts'
import type { ActionTable } from '../action-table.ts'
import { editAnswer } from '../answer-from-officer.ts'
import { dropAnswer, sendAnswer } from '../end-answer.ts'
import { showQueue, showToOfficer } from '../question-queue.ts'
import { respond } from '../turn.ts'

/** The buttons of whoever answers questions: the answer as it will go out, and the questions that wait. */
export const answerActions: ActionTable = {
  'h-send': (turn, { id }) => sendAnswer(turn, id),
  'h-edit': (turn, { id }) => editAnswer(turn, id),
  'h-drop': (turn, { id }) => dropAnswer(turn, id),
  'h-show': async (turn, { id }) => {
    if (!mayAnswer(turn.actor)) return respond(turn, turn.texts.common.noRight, true)
    const question = await findQuestion(turn.tx, id as QuestionId)
    if (!question) return respond(turn, turn.texts.common.stale)
    await showToOfficer(turn, question)
  },
  'h-list': async (turn, { arg }) => {
    if (!mayAnswer(turn.actor)) return respond(turn, turn.texts.common.noRight, true)
    await showQueue(turn, Number(arg) || 0)
  },
}
