import { createHash, timingSafeEqual } from 'node:crypto'
import { asObject, asText, parseJsonKeepingIds } from '../json.ts'

/** A request to the webhook of an Official Account, and the keys it is checked with. */
export interface OaSignatureInput {
  /** The bytes as they came: JSON written anew has another hash. */
  readonly body: Uint8Array
  /** The header `X-ZEvent-Signature`: `mac=` and 64 hexadecimal digits, or the digits alone. */
  readonly signature: string | undefined
  readonly appId: string
  /** The "OA Secret Key" of the console's webhook page, which is not the secret key of the app. */
  readonly webhookSecret: string
}

/**
 * `ok`, or why not: `no-signature` (none, or none of that form), `no-secret` (yours is empty), `no-timestamp` (signed,
 * and the body is no event), `mismatch` (not Zalo, or another app id or secret). For a log; none of it says anything
 * secret. What the console sends when the address is saved is mostly unsigned: it is known by `parseOaEvent` giving null.
 */
export type OaSignatureVerdict = 'ok' | 'no-signature' | 'no-timestamp' | 'no-secret' | 'mismatch'

/**
 * Checks that an Official Account webhook is Zalo's: SHA-256 (no HMAC) over app id, raw body, the body's
 * `timestamp` and the webhook secret. The age is not checked, because Zalo repeats for two hours with the
 * same timestamp; tell repeats apart by their message id, and set aside what is older than you remember
 * those. Source: "Webhook", "Xác thực sự kiện".
 */
export function checkOaSignature(input: OaSignatureInput): OaSignatureVerdict {
  const given = /^(?:mac=)?([0-9a-f]{64})$/i.exec(input.signature?.trim() ?? '')?.[1]
  if (given === undefined) return 'no-signature'
  if (input.webhookSecret === '') return 'no-secret'
  const timestamp = timestampOf(input.body)
  if (timestamp === null) return 'no-timestamp'
  const expected = createHash('sha256')
    .update(input.appId)
    .update(input.body)
    .update(timestamp)
    .update(input.webhookSecret)
    .digest()
  return timingSafeEqual(expected, Buffer.from(given, 'hex')) ? 'ok' : 'mismatch'
}

/** Whether `checkOaSignature` says `ok`. */
export function verifyOaSignature(input: OaSignatureInput): boolean {
  return checkOaSignature(input) === 'ok'
}

function timestampOf(body: Uint8Array): string | null {
  try {
    const value = asObject(parseJsonKeepingIds(new TextDecoder().decode(body)))['timestamp']
    return asText(value) || null
  } catch {
    return null
  }
}
