import { plainMessage, type Button } from '../messages/message.ts'
import type { Action } from '../messages/action.ts'
import { say, type SayOptions, type Turn } from './turn.ts'

/**
 * Asks whether it is to go all the same, at night or though it was wanted long ago: the answer is an act of its own, of that
 * moment. `beside` are the other ways out.
 */
export async function askAnyway(
  turn: Turn,
  text: string,
  action: Action,
  { beside = [], card }: { readonly beside?: readonly Button[]; readonly card?: SayOptions } = {},
): Promise<void> {
  const sendAnyway = { label: turn.texts.button.sendAnyway, action: turn.press(action) }
  await say(turn, { ...plainMessage(text), buttons: [[sendAnyway, ...beside]] }, card)
}
