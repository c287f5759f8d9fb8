import { maskSecrets } from '../mask-secrets.ts'
import { ZaloError, type ZaloErrorClass } from '../zalo-error.ts'
import type { HttpAnswer } from './http-call.ts'

/**
 * The failure of an answer that is not the platform's JSON: a gateway page, a proxy, an empty body. For a
 * write, a server that failed (5xx) and a success without words say nothing of what was done; too busy to take the call
 * (429, 503), leading elsewhere (3xx) or keeping it out (403, 404), says that nothing was, and passes: the platforms
 * themselves refuse in JSON.
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
  if (status === 429 || status === 503 || (status >= 300 && status < 400)) return 'transient'
  if (status < 300 || status === 408 || status >= 500)
    return write ? 'unknown-outcome' : 'transient'
  if (status === 401) return 'human'
  return status === 403 || status === 404 ? 'transient' : 'payload'
}

/** `Retry-After` in milliseconds, at most a day; null without a usable number of seconds, and none is one of 0. */
export function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('retry-after')
  if (value === null || !/^\d{1,6}$/.test(value.trim())) return null
  return Math.min(Number(value), 86_400) * 1000 || null
}
