import { isEmergency, isEmergencyNoName } from '../domain/emergency.ts'
import { findConversation } from '../storage/conversations.ts'
import { unitOfUnasked } from './author-unit.ts'
import { matchKeyword } from './command.ts'
import { commands } from './commands.ts'
import { mayUse } from './commands/general-commands.ts'
import { askQuestionDialogue } from './dialogues/ask-question.ts'
import { nameYourself } from './join.ts'
import { isOverdue } from './leave-dialogue.ts'
import { remarkInConfidence, type Turn } from './turn.ts'

/** Says whom to call, before anything else becomes of what somebody writes in private, under a picture too. */
export async function tellTelephones(turn: Turn, words: string): Promise<void> {
  if (!isEmergency(words) || (await isMeantOtherwise(turn, words))) return
  await remarkInConfidence(turn, turn.texts.question.emergency)
}

/**
 * Whether the words are an officer's work: notices warn of fires, and answers speak of accidents. What a question or a name is
 * asked for is asked of anybody, and a cry for help may come in its place; but a name is none.
 */
async function isMeantOtherwise(turn: Turn, words: string): Promise<boolean> {
  const command = matchKeyword(words, commands)?.command
  if (command?.roles && mayUse(turn, command)) return true
  const open = await findConversation(turn.tx, turn.chat.id, turn.account.id)
  if (open && !isOverdue(turn, open)) {
    if (open.definition === nameYourself.id) return !isEmergencyNoName(words)
    return open.definition !== askQuestionDialogue.id
  }
  return unitOfUnasked(turn, words) !== undefined
}
