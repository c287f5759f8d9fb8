import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TelegramSeed } from '../emulator-seed.ts'
import { serveCall, watchCaller, type PlatformAnswer, type PlatformCall } from './emulator-call.ts'
import type { EmulatorContext } from './emulator-context.ts'
import type { Fault } from './emulator-faults.ts'
import { sendFile } from './emulator-file-route.ts'
import { payloadOf, readParams, readText, type Params } from './emulator-params.ts'
import type { PlatformEmulator } from './emulator-platform.ts'
import {
  badRequest,
  refuse,
  writeTelegram,
  type TelegramResult,
} from './telegram-emulator-answer.ts'
import { nextMessageId, type TelegramBot, type TelegramMethod } from './telegram-emulator-bot.ts'
import * as chats from './telegram-emulator-chats.ts'
import * as edits from './telegram-emulator-edit.ts'
import { TelegramPace } from './telegram-emulator-pace.ts'
import * as people from './telegram-emulator-people.ts'
import * as sends from './telegram-emulator-send.ts'
import { queueOf, TelegramUpdates } from './telegram-emulator-updates.ts'

const METHODS: Readonly<Record<string, TelegramMethod>> = {
  ...chats,
  ...edits,
  ...sends,
  getUpdates: (bot, params, caller) => bot.updates.poll(params, caller()),
  setWebhook: (bot, params) => bot.updates.setWebhook(params),
  deleteWebhook: (bot, params) => bot.updates.deleteWebhook(params),
  getWebhookInfo: (bot) => bot.updates.webhookInfo(),
}
/** Method names are not case-sensitive on the real server. */
const BY_NAME = new Map(
  Object.entries(METHODS).map(([name, run]) => [name.toLowerCase(), { name, run }]),
)

interface MethodRoute {
  Params: { token: string; method: string }
}

/** Serves the Bot API under `/telegram` and plays the app for the people. */
export function registerTelegram(
  app: FastifyInstance,
  context: EmulatorContext,
  seed: TelegramSeed,
): PlatformEmulator {
  const bot: TelegramBot = {
    context,
    seed,
    updates: new TelegramUpdates(context),
    pace: new TelegramPace(context),
    presses: new Map(),
    commands: context.state.store.collection('telegram-commands'),
    revoked: context.state.store.collection('telegram-revoked'),
  }
  app.route<MethodRoute>({
    method: ['GET', 'POST'],
    url: '/telegram/bot:token/:method',
    handler: (request, reply) => serveMethod(bot, request, reply),
  })
  app.get<{ Params: { token: string; '*': string } }>(
    '/telegram/file/bot:token/*',
    (request, reply) => serveFile(bot, request.params.token, request.params['*'], reply),
  )
  return {
    platform: 'telegram',
    openPrivateChat: (person, text) => people.openPrivateChat(bot, person, text),
    nextMessageId: (chat) => nextMessageId(context, chat),
    tellMessage: (chat, message) => people.tellMessage(bot, chat, message),
    tellEdit: (chat, message) => people.tellEdit(bot, chat, message),
    press: (chat, message, person, place) => people.press(bot, chat, message, person, place),
    changeMembership: (chat, person, action) => people.changeMembership(bot, chat, person, action),
    injectUpdate: (update) => bot.updates.inject(update, queueOf(update)),
    revokeToken: () => void bot.revoked.put('token', seed.token),
    stop: () => bot.updates.stop(),
  }
}

async function serveMethod(
  bot: TelegramBot,
  request: FastifyRequest<MethodRoute>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { token, method } = request.params
  const known = BY_NAME.get(method.toLowerCase())
  const params = readParams(request)
  const call: PlatformCall = {
    platform: 'telegram',
    method: known?.name ?? method.slice(0, 64),
    chatId: params === null ? null : readText(params, 'chat_id'),
    payload: params === null ? null : payloadOf(params),
    path: request.url,
  }
  return serveCall(bot.context, reply, call, wordFault, async () =>
    writeTelegram(await runMethod(bot, token, known?.run, params, () => watchCaller(reply))),
  )
}

function runMethod(
  bot: TelegramBot,
  token: string,
  run: TelegramMethod | undefined,
  params: Params | null,
  caller: () => AbortSignal,
): TelegramResult | Promise<TelegramResult> {
  if (!/^\d+:[\w-]+$/.test(token)) return refuse(404, 'Not Found')
  if (token !== bot.seed.token || bot.revoked.get('token') === token)
    return refuse(401, 'Unauthorized')
  if (run === undefined) return refuse(404, 'Not Found: method not found')
  if (params === null) return badRequest("can't parse request parameters")
  return run(bot, params, caller)
}

/** A scripted error in Telegram's form. */
function wordFault(fault: Fault): PlatformAnswer {
  const code = fault.code ?? fault.status ?? 500
  const seconds = fault.retryAfter ?? (code === 429 ? 1 : undefined)
  const usual =
    code === 429 ? `Too Many Requests: retry after ${seconds}` : 'Internal Server Error: restart'
  const answer = writeTelegram({
    ok: false,
    code,
    description: fault.description ?? usual,
    ...(seconds !== undefined && { parameters: { retry_after: seconds } }),
  })
  return { ...answer, status: fault.status ?? code }
}

function serveFile(
  bot: TelegramBot,
  token: string,
  path: string,
  reply: FastifyReply,
): FastifyReply {
  const id = /^(?:document|photo)s\/([\w-]+)(?:\.\w+)?$/.exec(path)?.[1] ?? ''
  const bytes = token === bot.seed.token ? bot.context.files.read(id) : null
  const file = bot.context.files.get(id)
  if (
    bytes === null ||
    file === undefined ||
    bytes.length > bot.context.limits.telegram.downloadBytes
  )
    return reply.code(404).send({ ok: false, error_code: 404, description: 'Not Found' })
  return sendFile(bot.context, reply, 'telegram', bytes)
}
