import type { PlatformAnswer } from './emulator-call.ts'

/** What a Bot API method comes to. */
export type TelegramResult =
  { readonly ok: true; readonly result: unknown; readonly description?: string } | TelegramRefusal

export interface TelegramRefusal {
  readonly ok: false
  readonly code: number
  readonly description: string
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number }
}

export function succeed(result: unknown, description?: string): TelegramResult {
  return { ok: true, result, ...(description !== undefined && { description }) }
}

export function refuse(code: number, description: string): TelegramRefusal {
  return { ok: false, code, description }
}

export function badRequest(description: string): TelegramRefusal {
  return refuse(400, `Bad Request: ${description}`)
}

export function isRefusal(value: unknown): value is TelegramRefusal {
  return typeof value === 'object' && value !== null && 'ok' in value && value.ok === false
}

/** A 429 with its waiting time, rounded up to whole seconds as the server does. */
export function tooMany(waitMs: number): TelegramRefusal {
  const seconds = Math.max(Math.ceil(waitMs / 1000), 1)
  return {
    ok: false,
    code: 429,
    description: `Too Many Requests: retry after ${seconds}`,
    parameters: { retry_after: seconds },
  }
}

export function writeTelegram(result: TelegramResult): PlatformAnswer {
  if (result.ok) return { status: 200, body: result, ok: true, errorCode: null }
  const { code, description, parameters } = result
  const retryAfter = parameters?.retry_after
  return {
    status: code,
    body: { ok: false, error_code: code, description, ...(parameters && { parameters }) },
    ok: false,
    errorCode: code,
    ...(retryAfter !== undefined && { headers: { 'retry-after': String(retryAfter) } }),
  }
}
