import type { JobRequest } from '../../jobs/catalogue.ts'
import type { Channel, Inbound } from '../channels/channel.ts'
import type { Deps } from '../deps.ts'
import { followChat } from '../storage/chat-state.ts'
import { markReceipt } from '../storage/receipts.ts'
import type { Store } from '../storage/store.ts'
import { loseGrant } from '../usecases/lose-grant.ts'

/**
 * Takes in what a platform says by itself, to which there is nothing to answer and for which no chat is entered that
 * is not known. Gives the jobs that follow; null: the event is another one.
 */
export async function takeAnnouncement(
  deps: Pick<Deps, 'clock' | 'log'>,
  tx: Store,
  { instanceId }: Pick<Channel, 'instanceId'>,
  { event, chat, at }: Inbound,
): Promise<JobRequest[] | null> {
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
    case 'revoked': {
      const lanes = await loseGrant(deps, tx, instanceId, { at, now })
      return lanes.map((channelInstanceId) => ({ name: 'run-lane', data: { channelInstanceId } }))
    }
    case 'text':
    case 'file':
    case 'press':
    case 'standing':
    case 'echo':
    case 'unsupported':
    case 'withdraw':
      return null
  }
}
