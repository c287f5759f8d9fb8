import type { NoticeId } from '../../domain/id.ts'
import { acknowledge } from '../acknowledge.ts'
import type { ActionTable } from '../action-table.ts'
import { beginQuestion } from '../begin-question.ts'
import { closeDialogue, openDialogueId } from '../dialogue.ts'
import { nameYourself } from '../join.ts'
import { plainMessage } from '../../messages/message.ts'
import { respond, say } from '../turn.ts'

/** The buttons under a notice, and the name that somebody new confirms. */
export const memberActions: ActionTable = {
  'k-rec': (turn, { id }) => acknowledge(turn, id as NoticeId, 'received'),
  'k-und': (turn, { id }) => acknowledge(turn, id as NoticeId, 'understood'),
  'k-ask': async (turn) => {
    if (turn.chat.type === 'group') return respond(turn, turn.texts.question.privateOnly, true)
    await beginQuestion(turn)
  },
  'j-ok': async (turn) => {
    if ((await openDialogueId(turn)) !== nameYourself.id)
      return respond(turn, turn.texts.common.stale)
    await closeDialogue(turn)
    await say(turn, plainMessage(turn.texts.common.done))
  },
}
