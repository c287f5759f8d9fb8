import type { PlatformAnswer } from './emulator-call.ts'

export type BotResult =
  | { readonly ok: true; readonly result: unknown; readonly error_code: 0 }
  | { readonly ok: false; readonly description: string; readonly error_code: number }

export function botSuccess(result: unknown): BotResult {
  return { ok: true, result, error_code: 0 }
}

export function botRefusal(error_code: number, description: string): BotResult {
  return { ok: false, description, error_code }
}

/** Business errors were seen with HTTP 200 and with their own number as status (zalo-api.md 4.2). */
export function writeBot(result: BotResult, httpStatuses: boolean): PlatformAnswer {
  if (result.ok) return { status: 200, body: result, ok: true, errorCode: null }
  const status = httpStatuses ? result.error_code : 200
  return { status, body: result, ok: false, errorCode: result.error_code }
}
