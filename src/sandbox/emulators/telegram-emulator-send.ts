import { setTimeout as sleep } from 'node:timers/promises'
import {
  isRecord,
  readFlag,
  readInteger,
  readObject,
  readText,
  textOf,
  type Params,
} from './emulator-params.ts'
import { publishMessage } from './emulator-show.ts'
import type { Chat, StoredFile, StoredMessage } from './emulator-types.ts'
import {
  badRequest,
  isRefusal,
  refuse,
  succeed,
  tooMany,
  type TelegramRefusal,
  type TelegramResult,
} from './telegram-emulator-answer.ts'
import {
  enterChat,
  findMessage,
  nextMessageId,
  type TelegramBot,
  type TelegramMethod,
} from './telegram-emulator-bot.ts'
import { readMarkup, type ReadMarkup } from './telegram-emulator-markup.ts'
import { CAPTION, readFormatted, TEXT } from './telegram-emulator-text.ts'
import { fileOf, viewMessage } from './telegram-emulator-view.ts'

/** What a server says whose queue of equal uploads is too long (telegram-api.md 1.3). */
const UPLOAD_REFUSED_MS = 60_000

type Content = Pick<StoredMessage, 'text' | 'entities' | 'fileId'>

export const sendMessage: TelegramMethod = async (bot, params) => {
  const formatted = readFormatted(bot.context.limits.telegram, params, TEXT)
  return isRefusal(formatted) ? formatted : post(bot, params, () => formatted)
}

export const sendDocument: TelegramMethod = (bot, params) => sendFile(bot, params, 'document')

export const sendPhoto: TelegramMethod = (bot, params) => sendFile(bot, params, 'photo')

export const copyMessage: TelegramMethod = async (bot, params) => {
  const from = bot.context.state.chatOf('telegram', textOf(params, 'from_chat_id'))
  const original = from && findMessage(bot, from, readInteger(params, 'message_id'))
  if (!original || original.service) return badRequest('message to copy not found')
  const caption = readFormatted(bot.context.limits.telegram, params, CAPTION)
  if (isRefusal(caption)) return caption
  const changed = original.fileId !== undefined && params.values['caption'] !== undefined
  const sent = await post(bot, params, () => ({
    ...(changed ? caption : { text: original.text, entities: original.entities ?? [] }),
    ...(original.fileId !== undefined && { fileId: original.fileId }),
  }))
  return sent.ok
    ? succeed({ message_id: (sent.result as { message_id: number }).message_id })
    : sent
}

async function sendFile(
  bot: TelegramBot,
  params: Params,
  kind: StoredFile['kind'],
): Promise<TelegramResult> {
  const caption = readFormatted(bot.context.limits.telegram, params, CAPTION)
  if (isRefusal(caption)) return caption
  const fault = findFileFault(bot, params, kind)
  if (fault !== null) return fault
  const wait = bot.pace.upload(findUpload(params, kind)?.bytes.length ?? 0)
  if (wait > bot.context.limits.telegram.uploadPatienceMs) return tooMany(UPLOAD_REFUSED_MS)
  if (wait > 0) await sleep(wait)
  const content = (): Content => ({ ...caption, fileId: takeFile(bot, params, kind) })
  return post(bot, params, content, `${kind}s`)
}

/** Why the file parameter cannot be sent; null: it can. Nothing is stored yet. */
function findFileFault(
  bot: TelegramBot,
  params: Params,
  kind: StoredFile['kind'],
): TelegramRefusal | null {
  const { telegram } = bot.context.limits
  const upload = findUpload(params, kind)
  if (upload !== undefined) {
    if (upload.bytes.length === 0) return badRequest('file must be non-empty')
    if (upload.bytes.length > telegram.uploadBytes) return refuse(413, 'Request Entity Too Large')
    if (kind === 'document') return null
    if (upload.bytes.length > telegram.photoBytes) return badRequest('too big for a photo')
    return isPicture(upload.bytes) ? null : badRequest('IMAGE_PROCESS_FAILED')
  }
  const given = textOf(params, kind)
  if (given === '') return badRequest(`there is no ${kind} in the request`)
  if (/^https?:/.test(given)) return badRequest('failed to get HTTP URL content')
  const known = fileOf(bot.context, bot.seed, given)
  if (known === null) return badRequest('wrong file identifier/HTTP URL specified')
  return known.kind === kind
    ? null
    : badRequest(
        `can't use file of type ${known.kind === 'photo' ? 'Photo as Document' : 'Document as Photo'}`,
      )
}

function takeFile(bot: TelegramBot, params: Params, kind: StoredFile['kind']): string {
  const upload = findUpload(params, kind)
  const { context, seed } = bot
  if (upload === undefined) return fileOf(context, seed, textOf(params, kind))?.id ?? ''
  const { name, mime, bytes } = upload
  return context.files.add({
    platform: 'telegram',
    name,
    mime,
    kind,
    bytes,
    at: context.clock.now(),
  }).id
}

function findUpload(params: Params, field: string): Params['uploads'][number] | undefined {
  const given = readText(params, field)
  const name = given?.startsWith('attach://') ? given.slice('attach://'.length) : field
  return params.uploads.find((upload) => upload.field === name)
}

function isPicture(bytes: Buffer): boolean {
  const head = bytes.toString('latin1', 0, 12)
  return /^(\x89PNG|\xff\xd8\xff|GIF8|RIFF.{4}WEBP)/s.test(head)
}

/** Checks what all sends share, passes the limits and stores the message. */
async function post(
  bot: TelegramBot,
  params: Params,
  content: () => Content,
  what?: string,
): Promise<TelegramResult> {
  const markup = readMarkup(bot.context.limits.telegram, params)
  if (isRefusal(markup)) return markup
  const chat = await enterChat(bot, 'send', params, what)
  if (isRefusal(chat)) return chat
  // No group here has topics besides the general one, which has no number.
  if (readInteger(params, 'message_thread_id') !== null)
    return badRequest('message thread not found')
  const replyTo = findReplied(bot, chat, params)
  if (isRefusal(replyTo)) return replyTo
  const stored = storeBotMessage(bot, chat, content(), markup, replyTo)
  return succeed(viewMessage(bot.context, bot.seed, stored))
}

function storeBotMessage(
  bot: TelegramBot,
  chat: Chat,
  content: Content,
  markup: ReadMarkup | null,
  replyTo: string | null,
): StoredMessage {
  const { context } = bot
  const stored = context.state.addMessage({
    chatId: chat.chatId,
    externalId: nextMessageId(context, chat),
    at: context.clock.now(),
    from: { bot: true },
    ...content,
    ...(markup?.markup ? { markup: markup.markup, buttons: markup.buttons } : {}),
    ...(replyTo !== null && { replyTo }),
  })
  publishMessage(context, 'message', stored)
  return stored
}

/** The key of the message replied to; null: none. */
function findReplied(
  bot: TelegramBot,
  chat: Chat,
  params: Params,
): string | TelegramRefusal | null {
  const given = readObject(params, 'reply_parameters')
  const reply = isRecord(given) ? given : {}
  const id = reply['message_id'] ?? readInteger(params, 'reply_to_message_id')
  if (id === undefined || id === null) return null
  const message = findMessage(bot, chat, Number(id))
  if (message !== null) return message.key
  const lenient =
    reply['allow_sending_without_reply'] === true || readFlag(params, 'allow_sending_without_reply')
  return lenient ? null : badRequest('message to be replied not found')
}
