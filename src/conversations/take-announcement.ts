import type { JobRequest } from '../../jobs/catalogue.ts'
import type { Channel, Inbound } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { followChat } from '../storage/chat-state.ts'
import { findChatByExternalId } from '../storage/chats.ts'
import { markReceipt } from '../storage/receipts.ts'
import type { Store } from '../storage/store.ts'
import { eraseAccountOf } from '../usecases/erase-account.ts'
import { loseGrant } from '../usecases/lose-grant.ts'
import { settleByEcho } from './settle-by-echo.ts'
import { toWake } from '../usecases/to-wake.ts'

/**
 * Takes in what a platform says by itself, to which there is nothing to answer and for which no chat is entered that
 * is not known. Gives the jobs that follow; null: the event is another one.
 */
export async function takeAnnouncement(
  deps: Pick<Deps, 'clock' | 'log' | 'settings'>,
  tx: Store,
  channel: Channel,
  inbound: Inbound,
): Promise<JobRequest[] | null> {
  const { instanceId } = channel
  const { event, chat, at } = inbound
  const { externalId } = chat
  const now = deps.clock.now()
  switch (event.kind) {
    case 'migrated':
      await followChat(tx, { instanceId, fromExternalId: externalId, toExternalId: event.toChatId })
      return []
    case 'receipt': {
      const { receipt, messageIds } = event
      await markReceipt(tx, { instanceId, chatExternalId: externalId, receipt, messageIds, at })
      return []
    }
    case 'withdraw': {
      const { timeZone } = deps.settings
      const shown = await eraseAccountOf(tx, { instanceId, externalId, at, now, timeZone })
      return shown.map((broadcastId) => ({ name: 'update-progress', data: { broadcastId } }))
    }
    case 'revoked': {
      const grantedAt = (await channel.grantedAt?.()) ?? null
      return toWake(await loseGrant(deps, tx, instanceId, { at, now, grantedAt }))
    }
    case 'echo': {
      // A group's may be the first that is heard of the group; whom an administrator writes to is not our business.
      if (chat.type === 'group') return null
      const id = await findChatByExternalId(tx, instanceId, externalId)
      if (!id) return []
      const { settings } = deps
      const ours = { id, instanceId, type: chat.type }
      return settleByEcho(tx, channel, ours, inbound, { now, settings })
    }
    case 'standing':
      // So for who blocks the bot after having had themselves erased; a group's may be the first that is heard of the group.
      if (chat.type === 'group' || (await findChatByExternalId(tx, instanceId, externalId)))
        return null
      return []
    case 'text':
    case 'file':
    case 'press':
    case 'unsupported':
      return null
  }
}
