import { createHash, timingSafeEqual } from 'node:crypto'
import { asObject, asText, parseJsonKeepingIds } from '../json.ts'

export interface OaSignatureInput {
  /** The bytes as they came: JSON written anew has another hash. */
  readonly body: Uint8Array
  /** The header `X-ZEvent-Signature`. */
  readonly signature: string | undefined
  readonly appId: string
  /** The "OA Secret Key" of the console's webhook page, which is not the secret key of the app. */
  readonly webhookSecret: string
}

/**
 * Whether an Official Account webhook is Zalo's: SHA-256 (no HMAC) over app id, raw body, the body's
 * `timestamp` and the webhook secret. The age is not checked, because Zalo repeats for two hours with the
 * same timestamp; tell repeats apart by their message id.
 */
export function verifyOaSignature(input: OaSignatureInput): boolean {
  const given = /^(?:mac=)?([0-9a-f]{64})$/i.exec(input.signature?.trim() ?? '')?.[1]
  const timestamp = timestampOf(input.body)
  if (given === undefined || timestamp === null || input.webhookSecret === '') return false
  const expected = createHash('sha256')
    .update(input.appId)
    .update(input.body)
    .update(timestamp)
    .update(input.webhookSecret)
    .digest()
  return timingSafeEqual(expected, Buffer.from(given, 'hex'))
}

function timestampOf(body: Uint8Array): string | null {
  try {
    const value = asObject(parseJsonKeepingIds(new TextDecoder().decode(body)))['timestamp']
    return asText(value) || null
  } catch {
    return null
  }
}
