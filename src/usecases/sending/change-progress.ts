import { PRIORITY } from '../../domain/delivery.ts'
import type { BroadcastId, DeliveryId } from '../../domain/id.ts'
import type { Message } from '../../messages/message.ts'
import { noteProgressShown } from '../../storage/sending/broadcasts.ts'
import { planEdit } from '../../storage/sending/plan-message.ts'
import type { Store } from '../../storage/store.ts'

/**
 * Changes the message that shows a broadcast, whose row the caller has locked. False when it says this already: what waits
 * for hours, for its quota or for a bot that may not send, would be changed into itself all the time.
 */
export async function changeProgress(
  tx: Store,
  id: BroadcastId,
  latest: { readonly deliveryId: DeliveryId; readonly shown: Buffer | null },
  message: Message,
): Promise<boolean> {
  const shown = Buffer.from(tx.keys.lookup('progress', JSON.stringify(message)))
  if (latest.shown?.equals(shown)) return false
  await noteProgressShown(tx, id, shown)
  await planProgress(tx, latest.deliveryId, message)
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
