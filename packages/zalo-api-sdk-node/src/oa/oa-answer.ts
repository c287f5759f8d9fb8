import type { HttpAnswer } from '../http/http-call.ts'
import { statusFailure } from '../http/status-failure.ts'
import { asNumber, asObject, asText, parseJsonKeepingIds, type JsonObject } from '../json.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { ZaloError, type ZaloErrorClass } from '../zalo-error.ts'

const MINUTE = 60_000

export interface OaCall {
  readonly write: boolean
  readonly secrets: readonly string[]
  readonly now: () => number
  /** The class of an error number. */
  readonly classOf: (code: number) => ZaloErrorClass
}

/**
 * The `data` of an Official Account answer. Failures come with HTTP 200 as a rule, so the field `error`
 * decides and the status only speaks where there is no such field. Throws ZaloError.
 */
export function readOaAnswer(answer: HttpAnswer, call: OaCall): unknown {
  const body = parseBody(answer.text)
  const code = body === null ? null : asNumber(body['error'])
  if (body === null || (code === null && (answer.status >= 300 || !('data' in body))))
    throw statusFailure(answer, call, classesOfPages(answer.text))
  if (code !== null && code !== 0) throw oaFailure(code, asText(body['message']), answer, call)
  return body['data']
}

/** The one page of the platform's own: it says in words that there is no such address. */
function classesOfPages(text: string): Readonly<Record<number, ZaloErrorClass>> {
  const isNoSuchPath = text.includes('empty or invalid API')
  return { 401: 'refresh', ...(isNoSuchPath && { 404: 'payload' }) }
}

function oaFailure(code: number, message: string, answer: HttpAnswer, call: OaCall): ZaloError {
  return new ZaloError({
    code,
    class: call.classOf(code),
    text: maskSecrets(message, call.secrets) || `error ${code}`,
    status: answer.status,
    // The counter of -32 starts again with the next minute of the clock.
    ...(code === -32 ? { retryAfterMs: MINUTE - (call.now() % MINUTE) } : {}),
  })
}

function parseBody(text: string): JsonObject | null {
  try {
    const value = parseJsonKeepingIds(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? asObject(value)
      : null
  } catch {
    return null
  }
}
