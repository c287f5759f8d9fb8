import { baseUrlOf } from '../http/base-url.ts'
import { httpCall, type CallOptions, type Fetch } from '../http/http-call.ts'
import { asObject, asText } from '../json.ts'
import { ZaloError } from '../zalo-error.ts'
import { readBotAnswer } from './bot-answer.ts'

export interface BotProfile {
  readonly id: string
  /** The name people mention; Zalo gives one or both of `display_name` and `account_name`. */
  readonly name: string
  readonly accountName: string
  readonly canJoinGroups: boolean | null
}

export interface BotWebhook {
  readonly url: string
  /** False when Zalo's own check of the address failed; null when it does not say. */
  readonly verified: boolean | null
  readonly hint: string | null
}

/** A client of one bot. Every call throws ZaloError and nothing else. */
export interface ZaloBot {
  getMe(options?: CallOptions): Promise<BotProfile>
  /**
   * Waits for one update at most `timeoutSeconds` (default 30); an empty list after a quiet window. The
   * platform may give the same update again and again: store it, tell it apart by its message id, and leave a
   * second between two calls.
   */
  getUpdates(options?: CallOptions & { readonly timeoutSeconds?: number }): Promise<unknown[]>
  /** `secret`: 8 to 256 characters, comes back in the header of every update. */
  setWebhook(
    webhook: { readonly url: string; readonly secret: string },
    options?: CallOptions,
  ): Promise<BotWebhook>
  deleteWebhook(options?: CallOptions): Promise<void>
  /** The webhook that is set; null: none. */
  getWebhookInfo(options?: CallOptions): Promise<BotWebhook | null>
  /** `text`: 1 to 2,000 characters. Gives the message id. */
  sendMessage(
    chatId: string,
    text: string,
    options?: CallOptions & { readonly parseMode?: 'markdown' | 'html' },
  ): Promise<string>
  /** `photo`: a public http(s) address. Gives the message id. */
  sendPhoto(
    chatId: string,
    photo: string,
    options?: CallOptions & { readonly caption?: string },
  ): Promise<string>
  sendChatAction(chatId: string, action: 'typing', options?: CallOptions): Promise<void>
}

export interface ZaloBotOptions {
  /** `<digits>:<secret>`. */
  readonly token: string
  /** Default: `https://bot-api.zaloplatforms.com`. */
  readonly baseUrl?: string | undefined
  readonly fetch?: Fetch | undefined
  /** Default: 15 seconds; a poll takes its own time on top. */
  readonly timeoutMs?: number | undefined
}

type Send = (
  method: string,
  body?: Record<string, unknown>,
  options?: CallOptions & { readonly write?: boolean; readonly extraMs?: number },
) => Promise<unknown>

export function createZaloBot(options: ZaloBotOptions): ZaloBot {
  const send = createSend(options)
  const write = { write: true }
  return {
    getMe: async (call) => readProfile(await send('getMe', {}, call)),
    getUpdates: (call) => getUpdates(send, call),
    setWebhook: async ({ url, secret }, call) =>
      readWebhook(await send('setWebhook', { url, secret_token: secret }, call)),
    deleteWebhook: async (call) => {
      await send('deleteWebhook', {}, call)
    },
    getWebhookInfo: (call) => getWebhookInfo(send, call),
    sendMessage: async (chatId, text, { parseMode, ...call } = {}) => {
      const style = parseMode === undefined ? {} : { parse_mode: parseMode }
      return readMessageId(
        await send('sendMessage', { chat_id: chatId, text, ...style }, { ...call, ...write }),
      )
    },
    sendPhoto: async (chatId, photo, { caption, ...call } = {}) => {
      const body = { chat_id: chatId, photo, ...(caption === undefined ? {} : { caption }) }
      return readMessageId(await send('sendPhoto', body, { ...call, ...write }))
    },
    sendChatAction: async (chatId, action, call) => {
      await send('sendChatAction', { chat_id: chatId, action }, call)
    },
  }
}

function createSend(options: ZaloBotOptions): Send {
  // The token is a part of the path: anything else in it would address another method or host.
  if (!/^\w+:[\w~.-]+$/.test(options.token))
    throw new TypeError('a Zalo bot token looks like <digits>:<secret>')
  const base = baseUrlOf(options.baseUrl ?? 'https://bot-api.zaloplatforms.com')
  const secrets = [options.token, encodeURIComponent(options.token), options.token.split(':')[1]!]
  return async (method, body = {}, { signal, write = false, extraMs = 0 } = {}) => {
    const answer = await httpCall(options.fetch ?? globalThis.fetch, {
      method: 'POST',
      url: `${base}/bot${options.token}/${method}`,
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(body),
      write,
      timeoutMs: (options.timeoutMs ?? 15_000) + extraMs,
      secrets,
      signal,
    })
    return readBotAnswer(answer, { write, secrets })
  }
}

async function getUpdates(
  send: Send,
  { timeoutSeconds = 30, signal }: CallOptions & { readonly timeoutSeconds?: number } = {},
): Promise<unknown[]> {
  try {
    const extraMs = timeoutSeconds * 1000
    // Documented as a string.
    const result = await send(
      'getUpdates',
      { timeout: String(timeoutSeconds) },
      { signal, extraMs },
    )
    if (Array.isArray(result)) return result
    return typeof result === 'object' && result !== null ? [result] : []
  } catch (error) {
    if (error instanceof ZaloError && error.code === 408) return []
    throw error
  }
}

/** "Not Found" is how the platform says that no webhook is set. */
async function getWebhookInfo(send: Send, call?: CallOptions): Promise<BotWebhook | null> {
  try {
    const webhook = readWebhook(await send('getWebhookInfo', {}, call))
    return webhook.url === '' ? null : webhook
  } catch (error) {
    if (error instanceof ZaloError && error.code === 404) return null
    throw error
  }
}

function readProfile(result: unknown): BotProfile {
  const body = asObject(result)
  const accountName = asText(body['account_name'])
  const groups = body['can_join_groups']
  return {
    id: asText(body['id']),
    name: asText(body['display_name']) || accountName,
    accountName,
    canJoinGroups: typeof groups === 'boolean' ? groups : null,
  }
}

function readWebhook(result: unknown): BotWebhook {
  const body = asObject(result)
  const verification = asObject(body['verification'])
  const ok = verification['ok']
  return {
    url: asText(body['url']),
    verified: typeof ok === 'boolean' ? ok : null,
    hint: asText(verification['hint']) || null,
  }
}

function readMessageId(result: unknown): string {
  return asText(asObject(result)['message_id'])
}
