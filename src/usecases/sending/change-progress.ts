import { PRIORITY } from '../../domain/delivery.ts'
import type { BroadcastId, DeliveryId } from '../../domain/id.ts'
import type { Message } from '../../messages/message.ts'
import { planEdit } from '../../storage/sending/plan-message.ts'
import {
  noteProgressShown,
  setProgressMessage,
  type ProgressCard,
} from '../../storage/sending/progress-message.ts'
import type { Store } from '../../storage/store.ts'
import { planBroadcastCard } from '../plan-broadcast-card.ts'

/**
 * Changes the message that shows a broadcast, whose row the caller has locked. False when it says this already: what waits
 * for hours, for its quota or for a bot that may not send, would be changed into itself all the time. Where it is lost a new
 * one takes its place: its buttons are what goes on, tries again and reminds.
 */
export async function changeProgress(
  tx: Store,
  id: BroadcastId,
  card: ProgressCard,
  message: Message,
  { now, isEnded }: { readonly now: Date; readonly isEnded: boolean },
): Promise<boolean> {
  const shown = tx.keys.lookup('progress', JSON.stringify(message))
  if (card.isLost) {
    const { chatId } = card
    // Before the end it is an answer, as the one before: the finished card is still to come (`hasEndedUnasked`).
    const purpose = isEnded ? 'card' : 'answer'
    const planned = await planBroadcastCard(tx, { id, chatId, message, purpose }, now)
    await setProgressMessage(tx, id, planned, shown)
    return true
  }
  if (card.shown?.equals(shown)) return false
  await noteProgressShown(tx, id, shown)
  await planProgress(tx, card.deliveryId, message)
  return true
}

/** Plans that the message which shows a broadcast says this, whatever it says now. */
export async function planProgress(
  tx: Store,
  deliveryId: DeliveryId,
  message: Message,
): Promise<void> {
  await planEdit(tx, { deliveryId, message, purpose: 'progress', priority: PRIORITY.edit })
}
