import { isEmergency } from '../domain/emergency.ts'
import { judgeAtDoor } from '../domain/judge-at-door.ts'
import { unbiddenQuestion } from '../domain/said-of-question.ts'
import { answersIdly } from './answer-idly.ts'
import { isSlash, matchKeyword, matchSlash } from './match-command.ts'
import { isAddressed, repliedDelivery } from './replied-to.ts'
import { remark, remarkInConfidence, type Turn } from './turn.ts'

/**
 * Says whom to call, where somebody cries for help to the bot in a group: by its name, in reply to it, as a slash command, also
 * under a picture. What people say to one another is not answered, nor what an officer does with a command (false).
 */
export async function tellTelephonesInGroup(turn: Turn, words: string): Promise<boolean> {
  if (!isEmergency(words) || matchSlash(words)?.command.roles) return false
  const isToBot = isAddressed(turn.inbound) || isSlash(words)
  if (!isToBot && !(await repliedDelivery(turn))) return false
  await remark(turn, turn.texts.question.emergency)
  return true
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
  return unbiddenQuestion(words) !== null || matchKeyword(words)?.command.name === 'hoi'
}
