import { downloadAttachment, type Fetch } from 'zalo-api-sdk-node'
import type { Channel } from '../channel.ts'
import { noEdit } from '../no-edit.ts'

/** What OA and bot do alike; `signal` ends a download. */
export function plainActs(
  { apiRoot, fetch }: { readonly apiRoot: string; readonly fetch?: Fetch },
  signal: AbortSignal,
): Pick<Channel, 'startLink' | 'edit' | 'answerPress' | 'download'> {
  return {
    startLink: () => null,
    edit: noEdit,
    // There is no toast; what the press asked for is done all the same.
    answerPress: () => Promise.resolve(true),
    download: (file, maxBytes) =>
      downloadAttachment(file.ref, { maxBytes, fetch, extraOrigin: apiRoot, signal }),
  }
}
