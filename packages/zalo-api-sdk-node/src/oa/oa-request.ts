import { baseUrlOf } from '../http/base-url.ts'
import { httpCall, type CallOptions, type Fetch } from '../http/http-call.ts'
import { readRateLimit, type RateLimit } from '../http/rate-limit.ts'
import type { AccessTokens } from '../oauth/access-tokens.ts'
import { badArgument, ZaloError, type ZaloErrorClass } from '../zalo-error.ts'
import { readOaAnswer } from './oa-answer.ts'
import { oaErrorClass } from './oa-error-class.ts'

/** One call of the Official Account API. */
export interface OaRequest {
  /** Path after the base URL, with its first slash, such as `/v3.0/oa/message/cs`. */
  readonly path: string
  /** Sent as JSON or multipart by POST; without it the call is a GET. */
  readonly body?: Readonly<Record<string, unknown>> | (() => FormData)
  readonly query?: Readonly<Record<string, string | number>>
  /** Whether doing it twice is visible to people: a lost answer then is an `unknown-outcome`. Default: false. */
  readonly write?: boolean
  /** Of this call; default: the client's. */
  readonly timeoutMs?: number
  /** The class of an error number; default: `oaErrorClass`. */
  readonly classOf?: (code: number) => ZaloErrorClass
}

export interface OaTransport {
  readonly request: (call: OaRequest, options?: CallOptions) => Promise<unknown>
  readonly rateLimit: () => RateLimit | null
}

/** The account's tokens, and how to reach the API. */
export interface OaTransportOptions {
  /** `rotatingTokens`, or `staticToken` for a trial. */
  readonly accessTokens: AccessTokens
  /** Default: `https://openapi.zalo.me`. */
  readonly baseUrl?: string | undefined
  /** Default: the runtime's. */
  readonly fetch?: Fetch | undefined
  /** Of one call, body included; default: 15 seconds, 60 for an upload. */
  readonly timeoutMs?: number | undefined
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined
}

const TIMEOUT_MS = 15_000
const UPLOAD_TIMEOUT_MS = 60_000

/** Calls of the Official Account API: the token header, one renewal when it is refused, the rate headers. */
export function createOaTransport(options: OaTransportOptions): OaTransport {
  const base = baseUrlOf(options.baseUrl ?? 'https://openapi.zalo.me')
  const now = options.now ?? Date.now
  let rateLimit: RateLimit | null = null

  async function attempt(
    call: OaRequest,
    token: string,
    callOptions: CallOptions,
  ): Promise<unknown> {
    const write = call.write ?? false
    const secrets = [token]
    const answer = await httpCall(options.fetch ?? globalThis.fetch, {
      method: call.body === undefined ? 'GET' : 'POST',
      url: `${base}${call.path}${queryOf(call.query)}`,
      headers: { access_token: token, ...contentType(call.body) },
      ...bodyOf(call.body),
      write,
      timeoutMs: call.timeoutMs ?? options.timeoutMs ?? usualTimeout(call.body),
      secrets,
      signal: callOptions.signal,
      mayLeave: callOptions.mayLeave,
    })
    rateLimit = readRateLimit(answer.headers, new Date(now())) ?? rateLimit
    const { classOf = oaErrorClass } = call
    return readOaAnswer(answer, { write, secrets, now, classOf })
  }

  return {
    rateLimit: () => rateLimit,
    async request(call, callOptions = {}) {
      // Anything else would go on in the name of the host, and the token with it.
      if (!call.path.startsWith('/')) throw badArgument('the path of a call begins with a slash')
      const token = await asGrant(options.accessTokens.current(callOptions))
      try {
        return await attempt(call, token, callOptions)
      } catch (error) {
        if (!(error instanceof ZaloError) || error.class !== 'refresh') throw error
        const renewed = await asGrant(options.accessTokens.renew(token, callOptions))
        return await attempt(call, renewed, callOptions)
      }
    },
  }
}

/** A token that cannot be had, told from the failure of a call: that one has not been made. */
async function asGrant(token: Promise<string>): Promise<string> {
  try {
    return await token
  } catch (error) {
    if (!(error instanceof ZaloError)) throw error
    const { code, class: kind, text, status, retryAfterMs } = error
    throw new ZaloError({
      code,
      // Of the renewal nobody may know the outcome; of the call everybody does.
      class: kind === 'unknown-outcome' ? 'transient' : kind,
      text,
      ofGrant: true,
      ...(status === null ? {} : { status }),
      ...(retryAfterMs === null ? {} : { retryAfterMs }),
    })
  }
}

/** A multipart body carries a file. */
function usualTimeout(body: OaRequest['body']): number {
  return typeof body === 'function' ? UPLOAD_TIMEOUT_MS : TIMEOUT_MS
}

function queryOf(query: OaRequest['query']): string {
  if (query === undefined) return ''
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [
    name,
    String(value),
  ])
  return `?${new URLSearchParams(pairs).toString()}`
}

function contentType(body: OaRequest['body']): Record<string, string> {
  // The runtime writes the boundary of a multipart body itself.
  return typeof body === 'object' ? { 'content-type': 'application/json' } : {}
}

function bodyOf(body: OaRequest['body']): { body?: string | FormData } {
  if (body === undefined) return {}
  return { body: typeof body === 'function' ? body() : JSON.stringify(body) }
}
