import { isTooLong } from '../../domain/text/clip.ts'
import { isBlank } from '../../domain/text/is-blank.ts'
import { isGreeting } from '../../domain/text/is-greeting.ts'
import type { Dialogue, Step } from '../dialogue.ts'
import { QUESTION_MAX } from '../../domain/question.ts'
import type { Message } from '../../messages/message.ts'
import { confirmQuestion } from '../../messages/question-messages.ts'
import { turnAway } from '../turn-away.ts'
import { askInConfidence, confide, press, remarkInConfidence, type Turn } from '../turn.ts'

/** A resident's question on its way: consent first, then the words, then the confirmation. */
export type AskState =
  | { readonly stage: 'consent' }
  | { readonly stage: 'text' }
  | { readonly stage: 'confirm'; readonly text: string }

export const askQuestionDialogue: Dialogue<AskState> = {
  id: 'ask-question',
  version: 1,
  async answer(turn, state, answer): Promise<Step<AskState>> {
    if (answer.kind !== 'text') {
      await remarkInConfidence(turn, turn.texts.common.unsupported)
      return { kind: 'ask', state }
    }
    // Before consent only the buttons, or their words, mean anything.
    if (state.stage === 'consent') return { kind: 'pass' }
    const { texts } = turn
    const text = answer.text.trim()
    if (isBlank(text)) {
      await askInConfidence(turn, texts.question.ask)
      return { kind: 'ask', state: { stage: 'text' } }
    }
    if (isGreeting(text)) {
      await greet(turn, state)
      return { kind: 'ask', state }
    }
    if (isTooLong(text, QUESTION_MAX)) {
      await remarkInConfidence(turn, texts.question.tooLong)
      return { kind: 'ask', state }
    }
    if (await turnAway(turn, text)) return { kind: 'done' }
    await confide(turn, confirmation(turn, text))
    return { kind: 'ask', state: { stage: 'confirm', text } }
  },
}

/** A greeting is no question, nor other words for the one that is shown: what was asked is asked again. */
async function greet(turn: Turn, state: AskState): Promise<void> {
  const { greeted, ask } = turn.texts.question
  if (state.stage !== 'confirm') return void (await askInConfidence(turn, greeted, ask))
  const { blocks, ...shown } = confirmation(turn, state.text)
  await confide(turn, { blocks: [{ kind: 'text', text: greeted }, ...blocks], ...shown })
}

function confirmation(turn: Turn, text: string): Message {
  return confirmQuestion(text, turn.texts, (action) => press(turn, action))
}
