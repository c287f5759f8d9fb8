import { newId, type QuestionId } from '../domain/id.ts'
import { questionCode } from '../domain/question.ts'
import { isBlank } from '../domain/text/is-blank.ts'
import { shortReply } from '../domain/text/short-reply.ts'
import { parseAcknowledgement } from '../domain/text/typed-words.ts'
import { plainMessage } from '../messages/message.ts'
import { confirmAnswer } from '../messages/question-messages.ts'
import type { StoredConversation } from '../storage/conversations.ts'
import { QUESTION_WORDS } from '../storage/erasure.ts'
import { namesOf } from '../storage/people.ts'
import type { OfficeAnswer, Question } from '../storage/questions.ts'
import { checkAnswer, type AnswerRefusal } from '../usecases/answer-question.ts'
import { openConversation, openDialogue, openState, type Dialogue } from './dialogue.ts'
import { ask, momentIn, remark, say, sayStale, type Turn } from './turn.ts'

/** What was open before, and since when; the moment is a string once it has been stored. */
type Before = StoredConversation & { readonly updatedAt: Date | string }

/** What was open when an officer began to answer goes on afterwards. */
interface Interrupting {
  readonly questionId: QuestionId
  readonly before: Before | null
}

export type AnswerState = Interrupting &
  (
    | {
        readonly stage: 'text'
        /** When words were said that were too long. */
        readonly tooLongAt?: string
      }
    | {
        readonly stage: 'confirm'
        readonly text: string
        /** Of these words as they were shown: a button under earlier words does not send later ones. */
        readonly draft: string
        /** How many answers there were when it was shown. */
        readonly seen: number
        /** When the last of these words were said; absent: before this was kept. */
        readonly saidAt?: string
      }
  )

/** Nobody shortens an answer in this time: what comes within it is the rest of a text that the app had cut. */
const PIECES_WITHIN_MS = 20_000

/** A number, the code of something else, or a slip of the finger. */
const ONE_WORD = /^(?:[htd] ?\d+|\S+)$/iu

/** An app sends the pieces of a cut text one behind the other; its writer needs longer for anything else. */
const SAME_TEXT_WITHIN_MS = 5_000

/** An answer on its way: shown once as the resident will read it, and sent when the officer says so. */
export const answerDialogue: Dialogue<AnswerState> = {
  id: 'answer-question',
  version: 1,
  async answer(turn, state, answer) {
    if (answer.kind !== 'text') return { kind: 'pass' }
    // Only the buttons, or their words, send what is shown; nothing else is taken but the rest of it.
    if (state.stage === 'confirm' && !isNextPiece(turn, state, answer.text)) return { kind: 'pass' }
    const next = await proposeInPieces(turn, state.questionId, answer.text)
    return { kind: 'ask', state: next ?? state }
  },
}

/** Shows an officer's answer, behind what was shown a moment ago where the app has cut it. */
export async function proposeInPieces(
  turn: Turn,
  questionId: QuestionId,
  words: string,
): Promise<AnswerState | null> {
  const state = await answerState(turn)
  if (state?.stage !== 'confirm' || state.questionId !== questionId)
    return proposeAnswer(turn, questionId, words)
  if (!isNextPiece(turn, state, words)) return proposeAnswer(turn, questionId, words)
  const joined = `${state.text}\n${words.trim()}`
  return proposeAnswer(turn, questionId, joined, turn.texts.question.answerJoined)
}

/** Whether words come so soon behind the ones that are shown that they belong to the same text, and are none to the bot. */
function isNextPiece(
  { saidAt }: Turn,
  shown: AnswerState & { readonly stage: 'confirm' },
  words: string,
): boolean {
  if (shown.saidAt === undefined || isBlank(words) || words.trim().startsWith(shown.text))
    return false
  if (shortReply(words) !== null || parseAcknowledgement(words) || ONE_WORD.test(words.trim()))
    return false
  // What was said before, and comes late, does not belong behind it.
  const after = saidAt.getTime() - Date.parse(shown.saidAt)
  return after >= 0 && after <= SAME_TEXT_WITHIN_MS
}

/**
 * Shows an officer's answer before it goes out; says why where it cannot, and waits for other words where these are too many or
 * none. Gives the state in which it waits.
 */
export async function proposeAnswer(
  turn: Turn,
  questionId: QuestionId,
  words: string,
  /** What is said above it. */
  first?: string,
): Promise<AnswerState | null> {
  const text = words.trim()
  const { question } = turn.texts
  const checked = await checkAnswer(turn.tx, { questionId, text, actor: turn.actor })
  if (checked.kind === 'too-long' || checked.kind === 'ready') {
    const isRest = await isRestOfLong(turn, questionId)
    const tooLong = checked.kind === 'too-long' ? refusalOf(turn, checked) : null
    const sentence = isRest ? question.answerInPieces : tooLong
    const tooLongAt = turn.saidAt.toISOString()
    if (sentence !== null) return askOtherWords(turn, questionId, sentence, { tooLongAt })
  }
  if (checked.kind === 'ready' && isBlank(text))
    return askOtherWords(turn, questionId, question.answerEmpty)
  // What is refused as a whole does not go out by its beginning.
  if (checked.kind === 'classified' && first !== undefined)
    return askOtherWords(turn, questionId, refusalOf(turn, checked), {
      tooLongAt: turn.saidAt.toISOString(),
    })
  if (checked.kind !== 'ready') {
    await remark(turn, refusalOf(turn, checked))
    return null
  }
  const { earlier } = checked
  const before = await conversationBefore(turn)
  const state: AnswerState & { readonly stage: 'confirm' } = {
    stage: 'confirm',
    questionId,
    before,
    text,
    draft: newId(),
    seen: earlier.length,
    saidAt: turn.saidAt.toISOString(),
  }
  await openDialogue(turn, answerDialogue, state)
  const facts = {
    draft: state.draft,
    code: questionCode(checked.question.code),
    text,
    earlier: await earlierLines(turn, earlier),
  }
  const shown = confirmAnswer(facts, turn.texts, turn.press)
  const above = first === undefined ? [] : plainMessage(first).blocks
  const subject = { kind: QUESTION_WORDS, id: questionId }
  await say(turn, { ...shown, blocks: [...above, ...shown.blocks] }, { subject })
  return state
}

async function askOtherWords(
  turn: Turn,
  questionId: QuestionId,
  sentence: string,
  since: { readonly tooLongAt?: string } = {},
): Promise<AnswerState> {
  const before = await conversationBefore(turn)
  const state: AnswerState = { stage: 'text', questionId, before, ...since }
  await openDialogue(turn, answerDialogue, state)
  await ask(turn, sentence)
  return state
}

/** Whether these words belong to an answer whose beginning has just been refused for its length. */
async function isRestOfLong(turn: Turn, questionId: QuestionId): Promise<boolean> {
  const state = await answerState(turn)
  if (state?.stage !== 'text' || !state.tooLongAt || state.questionId !== questionId) return false
  return turn.saidAt.getTime() - Date.parse(state.tooLongAt) <= PIECES_WITHIN_MS
}

/** Asks for other words in place of the ones that are shown. */
export async function editAnswer(turn: Turn, draft: string): Promise<void> {
  const state = await shownAnswer(turn, draft)
  if (!state) return sayStale(turn)
  const { questionId, before } = state
  await openDialogue(turn, answerDialogue, { stage: 'text', questionId, before })
  await ask(turn, turn.texts.question.askAnswer)
}

/** The answer that is shown under this name; undefined where it is no more. */
export async function shownAnswer(turn: Turn, draft: string) {
  const state = await answerState(turn)
  return state?.stage === 'confirm' && state.draft === draft ? state : undefined
}

/** The answer that is being written; undefined where none is. */
export function answerState(turn: Turn): Promise<AnswerState | undefined> {
  return openState(turn, answerDialogue)
}

/** Lets an answer that is being written go on with nothing afterwards, where a dialogue of this kind was open before it. */
export async function forgetBefore(turn: Turn, definition: string): Promise<void> {
  const state = await answerState(turn)
  if (state?.before?.definition === definition)
    await openDialogue(turn, answerDialogue, { ...state, before: null })
}

async function conversationBefore(turn: Turn): Promise<Before | null> {
  const state = await answerState(turn)
  if (state) return state.before
  return (await openConversation(turn)) ?? null
}

/** Who has answered before, when and what. */
export async function earlierLines(
  turn: Turn,
  earlier: readonly OfficeAnswer[],
): Promise<{ head: string; text: string }[]> {
  const names = await namesOf(
    turn.tx,
    earlier.map(({ by }) => by),
  )
  return earlier.map(({ by, at, text }) => ({
    head: turn.texts.question.answeredEarlier({
      name: names.get(by) ?? '?',
      at: momentIn(turn, at),
    }),
    text,
  }))
}

/** Why an answer is not taken, as a sentence. */
export function refusalOf({ texts }: Turn, refusal: AnswerRefusal): string {
  switch (refusal.kind) {
    case 'no-right':
      return texts.common.noRight
    case 'too-long':
      return texts.question.answerTooLong({
        code: questionCode(refusal.code),
        length: refusal.length,
      })
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
