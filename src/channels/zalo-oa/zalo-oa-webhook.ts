import {
  type OaEvent,
  parseJsonKeepingIds,
  parseOaEvent,
  verifyOaSignature,
} from 'zalo-api-sdk-node'
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
  /** What time it is by Zalo's clock; null: it has not said yet. Absent: ours is believed. */
  readonly zaloNow?: (() => Date | null) | undefined
}

/** Zalo's own look at the address is unsigned, and small. */
const UNSIGNED_MAX_BYTES = 16 * 1024
const SIGNATURE_HEADER = 'x-zevent-signature'

/** Whether it is signed, or so small that it may be Zalo's look at the address. */
export function mayBeOaWebhook(headers: WebhookRequest['headers']): boolean {
  if (headers[SIGNATURE_HEADER] !== undefined) return true
  return (
    headers['transfer-encoding'] === undefined &&
    Number(headers['content-length'] ?? 0) <= UNSIGNED_MAX_BYTES
  )
}

/** What the console sends when the address is saved, where it sends anything: it is no event. */
export function isOaLook(said: unknown): boolean {
  return parseOaEvent(said) === null
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
  const signature = request.headers[SIGNATURE_HEADER]
  const { appId, webhookSecret, oaId, log } = keys
  const genuine =
    webhookSecret !== null &&
    verifyOaSignature({ body: request.body, signature, appId, webhookSecret })
  if (genuine && isOfAnotherOa(event, oaId)) {
    log.info({ event: event.name }, 'zalo oa webhook left aside: the event is of another account')
    return { kind: 'probe' }
  }
  if (genuine) return ofItsTime(keys, event) ?? { kind: 'update', update }
  log.warn(
    { signed: signature !== undefined, secretKnown: webhookSecret !== null },
    'zalo oa webhook refused: the signature is not that of the webhook secret and app id',
  )
  return { kind: 'wrong-secret' }
}

/**
 * Signed once is signed for ever: an event of long ago is one that somebody plays back, and nobody remembers it. By Zalo's
 * clock: ours may be days ahead, and all that people write would look as old. Undefined: it is to be taken.
 */
function ofItsTime(
  { log, now, zaloNow }: OaWebhookKeys,
  { at, name }: OaEvent,
): WebhookVerdict | undefined {
  const known = zaloNow ? zaloNow()?.getTime() : now()
  const ageMs = (known ?? now()) - at.getTime()
  if (ageMs <= UPDATE_TAKEN_MS) return undefined
  const said = { event: name, days: Math.floor(ageMs / DAY_MS) }
  if (known === undefined) {
    log.warn(said, 'zalo oa webhook put off: too old by our clock, and zalo has not said its time')
    return { kind: 'later' }
  }
  log.warn(said, 'zalo oa webhook left aside: the event is too old')
  return { kind: 'probe' }
}
