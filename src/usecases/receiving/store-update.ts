import type { Channel } from '../../channels/channel.ts'
import type { InboxWriter } from './inbox-writer.ts'
import type { WakeInbox } from './wake-inbox.ts'

/** `known`: the same update is stored already. `ignored`: it is no update that has a key. */
export type StoredUpdate = 'stored' | 'known' | 'ignored'

/** Longest platform key that is kept; real ones have about thirty characters. */
const MAX_KEY = 500

/**
 * Stores one raw update before anything else happens with it, and wakes the inbox. Rejects when it
 * could not be stored; the platform then sends it again.
 */
export async function storeUpdate(
  deps: { readonly inbox: InboxWriter; readonly wakeInbox: WakeInbox },
  channel: Channel,
  update: unknown,
): Promise<StoredUpdate> {
  const key = channel.keyOf(update)
  if (!key || !isStorable(key.dedupKey)) return 'ignored'
  const isNew = await deps.inbox.write({ instanceId: channel.instanceId, ...key, update })
  if (!isNew) return 'known'
  deps.wakeInbox()
  return 'stored'
}

/** PostgreSQL's text holds no NUL; a key with one would be refused for ever. */
function isStorable(key: string): boolean {
  return key.length <= MAX_KEY && !key.includes('\0')
}
