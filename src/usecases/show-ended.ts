import type { BroadcastId, ChannelInstanceId } from '../domain/id.ts'
import { vi } from '../i18n/vi.ts'
import { pressWith } from '../messages/action.ts'
import { progressMessage } from '../messages/sending-messages.ts'
import { instanceOfChat } from '../storage/chats.ts'
import { lockProgress } from '../storage/sending/progress-message.ts'
import type { Store } from '../storage/store.ts'
import { broadcastProgress } from './broadcast-progress.ts'
import { changeProgress } from './sending/change-progress.ts'

/**
 * Brings the card of a broadcast that has ended up to date, in the caller's transaction: nobody looks at that broadcast again
 * by itself. It is counted under the lock, so that of several who show it the last has counted what all of them have done.
 * Gives the lane to wake; null: it has not ended, or its card says so already.
 */
export async function showEnded(
  tx: Store,
  id: BroadcastId,
  now: Date,
): Promise<ChannelInstanceId | null> {
  const { isEnded, card } = await lockProgress(tx, id, now)
  if (!isEnded || !card) return null
  const progress = await broadcastProgress(tx, id, null)
  if (!progress) return null
  const message = progressMessage(progress, vi, pressWith(tx.keys))
  const isNews = await changeProgress(tx, id, card, message, { now, isEnded })
  return isNews ? instanceOfChat(tx, card.chatId) : null
}
