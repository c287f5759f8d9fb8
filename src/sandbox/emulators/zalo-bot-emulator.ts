import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ZaloBotSeed } from '../emulator-seed.ts'
import { htmlPage, serveCall, watchCaller, type PlatformAnswer } from './emulator-call.ts'
import type { EmulatorContext } from './emulator-context.ts'
import type { Fault } from './emulator-faults.ts'
import { monthOf } from './emulator-month.ts'
import { nextHexId } from './emulator-message-id.ts'
import {
  payloadOf,
  readObject,
  readParams,
  readText,
  textOf,
  type Params,
} from './emulator-params.ts'
import type { PlatformEmulator } from './emulator-platform.ts'
import { publishMessage } from './emulator-show.ts'
import type { Collection } from './emulator-store.ts'
import type { StoredMessage } from './emulator-types.ts'
import { SlidingWindow } from './emulator-window.ts'
import { botRefusal, botSuccess, writeBot, type BotResult } from './zalo-bot-emulator-answer.ts'
import { formatBotText } from './zalo-bot-emulator-format.ts'
import * as people from './zalo-bot-emulator-people.ts'
import { BotUpdates } from './zalo-bot-emulator-updates.ts'
import type { ZaloBotWorld } from './zalo-bot-emulator-world.ts'

type BotMethod = (
  bot: ZaloBotWorld,
  params: Params,
  caller: () => AbortSignal,
) => BotResult | Promise<BotResult>

const METHODS: ReadonlyMap<string, BotMethod> = new Map<string, BotMethod>([
  ['getMe', getMe],
  ['getUpdates', (bot, params, caller) => bot.updates.poll(params, caller())],
  ['setWebhook', (bot, params) => bot.updates.setWebhook(params)],
  ['deleteWebhook', (bot) => bot.updates.deleteWebhook()],
  ['getWebhookInfo', (bot) => bot.updates.webhookInfo()],
  ['sendMessage', sendMessage],
  ['sendPhoto', sendPhoto],
  ['sendSticker', (bot, params) => post(bot, params, { text: '🙂' })],
  ['sendVoice', sendVoice],
  ['sendChatAction', sendChatAction],
])

interface BotRoute {
  Params: { token: string; method: string }
}

/** Serves the Zalo Bot Platform under `/zalobot`. */
export function registerZaloBot(
  app: FastifyInstance,
  context: EmulatorContext,
  seed: ZaloBotSeed,
): PlatformEmulator {
  const used: Collection<number> = context.state.store.collection('zalo-bot-used')
  const revoked: Collection<string> = context.state.store.collection('zalo-bot-revoked')
  const bot: ZaloBotWorld = { context, seed, updates: new BotUpdates(context), used, revoked }
  const rate = new SlidingWindow(() => context.limits.zaloBot.callsPerSecond, 1000)
  app.route<BotRoute>({
    method: ['GET', 'POST'],
    url: '/zalobot/bot:token/:method',
    handler: (request, reply) => serveBot(bot, rate, request, reply),
  })
  return {
    platform: 'zalo-bot',
    openPrivateChat: (person) => people.openBotChat(bot, person),
    nextMessageId: () => nextHexId(context.state, 'zalo-bot'),
    tellMessage: (chat, message, person) => people.tellBotMessage(bot, chat, message, person),
    press: () => Promise.resolve({ refused: 'Zalo Bot không có nút bấm.' }),
    changeMembership: (chat, person, action) =>
      people.changeBotMembership(bot, chat, person, action),
    injectUpdate: (update) => bot.updates.push('injected', update),
    revokeToken: () => void bot.revoked.put('token', seed.token),
    stop: () => bot.updates.stop(),
  }
}

function serveBot(
  bot: ZaloBotWorld,
  rate: SlidingWindow,
  request: FastifyRequest<BotRoute>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { token, method } = request.params
  const { context, seed } = bot
  const { httpStatuses } = context.manners.zaloBot
  const params = readParams(request)
  const call = {
    platform: 'zalo-bot',
    method: method.slice(0, 64),
    chatId: params === null ? null : readText(params, 'chat_id'),
    payload: params === null ? null : payloadOf(params),
    path: request.url,
  } as const
  return serveCall(context, reply, call, wordBotFault, async () => {
    const now = context.clock.now()
    if (rate.waitMs(now) > 0) return htmlPage(429, request.url)
    rate.add(now)
    // A token of another form gets a page instead of an answer.
    if (!/^\d+:.+$/.test(token)) return htmlPage(401, request.url)
    const run = METHODS.get(method)
    if (token !== seed.token || bot.revoked.get('token') === token)
      return writeBot(botRefusal(401, 'Unauthorized'), httpStatuses)
    if (run === undefined) return writeBot(botRefusal(404, 'Not Found'), httpStatuses)
    if (params === null) return writeBot(botRefusal(400, 'Bad request'), httpStatuses)
    return writeBot(await run(bot, params, () => watchCaller(reply)), httpStatuses)
  })
}

function wordBotFault(fault: Fault): PlatformAnswer {
  const code = fault.code ?? fault.status ?? 500
  const answer = writeBot(botRefusal(code, fault.description ?? 'Sandbox fault'), false)
  const status = fault.status ?? (fault.kind === 'http' ? code : 200)
  const retry = fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) }
  return { ...answer, status, headers: retry }
}

function getMe({ context, seed }: ZaloBotWorld): BotResult {
  const { hidesName } = context.manners.zaloBot
  return botSuccess({
    id: seed.botId,
    account_name: `bot.${seed.botId}`,
    ...(hidesName ? {} : { display_name: seed.botName }),
    account_type: 'BASIC',
    can_join_groups: true,
  })
}

function sendMessage(bot: ZaloBotWorld, params: Params): BotResult {
  const text = textOf(params, 'text')
  if (text.trim() === '') return botRefusal(400, 'Bad request: The text must not be empty')
  if (text.length > bot.context.limits.zaloBot.textChars)
    return botRefusal(400, 'Bad request: The text must not exceed 2000 characters')
  const mode = readText(params, 'parse_mode')
  return post(bot, params, formatBotText(text, mode, readObject(params, 'text_styles')))
}

function sendPhoto(bot: ZaloBotWorld, params: Params): BotResult {
  const photo = textOf(params, 'photo')
  const caption = textOf(params, 'caption')
  if (!/^https?:\/\/\S+$/.test(photo))
    return botRefusal(400, 'Bad request: The photo URL is invalid')
  if (caption.length > bot.context.limits.zaloBot.textChars)
    return botRefusal(400, 'Bad request: The caption must not exceed 2000 characters')
  return post(bot, params, { text: caption, photoUrl: photo })
}

/** To people only: a group call looks taken and delivers nothing (zalo-api.md 4.3). */
function sendVoice(bot: ZaloBotWorld, params: Params): BotResult {
  const voice = textOf(params, 'voice_url')
  if (!/^https?:\/\/\S+\.aac$/.test(voice))
    return botRefusal(400, 'Bad request: The voice_url is invalid')
  const chat = bot.context.state.chatOf('zalo-bot', textOf(params, 'chat_id'))
  if (chat === undefined || chat.kind === 'private')
    return post(bot, params, { text: `🔊 ${voice}` })
  return botSuccess({
    message_id: nextHexId(bot.context.state, 'zalo-bot'),
    date: bot.context.clock.now(),
  })
}

function sendChatAction(bot: ZaloBotWorld, params: Params): BotResult {
  const chat = bot.context.state.chatOf('zalo-bot', textOf(params, 'chat_id'))
  if (chat === undefined) return botRefusal(400, 'Bad request: The chat_id is invalid')
  bot.context.events.publish({ type: 'typing', chatId: chat.chatId })
  return { ok: true, result: {}, error_code: 0 }
}

/** Stores a message of the bot; each counts against the month's quota. */
function post(
  { context, used }: ZaloBotWorld,
  params: Params,
  content: Pick<StoredMessage, 'text' | 'entities' | 'photoUrl'>,
): BotResult {
  const { state, clock, limits } = context
  const id = textOf(params, 'chat_id')
  if (id === '') return botRefusal(400, 'Bad request: The chat_id must not be empty')
  const chat = state.chatOf('zalo-bot', id)
  if (chat === undefined || chat.botState !== 'member')
    return botRefusal(400, 'Bad request: The chat_id is invalid')
  const now = clock.now()
  const month = monthOf(now)
  const spent = used.get(month) ?? 0
  if (spent >= limits.zaloBot.messagesPerMonth) return botRefusal(429, 'Quota exceeded')
  used.put(month, spent + 1)
  const externalId = nextHexId(state, 'zalo-bot')
  const from = { bot: true } as const
  const message = state.addMessage({ chatId: chat.chatId, externalId, at: now, from, ...content })
  publishMessage(context, 'message', message)
  return botSuccess({ message_id: externalId, date: now })
}
