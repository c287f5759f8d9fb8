import type { PlatformAnswer } from './emulator-call.ts'

/** What an OpenAPI method comes to: `error` is 0 or a negative number (zalo-api.md 1.8). */
export type OaResult =
  { readonly error: 0; readonly message: string; readonly data?: unknown } | OaRefusal

export interface OaRefusal {
  readonly error: number
  readonly message: string
  readonly refused: true
}

export function oaSuccess(data?: unknown): OaResult {
  return { error: 0, message: 'Success', ...(data !== undefined && { data }) }
}

export function oaRefusal(error: number, message: string): OaRefusal {
  return { error, message, refused: true }
}

export function isOaRefusal(value: unknown): value is OaRefusal {
  return typeof value === 'object' && value !== null && 'refused' in value && 'error' in value
}

/** Failures come with HTTP 200 like everything else. */
export function writeOa(result: OaResult, headers: Record<string, string> = {}): PlatformAnswer {
  if (!isOaRefusal(result)) return { status: 200, body: result, headers, ok: true, errorCode: null }
  const { error, message } = result
  return { status: 200, body: { error, message }, headers, ok: false, errorCode: error }
}
