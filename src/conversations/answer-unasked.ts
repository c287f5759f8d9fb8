import { judgeAtDoor } from '../domain/judge-at-door.ts'
import { questionCode } from '../domain/question.ts'
import { noticeCode } from '../domain/notice.ts'
import { worksForOffice } from '../domain/rights.ts'
import { wishToAskAgain } from '../domain/said-of-answer.ts'
import { unbiddenQuestion } from '../domain/said-of-question.ts'
import { findQuestion } from '../storage/questions.ts'
import { questionShownIn } from '../storage/unheard-questions.ts'
import { mayAnswer } from '../usecases/answer-question.ts'
import { openNoticesHere } from './acknowledge.ts'
import { answerAboutOwn } from './answer-about-own.ts'
import { answersIdly } from './answer-idly.ts'
import { askAgain } from './ask-again.ts'
import { beginQuestion } from './begin-question.ts'
import { openState } from './dialogue.ts'
import { askQuestionDialogue } from './dialogues/ask-question.ts'
import { choicesByCode, openChoices } from './open-choices.ts'
import { refusedAtDoor } from './refused-at-door.ts'
import { remark, remarkInConfidence, type Turn } from './turn.ts'
import { findChoice, isNumber } from './typed-choice.ts'

/** Asks which card is meant by words that stand on several; false: they stand on none, or one. */
async function askForCode(turn: Turn, text: string): Promise<boolean> {
  const ways = await choicesByCode(turn, text)
  if (ways.length === 0) return false
  await remark(turn, turn.texts.common.whichCard({ ways: ways.join(', ') }))
  return true
}

const SHOWN_MS = 86_400_000

/**
 * Answers words in private that nothing had asked for. Who does not work for the office may be asking it something without
 * knowing how: what may not be taken in here is told where to go, what is begun as a question is one, what is said of their own
 * question is answered, and the rest is told the word, unless they have just been told whom to call (`isTold`).
 */
export async function answerUnasked(turn: Turn, text: string, isTold: boolean): Promise<void> {
  if (worksForOffice(turn.actor)) {
    if (isTold || (await askForCode(turn, text))) return
    if (await wantsUnapprovedSent(turn, text)) return remark(turn, turn.texts.draft.needsApproval)
    const ways = [...(await howToAnswer(turn)), ...(await howToAcknowledge(turn, text))]
    await remark(turn, notUnderstood(turn), ...ways)
    return
  }
  const verdict = judgeAtDoor(text)
  // A remark: what was to be chosen before is still to be chosen.
  if (verdict !== 'open') return remarkInConfidence(turn, await refusedAtDoor(turn, verdict))
  const again = wishToAskAgain(text)
  if (again !== null && (await askAgain(turn, again))) return
  const words = unbiddenQuestion(text)
  if (words !== null) return beginQuestion(turn, words)
  // The privacy notice stands above and has no answer: whoever writes meanwhile would only be sent back to it.
  if ((await openState(turn, askQuestionDialogue))?.stage === 'consent')
    return remarkInConfidence(turn, turn.texts.question.consentFirst)
  if (await answerAboutOwn(turn, text)) return
  if (isTold || !(await answersIdly(turn))) return
  await remarkInConfidence(turn, notUnderstood(turn), ...(await howToAcknowledge(turn, text)))
}

/** Whether a draft that is to be submitted first is shown, and the words are of the buttons that send one. */
async function wantsUnapprovedSent(turn: Turn, text: string): Promise<boolean> {
  const { send, sendNow, urgent, schedule, submit } = turn.texts.button
  const sending = [send, sendNow, urgent, schedule].map((label) => ({ label }))
  if (isNumber(text) || !findChoice(text, sending)) return false
  return findChoice(submit, await openChoices(turn, text)) !== undefined
}

/** How the question is answered that this officer was shown last, of a day: who types under it means it, perhaps. */
async function howToAnswer({ tx, chat, actor, texts }: Turn): Promise<string[]> {
  const id = mayAnswer(actor) ? await questionShownIn(tx, chat.id, SHOWN_MS) : undefined
  const question = id && (await findQuestion(tx, id))
  if (question?.state !== 'received') return []
  return [texts.question.howToAnswer({ code: questionCode(question.code) })]
}

/**
 * Which words acknowledge the newest notice that waits here: a reminder is answered in any (“xin tiếp thu”). Who types a
 * number means something else, as a rule an hour or a day.
 */
async function howToAcknowledge(turn: Turn, text: string): Promise<string[]> {
  if (/\d/u.test(text)) return []
  const [newest] = (await openNoticesHere(turn, 'received')).pending
  return newest ? [turn.texts.ack.stillWaits({ code: noticeCode(newest.code) })] : []
}

/** That the bot has not understood, and what can be typed instead. */
export function notUnderstood(turn: Turn): string {
  const { unknown, unknownHowToAsk } = turn.texts.common
  return isLedToAsk(turn) ? unknownHowToAsk : unknown
}

/** Whether this person is told by which word the office is asked: it takes questions here, and they do not work for it. */
export function isLedToAsk({ settings, channel, actor }: Turn): boolean {
  return settings.residentChannels.includes(channel.platform) && !worksForOffice(actor)
}
