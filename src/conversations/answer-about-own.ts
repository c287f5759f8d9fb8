import { questionCode } from '../domain/question.ts'
import { foldKey } from '../domain/text/fold-key.ts'
import { saidOfAnswer } from '../domain/said-of-answer.ts'
import {
  awaitsAnswer,
  questionNamed,
  questionTakenBack,
  takesBackQuestion,
} from '../domain/said-of-question.ts'
import {
  answersTo,
  findOwnQuestion,
  newestQuestionOf,
  questionsOf,
  type Question,
} from '../storage/questions.ts'
import { remarkIdly } from './answer-idly.ts'
import { beginQuestion } from './begin-question.ts'
import { hasAgreed } from './consent.ts'
import { withdrawOwnQuestion } from '../usecases/withdraw-own-question.ts'
import { follow } from './follow-questions.ts'
import { remarkInConfidence, type Turn } from './turn.ts'

/**
 * Answers what somebody says of their own question that nothing had asked for: that they thank, that the answer is not clear or
 * does not come, that they take it back. The one whose code stands in the words is meant, else the newest. False where the words
 * say something else, or nothing of theirs is there to be meant.
 */
export async function answerAboutOwn(turn: Turn, text: string): Promise<boolean> {
  const { thanked, ifUnclear } = turn.texts.question
  const said = saidOfAnswer(text)
  if (said === 'thanks') {
    await remarkIdly(turn, thanked)
    return true
  }
  if (said === null) return answerAboutOpen(turn, text)
  const named = said === 'unclear' ? questionNamed(text) : null
  const meant = await ownQuestion(turn, named)
  if (said === 'unclear' && meant?.state !== 'answered') return followNamed(turn, named)
  if (!meant) return false
  // No answer stands there to be agreed with: meant is the privacy notice, which something else has come under since.
  if (meant.state !== 'answered' && (await agreesToNotice(turn, text))) {
    await beginQuestion(turn)
    return true
  }
  const code = questionCode(meant.code)
  await remarkIdly(turn, said === 'unclear' ? ifUnclear({ code }) : thanked)
  return true
}

/** The question of this account that is named, or else its newest. */
async function ownQuestion(
  { tx, account }: Turn,
  named: number | null,
): Promise<Question | undefined> {
  return named === null ? newestQuestionOf(tx, account.id) : findOwnQuestion(tx, account.id, named)
}

/** How the question stands that is named; false: none is. */
async function followNamed(turn: Turn, named: number | null): Promise<boolean> {
  if (named === null) return false
  await follow(turn, questionCode(named))
  return true
}

async function agreesToNotice(turn: Turn, text: string): Promise<boolean> {
  if (!foldKey(text).includes('dong y')) return false
  return !(await hasAgreed(turn))
}

async function answerAboutOpen(turn: Turn, text: string): Promise<boolean> {
  const named = questionNamed(text)
  const awaits = awaitsAnswer(text)
  const takesBack = takesBackQuestion(text)
  if (named === null && !awaits && !takesBack) return false
  if (takesBack) return sayHowToTakeBack(turn)
  if (!(await ownQuestion(turn, named))) return false
  await follow(turn, named === null ? '' : questionCode(named))
  return true
}

/** Whether the question of this code was asked from this account. */
export async function isOwnQuestion(turn: Turn, code: string): Promise<boolean> {
  return (await findOwnQuestion(turn.tx, turn.account.id, Number(code))) !== undefined
}

/** Takes back the question whose code stands in the text; false: the text says something else. */
export async function takeBackQuestion(turn: Turn, text: string): Promise<boolean> {
  const code = questionTakenBack(text)
  if (code === null) return false
  const { tx, account, now, settings, texts } = turn
  const result = await withdrawOwnQuestion(tx, {
    accountId: account.id,
    code,
    now,
    timeZone: settings.timeZone,
  })
  const sentence = {
    withdrawn: texts.question.takenBack,
    answered: texts.question.answeredAlready,
    'not-theirs': texts.question.notYours,
  }[result]
  await remarkInConfidence(turn, sentence({ code: questionCode(code) }))
  return true
}

/** How the questions are taken back that wait for an answer; null: none of theirs does. */
export async function howToTakeBack(turn: Turn): Promise<string | null> {
  const own = await questionsOf(turn.tx, turn.account.id)
  const open = own.find(({ state }) => state === 'received')
  return open ? turn.texts.question.howToTakeBack({ code: questionCode(open.code) }) : null
}

async function sayHowToTakeBack(turn: Turn): Promise<boolean> {
  const sentence = await howToTakeBack(turn)
  if (sentence !== null) await remarkInConfidence(turn, sentence)
  return sentence !== null
}

/** When the newest question of this account was answered last, in milliseconds; -Infinity: it has not been. */
export async function ownAnsweredAt({ tx, account }: Turn): Promise<number> {
  const newest = await newestQuestionOf(tx, account.id)
  if (newest?.state !== 'answered') return -Infinity
  const answers = await answersTo(tx, newest.id)
  return Math.max(...answers.map(({ at }) => at.getTime()))
}

/**
 * What is said to “ok”, “đã nhận” where no notice waits: of somebody on no roll, for whom it would count nowhere, it may be said
 * of their question.
 */
export async function nothingToAcknowledge(turn: Turn): Promise<string> {
  const { ack, question } = turn.texts
  if (turn.chat.type === 'group' || turn.actor.personId !== null) return ack.nothing
  const newest = await newestQuestionOf(turn.tx, turn.account.id)
  return newest ? question.thanked : ack.nothing
}
