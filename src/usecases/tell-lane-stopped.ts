import type { Deps } from '../deps.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Reason } from '../domain/reason.ts'
import { vi } from '../i18n/vi.ts'
import { accountName } from '../messages/account-name.ts'
import { plainMessage } from '../messages/message.ts'
import { dutyChatElsewhere } from '../storage/duty-chats.ts'
import { findInstance } from '../storage/channel-instances.ts'
import type { Store } from '../storage/store.ts'
import { ownersChats, tellChats } from './tell-chats.ts'

/**
 * A bot or OA that may not send is told to the owners on another one, in the transaction that stops its lane; the log
 * tells it to the operator, who is perhaps the only one left to tell. Gives the lanes that carry the messages.
 */
export async function tellLaneStopped(
  { log }: Pick<Deps, 'log'>,
  tx: Store,
  instanceId: ChannelInstanceId,
  why: Reason,
): Promise<readonly ChannelInstanceId[]> {
  const stopped = await findInstance(tx, instanceId)
  const name = accountName(stopped, vi)
  const sentence = why === 'consent-lost' ? vi.lane.consentLost : vi.lane.stopped
  const chats = await ownersChats(tx, (owner) => dutyChatElsewhere(tx, owner, instanceId))
  const message = plainMessage(`⛔ ${sentence({ name, why: vi.reason[why] })}`)
  const lanes = await tellChats(tx, chats, message)
  log.error({ lane: instanceId, why, told: lanes.length > 0 }, 'a lane stands until a person acts')
  return lanes
}
