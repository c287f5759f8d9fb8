import type { PlatformAnswer } from './emulator-call.ts'
import type { EmulatorManners } from './emulator-manners.ts'
import { writeIdsAsNumbers } from './zalo-oa-emulator-ids.ts'

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

/** Failures come with HTTP 200 like everything else, unless the server has the manner of real statuses. */
export function writeOa(
  result: OaResult,
  { httpStatuses, numericIds }: EmulatorManners['zaloOa'],
  headers: Record<string, string> = {},
): PlatformAnswer {
  if (!isOaRefusal(result)) {
    const body = numericIds ? writeIdsAsNumbers(JSON.stringify(result)) : result
    return { status: 200, body, headers, ok: true, errorCode: null }
  }
  const { error, message } = result
  const status = httpStatuses ? statusOf(error) : 200
  return { status, body: { error, message }, headers, ok: false, errorCode: error }
}

const STATUSES: Readonly<Record<number, number>> = {
  [-32]: 429,
  [-124]: 401,
  [-212]: 403,
  [-216]: 401,
  [-220]: 401,
  [-223]: 403,
  [-224]: 403,
}

function statusOf(error: number): number {
  return STATUSES[error] ?? 400
}
