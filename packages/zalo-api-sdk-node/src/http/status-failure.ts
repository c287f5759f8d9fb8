import { maskSecrets } from '../mask-secrets.ts'
import { ZaloError, type ZaloErrorClass } from '../zalo-error.ts'
import type { HttpAnswer } from './http-call.ts'

/**
 * The failure of an answer that is not the platform's JSON: a gateway page, a proxy, an empty body. For a
 * write, a gateway that lost its server (502, 504) and a success without words say nothing of what was done.
 */
export function statusFailure(
  answer: HttpAnswer,
  call: { readonly write: boolean; readonly secrets: readonly string[] },
  classes: Readonly<Record<number, ZaloErrorClass>> = {},
): ZaloError {
  const { status } = answer
  const wait = retryAfterMs(answer.headers)
  return new ZaloError({
    code: status < 300 ? 'not-json' : `http-${status}`,
    class: classes[status] ?? classOfStatus(status, call.write),
    text: maskSecrets(answer.text, call.secrets) || `HTTP ${status}`,
    status,
    ...(wait === null ? {} : { retryAfterMs: wait }),
  })
}

function classOfStatus(status: number, write: boolean): ZaloErrorClass {
  if (status < 300 || status === 408 || status === 502 || status === 504)
    return write ? 'unknown-outcome' : 'transient'
  if (status === 429 || status >= 500) return 'transient'
  return status === 401 || status === 403 || status < 400 ? 'human' : 'payload'
}

/** `Retry-After` in milliseconds, at most a day; null without a usable number of seconds. */
export function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after')
  if (value === null || !/^\d{1,6}$/.test(value.trim())) return null
  return Math.min(Number(value), 86_400) * 1000
}
