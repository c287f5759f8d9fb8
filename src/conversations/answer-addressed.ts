import { isEmergency } from '../domain/emergency.ts'
import { judgeAtDoor, unbiddenQuestion } from '../domain/question.ts'
import { answersIdly } from './answer-idly.ts'
import { matchKeyword } from './command.ts'
import { commands } from './commands.ts'
import { isAddressed } from './replied-to.ts'
import { remark, remarkInConfidence, type Turn } from './turn.ts'

/** Says whom to call, where somebody cries for help to the bot in a group; what people say to one another is not answered. */
export async function tellTelephonesInGroup(turn: Turn, words: string): Promise<void> {
  if (isEmergency(words)) await remark(turn, turn.texts.question.emergency)
}

/**
 * Leads who asks the bot something by its name in a group, and would hear nothing, to a private chat; so it does who denounces
 * somebody, because the neighbours read what is said here. Other words to it are talk.
 */
export async function answerAddressed(turn: Turn, words: string): Promise<void> {
  if (!isAddressed(turn.inbound) || !asks(words)) return
  const isOpen = judgeAtDoor(words) === 'open'
  if (!isOpen || (await answersIdly(turn)))
    await remarkInConfidence(turn, turn.texts.question.privateOnly)
}

function asks(words: string): boolean {
  if (/\?\s*$/u.test(words) || judgeAtDoor(words) !== 'open') return true
  return unbiddenQuestion(words) !== null || matchKeyword(words, commands)?.command.name === 'hoi'
}
