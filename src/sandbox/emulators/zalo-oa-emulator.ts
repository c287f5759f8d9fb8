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
import { sendLegacy } from './zalo-oa-emulator-legacy.ts'
import { registerOAuth } from './zalo-oa-emulator-oauth.ts'
import { changePackage, hasApi, plantPackage } from './zalo-oa-emulator-package.ts'
import { plantAsset } from './zalo-oa-emulator-assets.ts'
import * as groups from './zalo-oa-emulator-group-calls.ts'
import { knownGroups } from './zalo-oa-emulator-group.ts'
import * as people from './zalo-oa-emulator-people.ts'
import * as reads from './zalo-oa-emulator-read.ts'
import { sendToGroup, sendToPerson } from './zalo-oa-emulator-send.ts'
import { sendTemplate } from './zalo-oa-emulator-template.ts'
import { uploadFile, uploadGif, uploadImage } from './zalo-oa-emulator-upload.ts'
import * as users from './zalo-oa-emulator-users.ts'

const METHODS: ReadonlyMap<string, OaMethod> = new Map([
  ['POST v3.0 message/cs', sendToPerson],
  ['POST v3.0 message/template', sendTemplate],
  ['POST v2.0 message', sendLegacy],
  ['POST v3.0 group/message', sendToGroup],
  ['GET v3.0 group/getgroupsofoa', reads.getGroups],
  ['GET v3.0 group/getgroup', reads.getGroup],
  ['GET v3.0 group/listmember', reads.listGroupMembers],
  ['POST v3.0 group/creategroupwithoa', groups.createGroup],
  ['POST v3.0 group/updateinfo', groups.updateGroupInfo],
  ['POST v3.0 group/updateasset', groups.updateGroupAsset],
  ['POST v3.0 group/delete', groups.deleteGroup],
  ['POST v3.0 group/invite', groups.inviteMembers],
  ['GET v3.0 group/listpendinginvite', groups.listPendingMembers],
  ['POST v3.0 group/acceptpendinginvite', groups.acceptPendingMembers],
  ['POST v3.0 group/rejectpendinginvite', groups.rejectPendingMembers],
  ['POST v3.0 group/removemembers', groups.removeMembers],
  ['POST v3.0 group/addadmins', groups.addAdmins],
  ['POST v3.0 group/removeadmins', groups.removeAdmins],
  ['GET v3.0 group/listrecentchat', reads.listRecentGroupChat],
  ['GET v3.0 group/conversation', reads.getGroupConversation],
  ['POST v3.0 quota/message', reads.getQuota],
  ['POST v3.0 quota/group', groups.getGroupQuota],
  ['GET v3.0 user/detail', users.getUserDetail],
  ['GET v3.0 user/getlist', users.listUsers],
  ['POST v3.0 user/update', users.updateUser],
  ['POST v2.0 deletefollowerinfo', users.deleteUserInfo],
  ['GET v2.0 tag/gettagsofoa', users.listTags],
  ['POST v2.0 tag/tagfollower', users.tagUser],
  ['POST v2.0 tag/rmfollowerfromtag', users.untagUser],
  ['POST v2.0 tag/rmtag', users.deleteTag],
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
    groups: store.collection('zalo-oa-groups'),
    assets: store.collection('zalo-oa-assets'),
    persons: store.collection('zalo-oa-persons'),
    visitors: store.collection('zalo-oa-visitors'),
    packages: store.collection('zalo-oa-packages'),
  }
  plantPackage(account)
  for (const asset of seed.groupAssets ?? []) plantAsset(account, asset)
  // Each group stands on an asset from the first moment.
  knownGroups(account)
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
    findWritingFault: (chat, person) => people.findWritingFault(account, chat, person),
    changePackage: (change) => changePackage(account, change),
    plantGroupAsset: (asset) => void plantAsset(account, asset),
    injectUpdate: (update) => injectEvent(account, update),
    setConsoleWebhook: (url) => account.events.saveUrl(url),
    lapseToken: () => lapseToken(account),
    consoleWebhook: () => account.events.consoleWebhook(),
    revokeToken: () => revokeTokens(account),
    stop: () => account.events.stop(),
  }
}

/** Sends a made-up event; one that has an effect at Zalo has it here too. */
function injectEvent(account: OaAccount, event: Record<string, unknown>): void {
  const { event_name: name, oa_id = account.seed.botId, sender, message } = event
  if (name === 'permission_revoked' && oa_id === account.seed.botId) revokeTokens(account)
  if (String(name).startsWith('anonymous_send_') && isRecord(sender) && isRecord(message))
    account.visitors.put(String(sender['id']), String(message['conversation_id']))
  account.events.inject('injected', event)
}

function lapseToken({ context, tokens }: OaAccount): void {
  const pair = tokens.get(CURRENT_PAIR)
  if (pair) tokens.put(CURRENT_PAIR, { ...pair, accessExpires: context.clock.now() })
}

function revokeTokens({ tokens }: OaAccount): void {
  const [access, refresh] = [randomBytes(24), randomBytes(24)].map((bytes) => bytes.toString('hex'))
  const dead = { access: access ?? '', refresh: refresh ?? '' }
  tokens.put(CURRENT_PAIR, { ...dead, accessExpires: 0, refreshExpires: 0 })
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
  const manners = account.context.manners.zaloOa
  const wordFault = (fault: Fault): PlatformAnswer => wordOaFault(fault, account)
  return serveCall(account.context, reply, call, wordFault, () => {
    const { headers, within } = rate.take()
    if (run === undefined) return emptyApi(headers)
    const fault = within
      ? findFault(account, path, request.headers['access_token'])
      : oaRefusal(-32, 'Your OA reached limit call api')
    if (fault !== null) return writeOa(fault, manners, headers)
    if (params === null) return writeOa(oaRefusal(-201, 'body is invalid'), manners, headers)
    return writeOa(run(account, params), manners, headers)
  })
}

/** What is wrong with a call before anybody looks at what it wants. */
function findFault(account: OaAccount, path: string, token: unknown): OaRefusal | null {
  const fault = findTokenFault(account, token)
  if (fault !== null) return fault
  // How the OA stands can be asked whatever it has paid for.
  return path === 'getoa' || hasApi(account)
    ? null
    : oaRefusal(-224, "The OA's package does not include this API")
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

/** Every answer says how the rate stands, this one too (zalo-api.md 1.3). */
function emptyApi(rate: Record<string, string>): PlatformAnswer {
  const body = 'You are accessing an empty or invalid API'
  return {
    status: 404,
    body,
    headers: { ...rate, 'content-type': 'text/plain' },
    ok: false,
    errorCode: null,
  }
}

function wordOaFault(fault: Fault, { context }: OaAccount): PlatformAnswer {
  const message = fault.description ?? 'Sandbox fault'
  const answer = writeOa(oaRefusal(fault.code ?? -200, message), context.manners.zaloOa)
  const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
  const status = fault.kind === 'http' ? (fault.status ?? 500) : (fault.status ?? answer.status)
  return { ...answer, headers: retry, status }
}
