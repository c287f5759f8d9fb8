import { readId } from '../domain/id.ts'
import type { Action } from '../messages/action.ts'
import { respondsIdly } from './answer-idly.ts'
import { actions } from './actions.ts'
import { respondInConfidence, type Turn } from './turn.ts'

/** Does what a button means, pressed or typed; null: it is none of ours. */
export async function runAction(turn: Turn, action: Action | null): Promise<void> {
  const run = action && Object.hasOwn(actions, action.verb) && actions[action.verb]
  if (!run) {
    if (await respondsIdly(turn)) await respondInConfidence(turn, turn.texts.common.stale)
    return
  }
  await run(turn, { id: readId(action.id ?? ''), arg: action.arg ?? '' })
  const { event } = turn.inbound
  const isAnswered = turn.effects.presses.length > 0
  // The phone shows a press as waiting until it is answered, whatever else was said.
  if (event.kind === 'press' && !isAnswered && turn.channel.capabilities.toast)
    turn.effects.presses.push({ pressId: event.pressId, text: null, alert: false, chatId: null })
}
