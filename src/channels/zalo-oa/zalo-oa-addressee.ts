import type { OaEvent } from 'zalo-api-sdk-node'

/**
 * Whether an event is about another account: an app has one address for all that have let it in. An event that names
 * none (in a group the recipient is the group) counts as ours.
 */
export function isOfAnotherOa(event: OaEvent, oaId: string | null): boolean {
  const named = namedOa(event)
  return oaId !== null && named !== '' && named !== oaId
}

function namedOa(event: OaEvent): string {
  const raw = event.raw as {
    readonly oa_id?: unknown
    readonly sender?: { readonly id?: unknown } | null
    readonly recipient?: { readonly id?: unknown } | null
  }
  const own = textOf(raw.oa_id)
  if (own !== '' || event.kind !== 'message' || event.chat.type === 'group') return own
  return textOf(event.from === 'oa' ? raw.sender?.id : raw.recipient?.id)
}

function textOf(id: unknown): string {
  return typeof id === 'string' || typeof id === 'number' ? String(id) : ''
}
