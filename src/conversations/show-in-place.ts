import type { Message } from '../messages/message.ts'
import { becomeCard } from '../storage/cards.ts'
import { pressedDelivery, revise, say, type SayOptions, type Turn } from './turn.ts'

/** Changes the message whose button was pressed, which is then the card it shows; says it anew where that is not possible. */
export async function showInPlace(
  turn: Turn,
  message: Message,
  options: SayOptions = {},
): Promise<void> {
  const shown = await pressedDelivery(turn)
  if (!shown || !turn.channel.capabilities.edit) return say(turn, message, options)
  if (options.subject && options.purpose === 'card')
    await becomeCard(turn.tx, shown.original, options.subject)
  await revise(turn, shown.original, message, options)
}
