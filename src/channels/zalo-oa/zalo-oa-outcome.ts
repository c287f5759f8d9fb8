import { ZaloError } from 'zalo-api-sdk-node'
import type { Reason } from '../../domain/reason.ts'
import type { ChatType, SendOutcome, UnreachableState } from '../channel.ts'
import { TROUBLE_PATIENCE, troubleWaitMs } from '../count-failures.ts'
import { isKeptOut } from '../zalo/kept-out.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
/** Zalo counts its days and night hours in Vietnam, UTC+7 all year. */
const VIETNAM = 7 * HOUR
/** Zalo's minute of -32 may begin a little after ours. */
const CLOCK_MARGIN = SECOND
/** And so may its day: who comes by our clock would be told to wait for a whole one. */
const HOUR_MARGIN = 2 * MINUTE
/** No clock is further ahead of Zalo's: what is refused within this time of the hour waits for Zalo's. */
const JUST_PAST = 15 * MINUTE
const AGAIN_JUST_PAST = 5 * MINUTE

/** It is tried for all that wait for it; on a line that is too slow for the file each try fills that for a minute. */
const UPLOAD_AGAIN = 5 * MINUTE

/** What stops one chat and not the account. */
const CHAT_STATES: Readonly<Record<string, readonly [UnreachableState, Reason?]>> = {
  '-213': ['never-started'],
  '-217': ['blocked'],
  '-227': ['gone'],
  '-230': ['waiting-for-contact'],
  '-232': ['waiting-for-contact'],
  // The group's package has lapsed: it lives again when that is renewed.
  '-237': ['no-rights', 'group-expired'],
  '-244': ['blocked'],
  '-403': ['left'],
}

/** What stops the account until a person has changed something, and what that is. */
const ACCOUNT_STOPS: Readonly<Record<string, Reason>> = {
  '-204': 'account-closed',
  '-205': 'account-closed',
  '-209': 'app-closed',
  '-212': 'permission-missing',
  '-219': 'app-closed',
  '-221': 'account-closed',
  '-223': 'permission-missing',
  '-224': 'package-too-low',
  '-235': 'package-too-low',
  '-242': 'app-closed',
  '-14002': 'token-refused',
  '-14003': 'token-refused',
  '-14004': 'token-refused',
  '-14012': 'consent-lost',
  '-14014': 'consent-lost',
  '-14024': 'consent-lost',
  '-118': 'consent-lost',
  'no-token': 'consent-lost',
  'http-401': 'consent-lost',
}

/** They name one API: an app may send to people that was not granted groups or uploads, and answers must go on. */
const OF_ONE_API: ReadonlySet<number | string> = new Set([-212, -223, -235])
/** The account itself lacks it, whatever the app was granted. */
export const PACKAGE_TOO_LOW = -235

/** Whether Zalo refuses this API alone, so that what goes by others is sent. */
export function isOfOneApi({ code }: ZaloError): boolean {
  return OF_ONE_API.has(code)
}

/** What the OAuth server says of a wrong app id or secret: a new consent would fail for the same reason. */
const OF_APP: ReadonlySet<number | string> = new Set([-14_002, -14_004])

export function isOfApp({ code }: ZaloError): boolean {
  return OF_APP.has(code)
}

/** What content is not taken for; everything else is `refused`. */
const REFUSALS: Readonly<Record<string, Reason>> = {
  '-100': 'file-stale',
  '-210': 'too-long',
  '-320': 'quota',
  '-321': 'quota',
  'file-too-large': 'file-too-large',
  'file-refused': 'file-refused',
  'no-file': 'file-missing',
  'uploads-not-granted': 'uploads-not-granted',
  'package-too-low': 'package-too-low',
  'http-413': 'file-too-large',
}

/** What an error cannot be read without, if it is that of a message. */
export interface OaCall {
  readonly chatType: ChatType
  /** This very text failed with -200 just before. */
  readonly isRepeated: boolean
  /** How often a gateway's page has just kept this very text out, and not everything; see `countWhileOthersGo`. */
  readonly keptOut: number
}

/** Maps an error of a call onto the closed set. */
export function oaOutcome(error: unknown, now: number, call?: OaCall): SendOutcome {
  if (!(error instanceof ZaloError)) throw error
  const reason = textOf(error)
  const code = String(error.code)
  if (error.ofGrant) return grantOutcome(error, reason)
  const [chatState, why] = CHAT_STATES[code] ?? []
  if (chatState !== undefined)
    return { kind: 'unreachable', chatState, why: why ?? chatState, reason }
  const rejected = { kind: 'rejected', why: REFUSALS[code] ?? 'refused', reason } as const
  switch (error.class) {
    case 'unknown-outcome':
      return { kind: 'unknown', reason }
    case 'transient':
      if (error.code === -200 && call?.isRepeated) return rejected
      if (call && call.keptOut > 0 && isKeptOut(error)) return keptOutAgain(call.keptOut, reason)
      return { kind: 'retry-after', reason, ...waitFor(error) }
    case 'reschedule':
      return { kind: 'retry-after', reason, ...waitUntilAllowed(error, now) }
    case 'refresh':
      return { kind: 'auth', why: 'consent-lost', reason }
    case 'human': {
      if (call?.chatType === 'group' && isOfOneApi(error)) {
        const isOfPackage = error.code === PACKAGE_TOO_LOW
        return {
          kind: 'rejected',
          why: isOfPackage ? 'package-too-low' : 'groups-not-granted',
          reason,
        }
      }
      // A number nobody knows, or money for one recipient: shown, and the others go on.
      const stop = ACCOUNT_STOPS[code]
      return stop === undefined ? rejected : { kind: 'auth', why: stop, reason }
    }
    case 'recipient':
      return { kind: 'unreachable', chatState: 'gone', why: 'gone', reason }
    case 'payload':
      return rejected
  }
}

/**
 * Without an access token nothing was sent, and no number of the token server speaks of this chat or its content: the
 * copy waits, for a while or for a person.
 */
function grantOutcome(error: ZaloError, reason: string): SendOutcome {
  if (error.class === 'transient') return { kind: 'retry-after', reason, ...waitFor(error) }
  return { kind: 'auth', why: ACCOUNT_STOPS[String(error.code)] ?? 'token-refused', reason }
}

/** The first page may be for all messages; while one meets it again, and others do not, those go on. */
function keptOutAgain(times: number, reason: string): SendOutcome {
  const why = 'platform-trouble'
  return times < TROUBLE_PATIENCE
    ? { kind: 'retry-after', afterMs: troubleWaitMs(times), scope: 'chat', why, reason }
    : { kind: 'rejected', why, reason }
}

/** The number is the contract and the words are not, so operators see both. */
function textOf({ code, text }: ZaloError): string {
  return typeof code === 'number' ? `${code} ${text}` : text
}

interface Wait {
  readonly afterMs: number
  readonly scope: 'chat' | 'lane'
  readonly why: Reason
}

function waitFor(error: ZaloError): Wait {
  const { code, retryAfterMs } = error
  switch (code) {
    case -200:
      return { afterMs: 10 * SECOND, scope: 'chat', why: 'platform-trouble' }
    case -214:
      return { afterMs: 30 * SECOND, scope: 'chat', why: 'platform-trouble' }
    case 'aborted':
      return { afterMs: SECOND, scope: 'chat', why: 'interrupted' }
    case 'file-read':
      return { afterMs: SECOND, scope: 'chat', why: 'file-missing' }
    case 'upload':
      return { afterMs: UPLOAD_AGAIN, scope: 'chat', why: 'upload-failed' }
    case -32:
      return { afterMs: (retryAfterMs ?? MINUTE) + CLOCK_MARGIN, scope: 'lane', why: 'too-many' }
    case 'http-429':
      return { afterMs: retryAfterMs ?? MINUTE, scope: 'lane', why: 'too-many' }
    case 'network':
    case 'timeout':
      return { afterMs: 5 * SECOND, scope: 'lane', why: 'offline' }
    default:
      return { afterMs: retryAfterMs ?? 5 * SECOND, scope: 'lane', why: 'platform-trouble' }
  }
}

function waitUntilAllowed(error: ZaloError, now: number): Wait {
  const intoDay = (now + VIETNAM) % DAY
  // Night hours end at six; a person's own quota starts again at midnight.
  if (error.code === -234)
    return { afterMs: untilHour(intoDay, 6), scope: 'chat', why: 'night-hours' }
  if (error.code === -218)
    return { afterMs: untilHour(intoDay, 24), scope: 'chat', why: 'person-quota' }
  // -211: groups and people within their free window go on, so only this message waits.
  return { afterMs: HOUR, scope: 'chat', why: 'quota' }
}

function untilHour(intoDay: number, hour: number): number {
  const left = (hour * HOUR - intoDay + DAY) % DAY
  return left > DAY - JUST_PAST ? AGAIN_JUST_PAST : left + HOUR_MARGIN
}
