import type { Channel, Inbound } from '../channels/channel.ts'
import { extractText } from '../documents/extract-text.ts'
import { FILE_MAX_BYTES } from '../documents/limits.ts'
import { worksForOffice } from '../domain/rights.ts'
import { findAccountAt } from '../storage/account-by-name.ts'
import type { Store } from '../storage/store.ts'
import { actorOf } from './actor-of.ts'
import type { PreparedFile } from './prepared-file.ts'

/**
 * Fetches the file that came with an event and takes its text out, before the event's transaction. Only
 * files from officers in private are fetched: what others send is none of our business.
 */
export async function prepareFile(
  store: Store,
  channel: Channel,
  inbound: Inbound,
): Promise<PreparedFile | null> {
  const { event } = inbound
  if (event.kind !== 'file' || inbound.chat.type !== 'private' || !inbound.from) return null
  const { instanceId } = channel
  const account = await findAccountAt(store, { instanceId, externalId: inbound.from.externalId })
  if (!worksForOffice(await actorOf(store, account?.personId ?? null))) return null
  const { name, mime, size } = event.file
  if (size !== null && size > FILE_MAX_BYTES) return { kind: 'too-large', name }
  const download = await channel.download(event.file, FILE_MAX_BYTES)
  if (download.kind === 'too-large') return { kind: 'too-large', name }
  if (download.kind === 'failed') return { kind: 'failed', name }
  const { bytes } = download
  const extracted = await extractText({ name, bytes })
  switch (extracted.kind) {
    case 'text':
      if (extracted.marking) return { kind: 'classified', name, marking: extracted.marking.text }
      return { kind: 'read', name, mime, bytes, text: extracted.text }
    case 'too-large':
      return bytes.byteLength > FILE_MAX_BYTES
        ? { kind: 'too-large', name }
        : { kind: 'unread', name, reason: 'text-too-long' }
    case 'empty':
    case 'unsupported':
      return { kind: 'unread', name, reason: extracted.kind }
    case 'not-readable':
      return { kind: 'unread', name, reason: extracted.reason }
  }
}
