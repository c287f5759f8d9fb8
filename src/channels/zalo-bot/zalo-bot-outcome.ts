import { ZaloError } from 'zalo-api-sdk-node'
import type { Reason } from '../../domain/reason.ts'
import type { SendOutcome } from '../channel.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How Zalo words a chat that is not there; the exact text is not documented. */
const NO_CHAT = /chat_?\s?id|chat not found|user not found|recipient/i
const BLOCKED = /block/i
const TOO_LONG = /exceed|too long|2000/i

/** A failure of the server that comes back so often for one text is shown to a person. */
const SERVER_FAILURES = 2

/** Since when the bot is told that its quota is used up; an hour of it is the monthly one. */
export interface QuotaState {
  exceededSince: number | null
}

export interface BotFacts {
  readonly quota: QuotaState
  readonly now: number
  /** How often this very text has just failed with 403, which the documentation calls an internal error. */
  readonly failures?: number
}

/** Maps an error of a send onto the closed set. */
export function botOutcome(error: unknown, facts: BotFacts): SendOutcome {
  if (!(error instanceof ZaloError)) throw error
  const reason = typeof error.code === 'number' ? `${error.code} ${error.text}` : error.text
  const rejected = { kind: 'rejected', why: 'refused', reason } as const
  switch (error.class) {
    case 'unknown-outcome':
      return { kind: 'unknown', reason }
    case 'transient':
    case 'reschedule':
      if (isServerFailure(error) && (facts.failures ?? 0) >= SERVER_FAILURES)
        return { ...rejected, why: 'platform-trouble' }
      return { kind: 'retry-after', reason, ...waitFor(error, facts) }
    case 'payload':
    case 'recipient':
      return refusal(error, reason)
    case 'refresh':
      return { kind: 'auth', why: 'token-refused', reason }
    case 'human':
      return error.code === 401 || error.code === 'http-401'
        ? { kind: 'auth', why: 'token-refused', reason }
        : rejected
  }
}

/** 403 is documented as an internal error. */
export function isServerFailure(error: unknown): boolean {
  return error instanceof ZaloError && (error.code === 403 || error.code === 'http-403')
}

function refusal(error: ZaloError, reason: string): SendOutcome {
  if (error.code === 400) {
    if (BLOCKED.test(error.text))
      return { kind: 'unreachable', chatState: 'blocked', why: 'blocked', reason }
    if (NO_CHAT.test(error.text))
      return { kind: 'unreachable', chatState: 'gone', why: 'gone', reason }
    if (TOO_LONG.test(error.text)) return { kind: 'rejected', why: 'too-long', reason }
  }
  return { kind: 'rejected', why: 'refused', reason }
}

function waitFor(
  error: ZaloError,
  { quota, now }: BotFacts,
): { readonly afterMs: number; readonly scope: 'chat' | 'lane'; readonly why: Reason } {
  if (error.code === 429 || error.code === 'http-429') {
    quota.exceededSince ??= now
    const monthly = isMonthly(quota, now)
    return {
      afterMs: error.retryAfterMs ?? (monthly ? HOUR : MINUTE),
      scope: 'lane',
      why: monthly ? 'quota' : 'too-many',
    }
  }
  if (error.code === 'aborted') return { afterMs: SECOND, scope: 'chat', why: 'interrupted' }
  if (isServerFailure(error))
    return { afterMs: 30 * SECOND, scope: 'chat', why: 'platform-trouble' }
  const why = error.code === 'network' || error.code === 'timeout' ? 'offline' : 'platform-trouble'
  return { afterMs: error.retryAfterMs ?? 5 * SECOND, scope: 'lane', why }
}

/** Whether the refusals have lasted so long that only the month can end them. */
export function isMonthly({ exceededSince }: QuotaState, now: number): boolean {
  return exceededSince !== null && now - exceededSince >= HOUR
}
