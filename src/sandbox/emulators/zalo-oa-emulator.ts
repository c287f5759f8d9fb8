import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZaloOaSeed } from '../emulator-seed.ts'
import { serveCall, type PlatformAnswer } from './emulator-call.ts'
import type { EmulatorContext } from './emulator-context.ts'
import type { Fault } from './emulator-faults.ts'
import { nextHexId } from './emulator-message-id.ts'
import { isRecord, payloadOf, readObject, readParams, type Params } from './emulator-params.ts'
import type { PlatformEmulator } from './emulator-platform.ts'
import { CURRENT_PAIR, type OaAccount, type OaMethod } from './zalo-oa-emulator-account.ts'
import { oaRefusal, writeOa, type OaRefusal } from './zalo-oa-emulator-answer.ts'
import { OaEvents } from './zalo-oa-emulator-events.ts'
import { registerOAuth } from './zalo-oa-emulator-oauth.ts'
import * as people from './zalo-oa-emulator-people.ts'
import * as reads from './zalo-oa-emulator-read.ts'
import { sendToGroup, sendToPerson } from './zalo-oa-emulator-send.ts'
import { uploadFile, uploadGif, uploadImage } from './zalo-oa-emulator-upload.ts'

const METHODS: ReadonlyMap<string, OaMethod> = new Map([
  ['POST v3.0 message/cs', sendToPerson],
  ['POST v3.0 group/message', sendToGroup],
  ['GET v3.0 group/getgroupsofoa', reads.getGroups],
  ['GET v3.0 group/getgroup', reads.getGroup],
  ['GET v3.0 group/listmember', reads.listGroupMembers],
  ['GET v3.0 group/listrecentchat', reads.listRecentGroupChat],
  ['GET v3.0 group/conversation', reads.getGroupConversation],
  ['POST v3.0 quota/message', reads.getQuota],
  ['POST v3.0 quota/group', reads.getGroupQuota],
  ['GET v3.0 user/detail', reads.getUserDetail],
  ['GET v3.0 user/getlist', reads.listUsers],
  ['GET v2.0 getoa', reads.getOa],
  ['GET v2.0 listrecentchat', reads.listRecentChat],
  ['GET v2.0 conversation', reads.getConversation],
  ['POST v2.0 upload/image', uploadImage],
  ['POST v2.0 upload/gif', uploadGif],
  ['POST v2.0 upload/file', uploadFile],
])
const MINUTE_MS = 60_000

interface OaRoute {
  Params: { version: string; '*': string }
}

/** Serves the OA's OpenAPI under `/openapi` and its OAuth under `/oauth`. */
export function registerZaloOa(
  app: FastifyInstance,
  context: EmulatorContext,
  seed: ZaloOaSeed,
): PlatformEmulator {
  const { store } = context.state
  const account: OaAccount = {
    context,
    seed,
    events: new OaEvents(context, seed),
    tokens: store.collection('zalo-oa-tokens'),
    codes: store.collection('zalo-oa-codes'),
    uploads: store.collection('zalo-oa-uploads'),
    used: store.collection('zalo-oa-used'),
  }
  const rate = new MinuteRate(context)
  registerOAuth(app, account)
  app.route<OaRoute>({
    method: ['GET', 'POST'],
    url: '/openapi/:version/oa/*',
    handler: (request, reply) => serveOa(account, rate, request, reply),
  })
  return {
    platform: 'zalo-oa',
    openPrivateChat: (person) => people.openOaChat(account, person),
    nextMessageId: () => nextHexId(context.state, 'zalo-oa'),
    tellMessage: (chat, message, person) => people.tellOaMessage(account, chat, message, person),
    press: async (chat, message, person, place) =>
      people.pressOaButton(account, chat, message, person, place),
    changeMembership: (chat, person, action) =>
      people.changeOaMembership(account, chat, person, action),
    seeChat: (chat, person) => people.seeOaChat(account, chat, person),
    injectUpdate: (update) => account.events.inject('injected', update),
    setConsoleWebhook: (url) => account.events.saveUrl(url),
    revokeToken: () => {
      const dead = {
        access: randomBytes(24).toString('hex'),
        refresh: randomBytes(24).toString('hex'),
      }
      account.tokens.put(CURRENT_PAIR, { ...dead, accessExpires: 0, refreshExpires: 0 })
    },
    stop: () => account.events.stop(),
  }
}

/** Calls of the running minute; all of them count, and the next minute starts from nought. */
class MinuteRate {
  readonly #context: EmulatorContext
  #minute = 0
  #used = 0

  constructor(context: EmulatorContext) {
    this.#context = context
  }

  /** Headers of the answer and whether the call was still within the rate. */
  take(): { readonly headers: Record<string, string>; readonly within: boolean } {
    const limit = this.#context.limits.zaloOa.callsPerMinute
    const minute = Math.floor(this.#context.clock.now() / MINUTE_MS)
    if (minute !== this.#minute) this.#used = 0
    this.#minute = minute
    this.#used += 1
    const remain = Math.max(limit - this.#used, 0)
    const headers = { 'x-ratelimit-limit': String(limit), 'x-ratelimit-remain': String(remain) }
    return { headers, within: this.#used <= limit }
  }
}

function serveOa(
  account: OaAccount,
  rate: MinuteRate,
  request: FastifyRequest<OaRoute>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const path = request.params['*']
  const params = readParams(request)
  const call = {
    platform: 'zalo-oa',
    method: path.slice(0, 64),
    chatId: params === null ? null : readChatId(params),
    payload: params === null ? null : payloadOf(params),
    path: request.url,
  } as const
  const run = METHODS.get(`${request.method} ${request.params.version} ${path}`)
  return serveCall(account.context, reply, call, wordOaFault, () => {
    if (run === undefined) return emptyApi()
    const { headers, within } = rate.take()
    if (!within) return writeOa(oaRefusal(-32, 'Your OA reached limit call api'), headers)
    const fault = findTokenFault(account, request.headers['access_token'])
    if (fault !== null) return writeOa(fault, headers)
    if (params === null) return writeOa(oaRefusal(-201, 'body is invalid'), headers)
    return writeOa(run(account, params), headers)
  })
}

function readChatId(params: Params): string | null {
  const recipient = readObject(params, 'recipient')
  const id = isRecord(recipient) ? (recipient['user_id'] ?? recipient['group_id']) : undefined
  return typeof id === 'string' ? id : null
}

function findTokenFault({ context, tokens }: OaAccount, given: unknown): OaRefusal | null {
  const pair = tokens.get(CURRENT_PAIR)
  if (pair === undefined || given !== pair.access) return oaRefusal(-216, 'Access token is invalid')
  return pair.accessExpires > context.clock.now()
    ? null
    : oaRefusal(-220, 'Access token has expired')
}

function emptyApi(): PlatformAnswer {
  const body = 'You are accessing an empty or invalid API'
  return {
    status: 404,
    body,
    headers: { 'content-type': 'text/plain' },
    ok: false,
    errorCode: null,
  }
}

function wordOaFault(fault: Fault): PlatformAnswer {
  const message = fault.description ?? 'Sandbox fault'
  const answer = writeOa(oaRefusal(fault.code ?? -200, message))
  const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
  const status = fault.kind === 'http' ? (fault.status ?? 500) : (fault.status ?? 200)
  return { ...answer, headers: retry, status }
}
