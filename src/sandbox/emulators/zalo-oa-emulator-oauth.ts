import { createHash, randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { serveCall, type PlatformAnswer } from './emulator-call.ts'
import type { Fault } from './emulator-faults.ts'
import { readParams, readText, textOf, type Params } from './emulator-params.ts'
import { CURRENT_PAIR, type OaAccount } from './zalo-oa-emulator-account.ts'

type Grant = { readonly pair: Record<string, unknown> } | { readonly fault: OAuthFault }

interface OAuthFault {
  readonly error?: number
  readonly name: string
}

/** OAuth v4 under `/oauth` (zalo-api.md 1.2): consent, first pair and rotating refresh. */
export function registerOAuth(app: FastifyInstance, account: OaAccount): void {
  plantFirstPair(account)
  app.get('/oauth/v4/oa/permission', (request, reply) => {
    const params: Params = { values: request.query as Record<string, unknown>, uploads: [] }
    const target = textOf(params, 'redirect_uri')
    if (readText(params, 'app_id') !== account.seed.appId || !URL.canParse(target))
      return reply.code(400).send({ error: -14003, error_name: 'Invalid redirect uri' })
    return reply.redirect(consent(account, params, target))
  })
  app.post('/oauth/v4/oa/access_token', (request, reply) => {
    const params = readParams(request)
    const call = {
      platform: 'zalo-oa',
      method: 'access_token',
      chatId: null,
      // Codes and tokens stay out of the log.
      payload: {
        app_id: readOrNone(params, 'app_id'),
        grant_type: readOrNone(params, 'grant_type'),
      },
      path: '/v4/oa/access_token',
    } as const
    return serveCall(account.context, reply, call, wordOAuthFault, () =>
      writeGrant(
        grantTokens(account, request, params),
        account.context.manners.zaloOa.httpStatuses,
      ),
    )
  })
}

function readOrNone(params: Params | null, name: string): string | null {
  return params === null ? null : readText(params, name)
}

function plantFirstPair({ context, seed, tokens }: OaAccount): void {
  if (tokens.get(CURRENT_PAIR) !== undefined) return
  const { accessLifeSeconds, refreshLifeMs } = context.limits.zaloOa
  const now = context.clock.now()
  tokens.put(CURRENT_PAIR, {
    access: seed.accessToken,
    refresh: seed.refreshToken,
    accessExpires: now + accessLifeSeconds * 1000,
    refreshExpires: now + refreshLifeMs,
  })
}

/** The administrator agrees at once; answers where the browser goes next. */
function consent({ context, seed, codes }: OaAccount, params: Params, target: string): string {
  const code = randomBytes(24).toString('base64url')
  const challenge = textOf(params, 'code_challenge')
  codes.put(code, { expires: context.clock.now() + context.limits.zaloOa.codeLifeMs, challenge })
  const url = new URL(target)
  url.searchParams.set('code', code)
  url.searchParams.set('oa_id', seed.botId)
  url.searchParams.set('state', textOf(params, 'state'))
  return url.href
}

function grantTokens(account: OaAccount, request: FastifyRequest, params: Params | null): Grant {
  const isForm = /x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '')
  if (params === null || !isForm) return fail(-14002, 'Invalid app id.')
  if (request.headers['secret_key'] !== account.seed.appSecret)
    return fail(-14004, 'Invalid secret key.')
  if (readText(params, 'app_id') !== account.seed.appId) return fail(-14002, 'Invalid app id.')
  switch (textOf(params, 'grant_type')) {
    case 'refresh_token':
      return isGoodRefresh(account, textOf(params, 'refresh_token'))
        ? rotate(account)
        : fail(-14014, 'Invalid refresh token.')
    case 'authorization_code':
      return takeCode(account, params) ? rotate(account) : fail(-118, 'Invalid grant.')
    default:
      return fail(-118, 'Invalid grant.')
  }
}

function isGoodRefresh({ context, tokens }: OaAccount, refresh: string): boolean {
  const pair = tokens.get(CURRENT_PAIR)
  return pair?.refresh === refresh && pair.refreshExpires > context.clock.now()
}

/** A code is good once, and only for who knows the verifier behind its challenge. */
function takeCode({ context, codes }: OaAccount, params: Params): boolean {
  const code = textOf(params, 'code')
  const known = codes.get(code)
  codes.remove(code)
  if (known === undefined || known.expires <= context.clock.now()) return false
  const verifier = textOf(params, 'code_verifier')
  const challenge = createHash('sha256').update(verifier).digest('base64url')
  return known.challenge === '' || (verifier.length === 43 && challenge === known.challenge)
}

/** A new pair; the old refresh and access tokens are dead from now on. */
function rotate({ context, tokens }: OaAccount): Grant {
  const { accessLifeSeconds, refreshLifeMs } = context.limits.zaloOa
  const now = context.clock.now()
  const pair = tokens.put(CURRENT_PAIR, {
    access: randomBytes(60).toString('base64url'),
    refresh: randomBytes(60).toString('base64url'),
    accessExpires: now + accessLifeSeconds * 1000,
    refreshExpires: now + refreshLifeMs,
  })
  const { access, refresh } = pair
  return {
    pair: { access_token: access, refresh_token: refresh, expires_in: String(accessLifeSeconds) },
  }
}

function fail(error: number, name: string): Grant {
  return { fault: { error, name } }
}

/** Failures come with HTTP 200 unless switched, and a body that may lack `error`. */
function writeGrant(grant: Grant, httpStatuses: boolean): PlatformAnswer {
  if ('pair' in grant) return { status: 200, body: grant.pair, ok: true, errorCode: null }
  const { error, name } = grant.fault
  const body = {
    ...(error !== undefined && { error }),
    error_name: name,
    error_reason: name,
    error_description: name,
    ref_doc: 'https://developers.zalo.me/docs/official-account/phu-luc/ma-loi',
  }
  const status = httpStatuses ? 400 : 200
  return { status, body, ok: false, errorCode: error ?? null }
}

function wordOAuthFault(fault: Fault): PlatformAnswer {
  const name = fault.description ?? 'Internal error.'
  const code = fault.code === undefined ? {} : { error: fault.code }
  return { ...writeGrant({ fault: { ...code, name } }, false), status: fault.status ?? 200 }
}
