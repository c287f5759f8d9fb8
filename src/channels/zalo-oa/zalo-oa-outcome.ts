import { ZaloError } from 'zalo-api-sdk-node'
import type { SendOutcome, UnreachableState } from '../channel.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Zalo counts its days and night hours in Vietnam, UTC+7 all year. */
const VIETNAM = 7 * HOUR

/** What stops one chat and not the account. */
const CHAT_STATES: Readonly<Record<string, UnreachableState>> = {
  '-213': 'never-started',
  '-217': 'blocked',
  '-227': 'gone',
  '-230': 'waiting-for-contact',
  '-232': 'waiting-for-contact',
  '-237': 'gone',
  '-244': 'blocked',
  '-403': 'left',
}

/** What stops the account until a person has changed something: disabled, no permission, package too low. */
const ACCOUNT_STOPS = new Set<number | string>([
  -204,
  -205,
  -209,
  -212,
  -219,
  -221,
  -223,
  -224,
  -235,
  -242,
  -14002,
  -14003,
  -14004,
  -14012,
  -14014,
  -14024,
  -118,
  'no-token',
  'http-401',
  'http-403',
])

/** Maps an error of a send onto the closed set; `repeated`: this very text failed with -200 just before. */
export function oaOutcome(error: unknown, now: number, repeated = false): SendOutcome {
  if (!(error instanceof ZaloError)) throw error
  const reason = error.text
  const code = String(error.code)
  const chatState = CHAT_STATES[code]
  if (chatState !== undefined) return { kind: 'unreachable', chatState, reason }
  switch (error.class) {
    case 'unknown-outcome':
      return { kind: 'unknown', reason }
    case 'transient':
      if (error.code === -200 && repeated) return { kind: 'rejected', code, reason }
      return { kind: 'retry-after', reason, ...waitFor(error) }
    case 'reschedule':
      return { kind: 'retry-after', reason, ...waitUntilAllowed(error, now) }
    case 'refresh':
      return { kind: 'auth', reason }
    case 'human':
      // A number nobody knows, or money for one recipient: shown with its number, and the others go on.
      return ACCOUNT_STOPS.has(error.code)
        ? { kind: 'auth', reason }
        : { kind: 'rejected', code, reason }
    case 'recipient':
      return { kind: 'unreachable', chatState: 'gone', reason }
    case 'payload':
      return { kind: 'rejected', code, reason }
  }
}

interface Wait {
  readonly afterMs: number
  readonly scope: 'chat' | 'lane'
}

function waitFor(error: ZaloError): Wait {
  switch (error.code) {
    case -200:
      return { afterMs: 10 * SECOND, scope: 'chat' }
    case -214:
      return { afterMs: 30 * SECOND, scope: 'chat' }
    case 'aborted':
    case 'file-read':
      return { afterMs: SECOND, scope: 'chat' }
    case 'http-429':
      return { afterMs: error.retryAfterMs ?? MINUTE, scope: 'lane' }
    default:
      return { afterMs: error.retryAfterMs ?? 5 * SECOND, scope: 'lane' }
  }
}

function waitUntilAllowed(error: ZaloError, now: number): Wait {
  const intoDay = (now + VIETNAM) % DAY
  // Night hours end at six; a person's own quota starts again at midnight.
  if (error.code === -234) return { afterMs: untilHour(intoDay, 6), scope: 'chat' }
  if (error.code === -218) return { afterMs: untilHour(intoDay, 24), scope: 'chat' }
  // -211: groups and people within their free window go on, so only this chat waits.
  return { afterMs: HOUR, scope: 'chat' }
}

function untilHour(intoDay: number, hour: number): number {
  return (hour * HOUR - intoDay + DAY) % DAY || DAY
}
