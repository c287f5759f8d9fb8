import { asNumber } from '../json.ts'

/** The last `X-RateLimit-*` headers seen: calls a minute. */
export interface RateLimit {
  readonly limit: number
  readonly remaining: number
  readonly at: Date
}

export function readRateLimit(headers: Headers, at: Date): RateLimit | null {
  const limit = asNumber(headers.get('x-ratelimit-limit'))
  const remaining = asNumber(headers.get('x-ratelimit-remain'))
  return limit === null || remaining === null || limit <= 0 ? null : { limit, remaining, at }
}
