import type { Channel, Inbound } from '../channels/channel.ts'
import { findAccountAt } from '../storage/account-by-name.ts'
import type { Store } from '../storage/store.ts'
import { cleanName } from './receiving/clean-inbound.ts'

/**
 * The display name of who acted, asked of the platform where its events carry none and we do not know it
 * yet; before the event's transaction. Without an answer the person stays nameless and is asked.
 */
export async function learnName(
  store: Store,
  channel: Channel,
  inbound: Inbound,
): Promise<Inbound> {
  const { from, chat, event } = inbound
  if (!from || from.name !== '' || chat.type !== 'private' || !channel.lookUpName) return inbound
  // Who follows or leaves has said nothing, and is written down nowhere.
  if (event.kind === 'standing') return inbound
  const { instanceId } = channel
  const known = await findAccountAt(store, { instanceId, externalId: from.externalId })
  if (cleanName(known?.name ?? '') !== '') return inbound
  const name = cleanName((await channel.lookUpName(from.externalId, chat)) ?? '')
  return name ? { ...inbound, from: { ...from, name } } : inbound
}
