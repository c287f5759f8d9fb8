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

const DEFAULT_LIFE_SECONDS = 90_000

/** The OAuth v4 of Official Accounts (not that of the social login, whose tokens live an hour). */
export function createOAuthClient(options: OAuthOptions): OAuthClient {
  const url = `${baseUrlOf(options.baseUrl ?? 'https://oauth.zaloapp.com')}/v4/oa/access_token`
  const now = options.now ?? Date.now

  async function request(
    form: Record<string, string>,
    grant: readonly string[],
    { signal }: CallOptions = {},
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
  if (body === null) throw statusFailure(answer, { write: true, secrets })
  const accessToken = asText(body['access_token'])
  const refreshToken = asText(body['refresh_token'])
  if (accessToken !== '' && refreshToken !== '') {
    const life = asNumber(body['expires_in']) ?? DEFAULT_LIFE_SECONDS
    const refreshLife = asNumber(body['refresh_token_expires_in'])
    return {
      accessToken,
      refreshToken,
      expiresAt: new Date(now + life * 1000),
      refreshExpiresAt: refreshLife === null ? null : new Date(now + refreshLife * 1000),
    }
  }
  throw grantFailure(body, answer, secrets)
}

function grantFailure(body: JsonObject, answer: HttpAnswer, secrets: readonly string[]): ZaloError {
  const named = ['error_name', 'error_reason', 'error_description', 'message']
  const code = asNumber(body['error'])
  if (code === null && answer.status >= 500) return statusFailure(answer, { write: true, secrets })
  const text = named.map((name) => asText(body[name])).filter((part) => part !== '')
  return new ZaloError({
    code: code ?? 'no-token',
    class: code === -32 ? 'transient' : code === null ? 'human' : oaErrorClass(code),
    text: maskSecrets(text.join(' – '), secrets) || 'the answer has no access token',
    status: answer.status,
  })
}

function parseObject(text: string): JsonObject | null {
  try {
    const value = parseJsonKeepingIds(text)
    return typeof value === 'object' && value !== null ? asObject(value) : null
  } catch {
    return null
  }
}
