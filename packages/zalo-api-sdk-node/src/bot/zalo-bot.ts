import type { CallOptions } from '../http/http-call.ts'
import { composed, withoutUndefined } from '../json.ts'
import { badArgument, ZaloError } from '../zalo-error.ts'
import { type BotRequest, createBotRequest, type ZaloBotOptions } from './bot-request.ts'
import {
  type BotProfile,
  type BotSent,
  type BotTextStyle,
  type BotWebhook,
  readBotSent,
  readProfile,
  readWebhook,
} from './bot-types.ts'

/** Formatting of a message; `parseMode` wins where both are given. */
export interface BotTextOptions extends CallOptions {
  /**
   * `markdown`: bold, italic, strike-through, inline code and headings, no links and no fenced blocks; or `html`.
   */
  readonly parseMode?: 'markdown' | 'html'
  readonly textStyles?: readonly BotTextStyle[]
  /** What goes instead when the formatting is refused (400). Default: the same text, unformatted. */
  readonly plainText?: string
}

/**
 * A client of one bot of the Zalo Bot Platform. Every call throws ZaloError and nothing else. There are no buttons, files, edits or replies,
 * and no idempotency key: a lost answer of a send has the class `unknown-outcome`.
 */
export interface ZaloBot {
  getMe(options?: CallOptions): Promise<BotProfile>
  /**
   * Waits for one update at most `timeoutSeconds` (default 30); an empty list after a quiet window. The
   * platform may give the same update again and again, or never again: store it, tell it apart by its message id,
   * and leave a second between two calls. `pollBotUpdates` does the last two. Code 400 while a webhook is set.
   */
  getUpdates(options?: CallOptions & { readonly timeoutSeconds?: number }): Promise<unknown[]>
  /** `secret`: 8 to 256 characters, comes back in the header of every update. Polling then gets nothing. */
  setWebhook(
    webhook: { readonly url: string; readonly secret: string },
    options?: CallOptions,
  ): Promise<BotWebhook>
  deleteWebhook(options?: CallOptions): Promise<void>
  /** The webhook that is set; null: none. */
  getWebhookInfo(options?: CallOptions): Promise<BotWebhook | null>
  /** Lets Zalo call the webhook once. Gone from the documentation since October 2026: may answer 404. */
  testWebhook(options?: CallOptions): Promise<unknown>
  /** `text`: 1 to 2,000 characters; sent in its composed form (NFC) unless it has styles by position. */
  sendMessage(chatId: string, text: string, options?: BotTextOptions): Promise<BotSent>
  /** `photo`: a public http(s) address, nothing else; some hosts are refused. Caption: 2,000 characters. */
  sendPhoto(
    chatId: string,
    photo: string,
    options?: CallOptions & { readonly caption?: string },
  ): Promise<BotSent>
  /** `sticker`: an id of stickers.zaloapp.com. */
  sendSticker(chatId: string, sticker: string, options?: CallOptions): Promise<BotSent>
  /** `voiceUrl`: an .aac. To people only: a group call looks taken and delivers nothing. */
  sendVoice(chatId: string, voiceUrl: string, options?: CallOptions): Promise<BotSent>
  /** `upload_photo` is announced and may be refused. */
  sendChatAction(
    chatId: string,
    action: 'typing' | 'upload_photo',
    options?: CallOptions,
  ): Promise<void>
}

/** Throws a TypeError for a token of another form, which would end up in the path of every call. */
export function createZaloBot(options: ZaloBotOptions): ZaloBot {
  const request = createBotRequest(options)
  const send = async (
    method: string,
    body: Record<string, unknown>,
    call?: CallOptions,
  ): Promise<BotSent> => readBotSent(await request(method, body, { ...call, write: true }))
  return {
    getMe: async (call) => readProfile(await request('getMe', {}, call)),
    getUpdates: (call) => getUpdates(request, call),
    setWebhook: async ({ url, secret }, call) => {
      checkWebhookSecret(secret)
      return readWebhook(await request('setWebhook', { url, secret_token: secret }, call))
    },
    deleteWebhook: async (call) => {
      await request('deleteWebhook', {}, call)
    },
    getWebhookInfo: (call) => getWebhookInfo(request, call),
    testWebhook: (call) => request('testWebhook', {}, call),
    sendMessage: (chatId, text, textOptions) => sendMessage(send, chatId, text, textOptions),
    sendPhoto: (chatId, photo, { caption, ...call } = {}) => {
      const body = withoutUndefined({ chat_id: chatId, photo, caption: composed(caption) })
      return send('sendPhoto', body, call)
    },
    sendSticker: (chatId, sticker, call) => send('sendSticker', { chat_id: chatId, sticker }, call),
    sendVoice: (chatId, voiceUrl, call) =>
      send('sendVoice', { chat_id: chatId, voice_url: voiceUrl }, call),
    sendChatAction: async (chatId, action, call) => {
      await request('sendChatAction', { chat_id: chatId, action }, call)
    },
  }
}

async function getUpdates(
  request: BotRequest,
  { timeoutSeconds = 30, ...call }: CallOptions & { readonly timeoutSeconds?: number } = {},
): Promise<unknown[]> {
  try {
    const extraMs = timeoutSeconds * 1000
    // Documented as a string.
    const body = { timeout: String(timeoutSeconds) }
    const result = await request('getUpdates', body, { ...call, extraMs })
    if (Array.isArray(result)) return result
    return typeof result === 'object' && result !== null ? [result] : []
  } catch (error) {
    if (error instanceof ZaloError && error.code === 408) return []
    throw error
  }
}

/** "Not Found" is how the platform says that no webhook is set. */
async function getWebhookInfo(request: BotRequest, call?: CallOptions): Promise<BotWebhook | null> {
  try {
    const webhook = readWebhook(await request('getWebhookInfo', {}, call))
    return webhook.url === '' ? null : webhook
  } catch (error) {
    if (error instanceof ZaloError && error.code === 404) return null
    throw error
  }
}

/** Sends with formatting, and without where that is refused: 400 means that nothing was sent. */
async function sendMessage(
  send: (method: string, body: Record<string, unknown>, call?: CallOptions) => Promise<BotSent>,
  chatId: string,
  text: string,
  { parseMode, textStyles, plainText, ...call }: BotTextOptions = {},
): Promise<BotSent> {
  const plain = { chat_id: chatId, text: composed(plainText ?? text) }
  if (parseMode === undefined && textStyles === undefined) {
    return await send('sendMessage', { ...plain, text: composed(text) }, call)
  }
  const style =
    parseMode === undefined
      ? // Composing would move what the styles point at.
        { text, text_styles: textStyles }
      : { text: composed(text), parse_mode: parseMode }
  try {
    return await send('sendMessage', { chat_id: chatId, ...style }, call)
  } catch (error) {
    if (!(error instanceof ZaloError) || error.code !== 400) throw error
    // A refusal that has nothing to do with the formatting comes again, in the same words.
    return await send('sendMessage', plain, call)
  }
}

function checkWebhookSecret(secret: string): void {
  if (secret.length >= 8 && secret.length <= 256) return
  throw badArgument('the secret of a webhook has 8 to 256 characters')
}
