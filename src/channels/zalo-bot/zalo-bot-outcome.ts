import { ZaloError } from 'zalo-api-sdk-node'
import type { Reason } from '../../domain/reason.ts'
import type { SendOutcome } from '../channel.ts'
import { TROUBLE_PATIENCE, troubleWaitMs } from '../count-failures.ts'
import { isKeptOut } from '../zalo/kept-out.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** How Zalo words a chat that is not there; the exact text is not documented. */
const NO_CHAT = /chat_?\s?id|chat not found|user not found|recipient/i
const BLOCKED = /block/i
const TOO_LONG = /exceed|too long|2000/i

/** A failure by the server's own fault, or that of a gateway before it: of one text, or of all for a moment. */
export type ServerFailure = 'internal-error' | 'trouble' | 'kept-out'

/** After so many of one text a person is shown it. */
const PATIENCE: Readonly<Record<ServerFailure, number>> = {
  'internal-error': 2,
  trouble: TROUBLE_PATIENCE,
  'kept-out': TROUBLE_PATIENCE,
}

/** Refusals this long after the wait of the last one are another matter than that. */
const SAME_REFUSAL_MS = 10 * MINUTE

/** What the bot was told of its quota; an hour of refusals is the monthly one. */
export interface QuotaState {
  /** Null: the last message went through. In milliseconds: the first of refusals in a row, the last, the end of its wait. */
  exceeded: { readonly since: number; readonly last: number; readonly until: number } | null
}

export interface BotFacts {
  readonly quota: QuotaState
  readonly now: number
  /** How often this very text has just failed in this way; of trouble and pages, while others went: see `countWhileOthersGo`. */
  readonly failures?: number
}

/** Maps an error of a send onto the closed set. */
export function botOutcome(error: unknown, facts: BotFacts): SendOutcome {
  if (!(error instanceof ZaloError)) throw error
  const reason = typeof error.code === 'number' ? `${error.code} ${error.text}` : error.text
  const rejected = { kind: 'rejected', why: 'refused', reason } as const
  const { failures = 0 } = facts
  const failure = serverFailureOf(error)
  switch (error.class) {
    case 'unknown-outcome':
      return { kind: 'unknown', reason }
    case 'transient':
    case 'reschedule':
      if (failure !== null && failures >= PATIENCE[failure])
        return { ...rejected, why: 'platform-trouble' }
      return { kind: 'retry-after', reason, ...waitFor(error, failure, facts) }
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

/** The documentation calls 403 an internal error. Null: it is no failure of the server, nor of a gateway before it. */
export function serverFailureOf(error: unknown): ServerFailure | null {
  if (isKeptOut(error)) return 'kept-out'
  if (!(error instanceof ZaloError) || typeof error.code !== 'number') return null
  if (error.code === 403) return 'internal-error'
  return error.class === 'transient' && error.code >= 500 ? 'trouble' : null
}

function isExceeded({ code }: ZaloError): boolean {
  return code === 429 || code === 'http-429'
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
  failure: ServerFailure | null,
  { quota, now, failures = 0 }: BotFacts,
): { readonly afterMs: number; readonly scope: 'chat' | 'lane'; readonly why: Reason } {
  if (isExceeded(error)) {
    const before = quota.exceeded
    const since = before !== null && now <= before.until + SAME_REFUSAL_MS ? before.since : now
    const monthly = now - since >= HOUR
    const afterMs = error.retryAfterMs ?? (monthly ? HOUR : MINUTE)
    quota.exceeded = { since, last: now, until: now + afterMs }
    return { afterMs, scope: 'lane', why: monthly ? 'quota' : 'too-many' }
  }
  if (error.code === 'aborted') return { afterMs: SECOND, scope: 'chat', why: 'interrupted' }
  if (failure === 'internal-error')
    return { afterMs: 30 * SECOND, scope: 'chat', why: 'platform-trouble' }
  // Other chats go on beside a text that the server fails at again, unless that names a time.
  const isOfText = failure === 'kept-out' || (failure === 'trouble' && error.retryAfterMs === null)
  if (failures > 0 && isOfText)
    return { afterMs: troubleWaitMs(failures), scope: 'chat', why: 'platform-trouble' }
  const why = error.code === 'network' || error.code === 'timeout' ? 'offline' : 'platform-trouble'
  return { afterMs: error.retryAfterMs ?? 5 * SECOND, scope: 'lane', why }
}

/** Whether the refusals have lasted so long that only the month can end them. */
export function isMonthly({ exceeded }: QuotaState): boolean {
  return exceeded !== null && exceeded.last - exceeded.since >= HOUR
}
