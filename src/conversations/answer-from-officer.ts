import { newId, type QuestionId } from '../domain/id.ts'
import { questionCode } from '../domain/question.ts'
import { dayOf, formatDay, formatMoment } from '../domain/time/format.ts'
import { isBlank } from '../domain/text/is-blank.ts'
import { vi } from '../i18n/vi.ts'
import { plainMessage } from '../messages/message.ts'
import { confirmAnswer } from '../messages/question-messages.ts'
import { chatTakesMessages } from '../storage/accounts.ts'
import { findConversation, type StoredConversation } from '../storage/conversations.ts'
import { officeName } from '../storage/installation-name.ts'
import { namesOf } from '../storage/people.ts'
import type { Answer, Question } from '../storage/questions.ts'
import { answerQuestion, checkAnswer, type AnswerRefusal } from '../usecases/answer-question.ts'
import { closeDialogue, openDialogue, openDialogueState, type Dialogue } from './dialogue.ts'
import { ask, press, remark, respond, say, tell, type Turn } from './turn.ts'

/** What was open when an officer began to answer goes on afterwards. */
interface Interrupting {
  readonly questionId: QuestionId
  readonly before: StoredConversation | null
}

export type AnswerState = Interrupting &
  (
    | { readonly stage: 'text' }
    | {
        readonly stage: 'confirm'
        readonly text: string
        /** Of these words as they were shown: a button under earlier words does not send later ones. */
        readonly draft: string
        /** How many answers there were when it was shown. */
        readonly seen: number
      }
  )

/** An answer on its way: shown once as the resident will read it, and sent when the officer says so. */
export const answerDialogue: Dialogue<AnswerState> = {
  id: 'answer-question',
  version: 1,
  async answer(turn, state, answer) {
    // Only the buttons, or their words, send what is shown.
    if (state.stage === 'confirm' || answer.kind !== 'text') return { kind: 'pass' }
    const next = await proposeAnswer(turn, state.questionId, answer.text)
    return { kind: 'ask', state: next ?? state }
  },
}

/** Shows an officer's answer before it goes out; says why where it cannot. Gives the state in which it waits. */
export async function proposeAnswer(
  turn: Turn,
  questionId: QuestionId,
  words: string,
): Promise<AnswerState | null> {
  const text = words.trim()
  const { question } = turn.texts
  const checked = await checkAnswer(turn.tx, { questionId, text, actor: turn.actor })
  if (checked.kind === 'ready' && isBlank(text)) {
    await remark(turn, question.answerEmpty)
    return null
  }
  if (checked.kind !== 'ready') {
    await remark(turn, refusalOf(turn, checked))
    return null
  }
  const { earlier } = checked
  const before = await conversationBefore(turn)
  const state = { stage: 'confirm', questionId, before, text, draft: newId(), seen: earlier.length }
  await openDialogue(turn, answerDialogue, state as AnswerState)
  const facts = {
    draft: state.draft,
    code: questionCode(checked.question.code),
    text,
    earlier: await earlierLines(turn, earlier),
  }
  await say(
    turn,
    confirmAnswer(facts, turn.texts, (action) => press(turn, action)),
  )
  return state as AnswerState
}

/** Sends the answer that is shown under this name to the asker, as the office: the officer's account never shows. */
export async function sendAnswer(turn: Turn, draft: string): Promise<void> {
  const state = await shownAnswer(turn, draft)
  if (!state) return respond(turn, turn.texts.common.stale)
  const { questionId, text, seen } = state
  const { now, actor } = turn
  const result = await answerQuestion(turn.tx, { questionId, text, actor, now, seen })
  if (result.kind === 'answered-since') return void (await proposeAnswer(turn, questionId, text))
  await goOnAfter(turn, state)
  if (result.kind !== 'answered')
    return void (await say(turn, plainMessage(refusalOf(turn, result))))
  const code = questionCode(result.question.code)
  const day = formatDay(dayOf(now, turn.settings.timeZone))
  const unit = await officeName(turn.tx)
  await tell(
    turn,
    result.asker.chatId,
    plainMessage(vi.question.answer({ code, text }), vi.question.answeredBy({ unit, day })),
    // It is no reply to anything that was said in that chat just now.
    { purpose: 'card', traceless: true },
  )
  const reached = await chatTakesMessages(turn.tx, result.asker.chatId)
  const { answerSent, askerUnreachable } = turn.texts.question
  await say(turn, plainMessage((reached ? answerSent : askerUnreachable)({ code })))
}

/** Asks for other words in place of the ones that are shown. */
export async function editAnswer(turn: Turn, draft: string): Promise<void> {
  const state = await shownAnswer(turn, draft)
  if (!state) return respond(turn, turn.texts.common.stale)
  const { questionId, before } = state
  await openDialogue(turn, answerDialogue, { stage: 'text', questionId, before })
  await ask(turn, turn.texts.question.askAnswer)
}

/** Nothing is sent; the question waits on. */
export async function dropAnswer(turn: Turn, draft: string): Promise<void> {
  if (!(await shownAnswer(turn, draft))) return respond(turn, turn.texts.common.stale)
  await leaveAnswer(turn)
}

/** Leaves the answer that is being written, and goes on with what was open before it; false where none is written. */
export async function leaveAnswer(turn: Turn): Promise<boolean> {
  const state = await answerState(turn)
  if (!state) return false
  await goOnAfter(turn, state)
  await say(turn, plainMessage(turn.texts.question.answerDropped))
  return true
}

async function shownAnswer(turn: Turn, draft: string) {
  const state = await answerState(turn)
  return state?.stage === 'confirm' && state.draft === draft ? state : undefined
}

async function answerState(turn: Turn): Promise<AnswerState | undefined> {
  const stored = await findConversation(turn.tx, turn.chat.id, turn.account.id)
  const { id, version } = answerDialogue
  if (stored?.definition !== id || stored.version !== version) return undefined
  return stored.state as AnswerState
}

async function conversationBefore(turn: Turn): Promise<StoredConversation | null> {
  const state = await answerState(turn)
  if (state) return state.before
  return (await findConversation(turn.tx, turn.chat.id, turn.account.id)) ?? null
}

async function goOnAfter(turn: Turn, { before }: AnswerState): Promise<void> {
  if (!before) return void (await closeDialogue(turn))
  const { definition: id, version, state } = before
  await openDialogueState(turn, { id, version }, state)
}

/** Who has answered before, when and what. */
export async function earlierLines(
  { tx, texts, settings }: Turn,
  earlier: readonly Answer[],
): Promise<{ head: string; text: string }[]> {
  const names = await namesOf(
    tx,
    earlier.map(({ by }) => by),
  )
  return earlier.map(({ by, at, text }) => ({
    head: texts.question.answeredEarlier({
      name: names.get(by) ?? '?',
      at: formatMoment(at, settings.timeZone, texts.common.onDay),
    }),
    text,
  }))
}

/** Why an answer is not taken, as a sentence. */
function refusalOf({ texts }: Turn, refusal: AnswerRefusal): string {
  switch (refusal.kind) {
    case 'no-right':
      return texts.common.noRight
    case 'too-long':
      return texts.question.answerTooLong
    case 'classified':
      return texts.draft.classified(refusal)
    case 'withdrawn':
      return texts.question.wasWithdrawn({ code: questionCode(refusal.code) })
    case 'not-found':
      return texts.common.stale
  }
}

/** What stands of a question that was taken back: nothing but its number. */
export function withdrawnSentence({ texts }: Turn, { code }: Question): string {
  return texts.question.wasWithdrawn({ code: questionCode(code) })
}
