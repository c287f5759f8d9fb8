import type { Message } from '../messages/message.ts'
import { becomeCard } from '../storage/cards.ts'
import { findDeliveryByMessage } from '../storage/sending/find-delivery.ts'
import { revise, say, type SayOptions, type Turn } from './turn.ts'

/** Changes the message whose button was pressed, which is then the card it shows; says it anew where that is not possible. */
export async function showInPlace(
  turn: Turn,
  message: Message,
  options: SayOptions = {},
): Promise<void> {
  const { event } = turn.inbound
  const shown =
    event.kind === 'press' && event.messageId
      ? await findDeliveryByMessage(turn.tx, turn.chat.id, event.messageId)
      : undefined
  if (!shown || !turn.channel.capabilities.edit) return say(turn, message, options)
  if (options.subject)
    await becomeCard(turn.tx, shown.original ?? shown.deliveryId, options.subject)
  await revise(turn, shown.deliveryId, message, options)
}
