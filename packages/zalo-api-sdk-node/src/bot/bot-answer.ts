import type { HttpAnswer } from '../http/http-call.ts'
import { retryAfterMs, statusFailure } from '../http/status-failure.ts'
import { asNumber, asObject, asText, parseJsonKeepingIds } from '../json.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { ZaloError, type ZaloErrorClass } from '../zalo-error.ts'

export interface BotCall {
  readonly write: boolean
  readonly secrets: readonly string[]
}

/**
 * The `result` of a Bot Platform answer. `ok: true` is the only success; a failure has the same body under
 * HTTP 200 and under its own status, so `error_code` decides and the status only where there is no JSON.
 */
export function readBotAnswer(answer: HttpAnswer, call: BotCall): unknown {
  const body = parse(answer.text)
  if (body['ok'] === true) return body['result']
  const code = asNumber(body['error_code'])
  if (body['ok'] !== false || code === null) throw statusFailure(answer, call)
  const wait = retryAfterMs(answer.headers)
  throw new ZaloError({
    code,
    class: botErrorClass(code, call.write),
    text: maskSecrets(asText(body['description']), call.secrets) || `error ${code}`,
    status: answer.status,
    ...(wait === null ? {} : { retryAfterMs: wait }),
  })
}

/**
 * The class of an `error_code` of the Bot Platform. A server that failed (5xx) may have failed after it had sent; 503
 * alone says that it did not take the call.
 */
export function botErrorClass(code: number, write: boolean): ZaloErrorClass {
  if (code === 401) return 'human'
  if (code === 400 || code === 404) return 'payload'
  if (code === 403 || code === 429 || code === 503) return 'transient'
  if (code === 408 || code >= 500) return write ? 'unknown-outcome' : 'transient'
  return 'human'
}

function parse(text: string): ReturnType<typeof asObject> {
  try {
    return asObject(parseJsonKeepingIds(text))
  } catch {
    return {}
  }
}
