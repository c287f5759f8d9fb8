import { baseUrlOf } from '../http/base-url.ts'
import { httpCall, type CallOptions, type Fetch, type HttpAnswer } from '../http/http-call.ts'
import { statusFailure } from '../http/status-failure.ts'
import { asNumber, asObject, asText, parseJsonKeepingIds, type JsonObject } from '../json.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { oaErrorClass } from '../oa/oa-error-class.ts'
import { ZaloError } from '../zalo-error.ts'
import type { TokenPair } from './token-pair.ts'

/** The app, and how to reach its OAuth server. */
export interface OAuthOptions {
  /** Of the app on developers.zalo.me. */
  readonly appId: string
  /** The secret key of the app, which is not the secret of its webhook. */
  readonly appSecret: string
  /** Default: `https://oauth.zaloapp.com`. */
  readonly baseUrl?: string | undefined
  readonly fetch?: Fetch | undefined
  /** Default: 10 seconds. */
  readonly timeoutMs?: number | undefined
  readonly now?: (() => number) | undefined
}

/** A pair as the platform has just issued it. */
export interface IssuedTokenPair extends TokenPair {
  /** End of the refresh token where the platform says it; three months otherwise. */
  readonly refreshExpiresAt: Date | null
}

/**
 * The token endpoint. A refused grant has the class `human` and the platform's number: -14002 app id, -14003 redirect,
 * -14004 secret, -14014 refresh token (used, expired or of another app), -118 grant; `no-token` where there is none.
 * A page or a gateway's own JSON instead of an answer, with whatever status, is `transient`.
 */
export interface OAuthClient {
  /**
   * The first pair, from the code of the consent page (lives ten minutes, single use). `codeVerifier`: that of
   * `createPkcePair`, where a challenge was saved in the console.
   */
  exchangeCode(
    input: { readonly code: string; readonly codeVerifier?: string },
    options?: CallOptions,
  ): Promise<IssuedTokenPair>
  /**
   * A new pair for a refresh token, which dies with this call. Prefer `rotatingTokens`, which keeps the rules
   * that go with it. A lost answer has the class `unknown-outcome`.
   */
  refresh(refreshToken: string, options?: CallOptions): Promise<IssuedTokenPair>
}

/** The documented numbers of a grant that does not work again before a person has acted (OAuth v4, "Mã lỗi"). */
const GRANT_REFUSALS: ReadonlySet<unknown> = new Set([
  -118, -14_002, -14_003, -14_004, -14_012, -14_014, -14_024,
])

const DEFAULT_LIFE_SECONDS = 90_000

/** Whether a person must act before this very refresh token, or this app, is of use again. */
export function endsGrant({ code }: ZaloError): boolean {
  return GRANT_REFUSALS.has(code)
}

/** The OAuth v4 of Official Accounts (not that of the social login, whose tokens live an hour). */
export function createOAuthClient(options: OAuthOptions): OAuthClient {
  const url = `${baseUrlOf(options.baseUrl ?? 'https://oauth.zaloapp.com')}/v4/oa/access_token`
  const now = options.now ?? Date.now

  async function request(
    form: Record<string, string>,
    grant: readonly string[],
    { signal, mayLeave }: CallOptions = {},
  ): Promise<IssuedTokenPair> {
    const secrets = [options.appSecret, ...grant]
    const answer = await httpCall(options.fetch ?? globalThis.fetch, {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        secret_key: options.appSecret,
      },
      body: new URLSearchParams({ ...form, app_id: options.appId }).toString(),
      write: true,
      timeoutMs: options.timeoutMs ?? 10_000,
      secrets,
      signal,
      mayLeave,
    })
    return readPair(answer, secrets, now())
  }

  return {
    exchangeCode: ({ code, codeVerifier }, call) =>
      request(
        {
          code,
          grant_type: 'authorization_code',
          ...(codeVerifier === undefined ? {} : { code_verifier: codeVerifier }),
        },
        [code, codeVerifier ?? ''],
        call,
      ),
    refresh: (refreshToken, call) =>
      request({ refresh_token: refreshToken, grant_type: 'refresh_token' }, [refreshToken], call),
  }
}

/**
 * Success is an `access_token` in the body and nothing else: errors come with HTTP 200, at times without the
 * field `error`.
 */
function readPair(answer: HttpAnswer, secrets: readonly string[], now: number): IssuedTokenPair {
  const body = parseObject(answer.text)
  if (body === null) throw pageFailure(answer, secrets)
  const accessToken = asText(body['access_token'])
  const refreshToken = asText(body['refresh_token'])
  if (accessToken !== '' && refreshToken !== '') {
    const life = asNumber(body['expires_in']) ?? DEFAULT_LIFE_SECONDS
    const refreshLife = asNumber(body['refresh_token_expires_in'])
    return {
      accessToken,
      refreshToken,
      expiresAt: new Date(now + life * 1000),
      lifeMs: life * 1000,
      refreshExpiresAt: refreshLife === null ? null : new Date(now + refreshLife * 1000),
    }
  }
  throw isGrantError(body, answer)
    ? grantFailure(body, answer, secrets)
    : pageFailure(answer, secrets)
}

/**
 * What speaks of the grant: a number of the platform's (all are negative) or the name of an error. The rest, such as a
 * gateway's own JSON, is of the machines on the way; but a success without a token is a failure whatever it says.
 */
function isGrantError(body: JsonObject, { status }: HttpAnswer): boolean {
  if (status < 300) return true
  const code = asNumber(body['error'])
  if (GRANT_REFUSALS.has(code)) return true
  return status < 500 && ((code ?? 0) < 0 || asText(body['error_name']) !== '')
}

function grantFailure(body: JsonObject, answer: HttpAnswer, secrets: readonly string[]): ZaloError {
  const named = ['error_name', 'error_reason', 'error_description', 'message']
  const code = asNumber(body['error'])
  const text = named.map((name) => asText(body[name])).filter((part) => part !== '')
  return new ZaloError({
    code: code ?? 'no-token',
    class: code !== null && oaErrorClass(code) === 'transient' ? 'transient' : 'human',
    text: maskSecrets(text.join(' – '), secrets) || 'the answer has no access token',
    status: answer.status,
  })
}

/** Answers of a gateway that has lost its server, or waited for it in vain: the pair may have been renewed. */
const LOST: ReadonlySet<number> = new Set([408, 502, 504])

/** A redirect or a refusal that does not speak of the grant says nothing against it: the same refresh may be tried again. */
function pageFailure(answer: HttpAnswer, secrets: readonly string[]): ZaloError {
  const { status } = answer
  const isPassing = status >= 300 && !LOST.has(status)
  const classes = isPassing ? { [status]: 'transient' as const } : {}
  return statusFailure(answer, { write: true, secrets }, classes)
}

function parseObject(text: string): JsonObject | null {
  try {
    const value = parseJsonKeepingIds(text)
    return typeof value === 'object' && value !== null ? asObject(value) : null
  } catch {
    return null
  }
}
