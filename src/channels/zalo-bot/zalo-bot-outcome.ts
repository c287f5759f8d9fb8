import { ZaloError } from 'zalo-api-sdk-node'
import type { SendOutcome } from '../channel.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How Zalo words a chat that is not there; the exact text is not documented. */
const NO_CHAT = /chat_?\s?id|chat not found|user not found|recipient/i
const BLOCKED = /block/i

/** Since when the bot is told that its quota is used up; an hour of it is the monthly one. */
export interface QuotaState {
  exceededSince: number | null
}

/** Maps an error of a send onto the closed set. */
export function botOutcome(error: unknown, quota: QuotaState, now: number): SendOutcome {
  if (!(error instanceof ZaloError)) throw error
  const reason = error.text
  switch (error.class) {
    case 'unknown-outcome':
      return { kind: 'unknown', reason }
    case 'transient':
    case 'reschedule':
      return { kind: 'retry-after', reason, ...waitFor(error, quota, now) }
    case 'payload':
    case 'recipient':
      return refusal(error, reason)
    case 'refresh':
      return { kind: 'auth', reason }
    case 'human':
      return error.code === 401 || error.code === 'http-401'
        ? { kind: 'auth', reason }
        : { kind: 'rejected', code: String(error.code), reason }
  }
}

function refusal(error: ZaloError, reason: string): SendOutcome {
  if (error.code === 400 && BLOCKED.test(reason))
    return { kind: 'unreachable', chatState: 'blocked', reason }
  if (error.code === 400 && NO_CHAT.test(reason))
    return { kind: 'unreachable', chatState: 'gone', reason }
  return { kind: 'rejected', code: String(error.code), reason }
}

function waitFor(
  error: ZaloError,
  quota: QuotaState,
  now: number,
): { readonly afterMs: number; readonly scope: 'chat' | 'lane' } {
  if (error.code === 429 || error.code === 'http-429') {
    quota.exceededSince ??= now
    const afterMs = isMonthly(quota, now) ? HOUR : MINUTE
    return { afterMs: error.retryAfterMs ?? afterMs, scope: 'lane' }
  }
  if (error.code === 'aborted') return { afterMs: SECOND, scope: 'chat' }
  // 403 is documented as an internal error.
  if (error.code === 403 || error.code === 'http-403')
    return { afterMs: 30 * SECOND, scope: 'chat' }
  return { afterMs: error.retryAfterMs ?? 5 * SECOND, scope: 'lane' }
}

/** Whether the refusals have lasted so long that only the month can end them. */
export function isMonthly({ exceededSince }: QuotaState, now: number): boolean {
  return exceededSince !== null && now - exceededSince >= HOUR
}
