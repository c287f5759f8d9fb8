import type { NoticeId } from '../../domain/id.ts'
import { acknowledge } from '../acknowledge.ts'
import type { ActionTable } from '../action-table.ts'
import { beginQuestion } from '../begin-question.ts'
import { askNameAgain, confirmName } from '../join.ts'
import { respond } from '../turn.ts'

/** The buttons under a notice, and the name that somebody new confirms. */
export const memberActions: ActionTable = {
  'k-rec': (turn, { id }) => acknowledge(turn, id as NoticeId, 'received'),
  'k-und': (turn, { id }) => acknowledge(turn, id as NoticeId, 'understood'),
  'k-ask': async (turn) => {
    if (turn.chat.type === 'group') return respond(turn, turn.texts.question.privateOnly, true)
    await beginQuestion(turn)
  },
  'j-ok': confirmName,
  'j-no': askNameAgain,
}
