import { questionCode } from '../domain/question.ts'
import { saidOfAnswer } from '../domain/said-of-answer.ts'
import { questionsOf } from '../storage/questions.ts'
import { remarkIdly } from './answer-idly.ts'
import { type Turn } from './turn.ts'

/**
 * Answers what somebody says of their own question that nothing had asked for: that they thank, or that the answer is not clear.
 * False where the words say something else, or nothing of theirs is there to be meant.
 */
export async function answerAboutOwn(turn: Turn, text: string): Promise<boolean> {
  const { thanked, ifUnclear } = turn.texts.question
  const said = saidOfAnswer(text)
  if (said === null) return false
  if (said === 'thanks') {
    await remarkIdly(turn, thanked)
    return true
  }
  const [newest] = await questionsOf(turn.tx, turn.account.id, 1)
  if (!newest || (said === 'unclear' && newest.state !== 'answered')) return false
  const code = questionCode(newest.code)
  await remarkIdly(turn, said === 'unclear' ? ifUnclear({ code }) : thanked)
  return true
}

/**
 * What is said to “ok”, “đã nhận” where no notice waits: of somebody on no roll, for whom it would count nowhere, it may be said
 * of their question.
 */
export async function nothingToAcknowledge(turn: Turn): Promise<string> {
  const { ack, question } = turn.texts
  if (turn.chat.type === 'group' || turn.actor.personId !== null) return ack.nothing
  const [newest] = await questionsOf(turn.tx, turn.account.id, 1)
  return newest ? question.thanked : ack.nothing
}
