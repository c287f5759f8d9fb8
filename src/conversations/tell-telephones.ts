import { isEmergency, isEmergencyNoName } from '../domain/emergency.ts'
import { unbiddenQuestion } from '../domain/said-of-question.ts'
import { isLedToAsk } from './answer-unasked.ts'
import { unitOfUnasked } from './author-unit.ts'
import { matchKeyword } from './match-command.ts'
import { mayUse } from './command.ts'
import { openConversation, openDialogueId } from './dialogue.ts'
import { askQuestionDialogue } from './dialogues/ask-question.ts'
import { nameYourself } from './join.ts'
import { isOverdue } from './leave-dialogue.ts'
import { remarkInConfidence, type Turn } from './turn.ts'

/**
 * Says whom to call, before anything else becomes of what somebody writes in private, under a picture too; false: it is no cry
 * for help. Whoever may have asked the office is told the word below the numbers: that nothing was understood is no answer to it.
 */
export async function tellTelephones(turn: Turn, words: string): Promise<boolean> {
  if (!isEmergency(words) || (await isMeantOtherwise(turn, words))) return false
  const { emergency, ifNotUrgent } = turn.texts.question
  await remarkInConfidence(
    turn,
    emergency,
    ...((await isUnasked(turn, words)) ? [ifNotUrgent] : []),
  )
  return true
}

/** Whether nothing has asked for the words, and they are none by which a question is begun or something is to be done. */
async function isUnasked(turn: Turn, words: string): Promise<boolean> {
  if (!isLedToAsk(turn) || unbiddenQuestion(words) !== null) return false
  return matchKeyword(words) === null && (await openDialogueId(turn)) === undefined
}

/**
 * Whether the words are an officer's work: notices warn of fires, and answers speak of accidents. What a question or a name is
 * asked for is asked of anybody, and a cry for help may come in its place; but a name is none.
 */
async function isMeantOtherwise(turn: Turn, words: string): Promise<boolean> {
  const command = matchKeyword(words)?.command
  if (command?.roles && mayUse(turn, command)) return true
  const open = await openConversation(turn)
  if (open && !isOverdue(turn, open)) {
    if (open.definition === nameYourself.id) return !isEmergencyNoName(words)
    return open.definition !== askQuestionDialogue.id
  }
  return unitOfUnasked(turn, words) !== undefined
}
