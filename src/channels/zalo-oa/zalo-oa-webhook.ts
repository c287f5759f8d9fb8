import { parseJsonKeepingIds, parseOaEvent, verifyOaSignature } from 'zalo-api-sdk-node'
import { UPDATE_TAKEN_MS } from '../../domain/update-memory.ts'
import type { ChannelLog } from '../channel-log.ts'
import type { WebhookRequest, WebhookVerdict } from '../channel.ts'
import { isOfAnotherOa } from './zalo-oa-addressee.ts'

const DAY_MS = 86_400_000

export interface OaWebhookKeys {
  readonly appId: string
  readonly webhookSecret: string | null
  /** Null: nobody knows, and every account's events are taken. */
  readonly oaId: string | null
  readonly log: ChannelLog
  readonly now: () => number
}

/**
 * Checks a request to the webhook. Saving the address in Zalo's console calls it with an empty body or one that is
 * no event; that wants 200 and carries nothing worth a signature.
 */
export function verifyOaWebhook(keys: OaWebhookKeys, request: WebhookRequest): WebhookVerdict {
  const text = new TextDecoder().decode(request.body)
  if (text.trim() === '') return { kind: 'probe' }
  let update: unknown
  try {
    update = parseJsonKeepingIds(text)
  } catch {
    return { kind: 'not-json' }
  }
  const event = parseOaEvent(update)
  if (event === null) return { kind: 'probe' }
  const signature = request.headers['x-zevent-signature']
  const { appId, webhookSecret, oaId, log, now } = keys
  const genuine =
    webhookSecret !== null &&
    verifyOaSignature({ body: request.body, signature, appId, webhookSecret })
  if (genuine && isOfAnotherOa(event, oaId)) {
    log.info({ event: event.name }, 'zalo oa webhook left aside: the event is of another account')
    return { kind: 'probe' }
  }
  // Signed once is signed for ever: an event of long ago is one that somebody plays back, and nobody remembers it.
  const ageMs = now() - event.at.getTime()
  if (genuine && ageMs > UPDATE_TAKEN_MS) {
    const days = Math.floor(ageMs / DAY_MS)
    log.warn({ event: event.name, days }, 'zalo oa webhook left aside: the event is too old')
    return { kind: 'probe' }
  }
  if (genuine) return { kind: 'update', update }
  log.warn(
    { signed: signature !== undefined, secretKnown: webhookSecret !== null },
    'zalo oa webhook refused: the signature is not that of the webhook secret and app id',
  )
  return { kind: 'wrong-secret' }
}
