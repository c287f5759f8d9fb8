import { PRIORITY, type DeliveryPurpose } from '../domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId } from '../domain/id.ts'
import type { Message } from '../messages/message.ts'
import type { Store } from '../storage/store.ts'
import { offerMessage } from './remember-menu.ts'

/** Plans a card about a broadcast in the chat of whoever follows it; its buttons can be typed there. */
export async function planBroadcastCard(
  tx: Store,
  card: {
    readonly id: BroadcastId
    readonly chatId: ChatId
    readonly message: Message
    readonly purpose?: DeliveryPurpose
  },
  now: Date,
): Promise<DeliveryId> {
  const { id, chatId, message, purpose = 'card' } = card
  return offerMessage(
    tx,
    {
      chatId,
      message,
      purpose,
      priority: PRIORITY.answer,
      subject: { kind: 'broadcast', id },
    },
    now,
  )
}
