import { isTooLong } from '../../domain/text/clip.ts'
import { isBlank } from '../../domain/text/is-blank.ts'
import { isGreeting } from '../../domain/text/is-greeting.ts'
import { shortReply } from '../../domain/text/short-reply.ts'
import { readId, timelessId } from '../../domain/id.ts'
import type { Dialogue, Step } from '../dialogue.ts'
import { QUESTION_MAX, questionAbout } from '../../domain/question.ts'
import { paragraph, type Message } from '../../messages/message.ts'
import { confirmQuestion } from '../../messages/question-messages.ts'
import { sayUnsupported } from '../say-of-file.ts'
import { turnAway } from '../turn-away.ts'
import { askInConfidence, confide, remarkInConfidence, type Turn } from '../turn.ts'

/**
 * A resident's question on its way: consent first, then the words, then the confirmation. `draft` names the words as they were
 * shown, without saying when: a button under earlier ones neither sends nor drops these. Absent: none have been, or a version
 * of the program showed them that named none. `about` is the line that names the notice asked about. Before the consent there
 * are words only of who has confirmed them, having consented to an earlier wording of the privacy notice.
 */
export type AskState = { readonly about?: string } & (
  | { readonly stage: 'consent'; readonly text?: string }
  | { readonly stage: 'text'; readonly draft?: string }
  | { readonly stage: 'confirm'; readonly text: string; readonly draft?: string }
)

/** What a button holds that names no words. */
const UNNAMED = readId('')

export const askQuestionDialogue: Dialogue<AskState> = {
  id: 'ask-question',
  version: 1,
  async answer(turn, state, answer): Promise<Step<AskState>> {
    if (answer.kind !== 'text') {
      await sayUnsupported(turn)
      return { kind: 'ask', state }
    }
    // Before consent only the buttons, or their words, mean anything.
    if (state.stage === 'consent') return { kind: 'pass' }
    const { texts } = turn
    const text = answer.text.trim()
    if (isNoQuestion(text)) {
      await askAgain(turn, state, text)
      return { kind: 'ask', state }
    }
    // What may not be taken in takes nothing away of what was shown before: its writer believes that it still waits.
    if (state.stage === 'confirm' && (await turnAway(turn, text))) {
      await confide(turn, confirmation(turn, state, texts.question.earlierKept))
      return { kind: 'ask', state }
    }
    const question = state.stage === 'confirm' ? joined(state.text, text) : text
    if (isTooLong(question, QUESTION_MAX)) {
      await remarkInConfidence(turn, texts.question.tooLong)
      return { kind: 'ask', state }
    }
    if (await turnAway(turn, question)) return { kind: 'done' }
    const { about } = state
    const shown = { ...(about !== undefined && { about }), text: question, draft: timelessId() }
    const first = question === text ? undefined : texts.question.joined
    await confide(turn, confirmation(turn, shown, first))
    return { kind: 'ask', state: { stage: 'confirm', ...shown } }
  },
}

/** Whether a button stands under the words that were shown last. */
export function isUnder(state: AskState | undefined, draft: string): boolean {
  if (!state || state.stage === 'consent') return false
  return state.draft === undefined
    ? state.stage === 'confirm' && draft === UNNAMED
    : state.draft === draft
}

/** Whether somebody greets, agrees, thanks or shows a mere sign: no question, nor a part of the one that is shown. */
function isNoQuestion(text: string): boolean {
  const hasWords = !isBlank(text) && /[\p{L}\p{N}]/u.test(text)
  return !hasWords || isGreeting(text) || shortReply(text) !== null
}

/** Asks again what was asked: only `Xác nhận` sends a question. */
async function askAgain(turn: Turn, state: AskState, said: string): Promise<void> {
  const { greeted, notSentYet, ask } = turn.texts.question
  const first = isGreeting(said) ? greeted : notSentYet
  if (state.stage === 'confirm') return confide(turn, confirmation(turn, state, first))
  await askInConfidence(turn, ...(isGreeting(said) ? [greeted] : []), ask)
}

/** What comes in several messages is one question; what begins with the words that are shown stands in their place. */
function joined(shown: string, text: string): string {
  return text.startsWith(shown) ? text : `${shown}\n${text}`
}

function confirmation(
  turn: Turn,
  { text, draft = UNNAMED, about }: { text: string; draft?: string; about?: string },
  first?: string,
): Message {
  const { blocks, ...shown } = confirmQuestion(
    { text: questionAbout(about, text), draft },
    turn.texts,
    turn.press,
  )
  return { blocks: [...paragraph('text', first), ...blocks], ...shown }
}
