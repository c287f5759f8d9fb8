import type { ChannelInstanceId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { settledCard } from '../messages/approval-messages.ts'
import { closeCards } from '../storage/cards.ts'
import type { Store } from '../storage/store.ts'
import { planProgress } from './sending/change-progress.ts'

/**
 * Puts what was decided about a held sending in place of the question, in every chat where it was asked, as far as a platform
 * can: its buttons have done their work. Gives the lanes to wake.
 */
export async function settleHeld(
  tx: Store,
  notice: Notice,
  line: string,
): Promise<readonly ChannelInstanceId[]> {
  const cards = await closeCards(tx, 'held-card', notice.id)
  for (const { deliveryId } of cards) await planProgress(tx, deliveryId, settledCard(notice, line))
  return cards.map(({ instanceId }) => instanceId)
}
