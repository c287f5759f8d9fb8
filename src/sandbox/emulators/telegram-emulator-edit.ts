import { countCodePoints } from './emulator-length.ts'
import { readFlag, readInteger, readObject, textOf, type Params } from './emulator-params.ts'
import { publishMessage } from './emulator-show.ts'
import type { Chat, StoredMessage } from './emulator-types.ts'
import {
  badRequest,
  isRefusal,
  succeed,
  type TelegramRefusal,
  type TelegramResult,
} from './telegram-emulator-answer.ts'
import {
  enterChat,
  findChat,
  findMessage,
  type TelegramBot,
  type TelegramMethod,
} from './telegram-emulator-bot.ts'
import { readMarkup, type ReadMarkup } from './telegram-emulator-markup.ts'
import { CAPTION, readFormatted, TEXT, type TextFields } from './telegram-emulator-text.ts'
import { viewMessage } from './telegram-emulator-view.ts'

export const editMessageText: TelegramMethod = (bot, params) => editContent(bot, params, TEXT)

export const editMessageCaption: TelegramMethod = (bot, params) => editContent(bot, params, CAPTION)

export const editMessageReplyMarkup: TelegramMethod = (bot, params) => edit(bot, params, () => ({}))

async function editContent(
  bot: TelegramBot,
  params: Params,
  fields: TextFields,
): Promise<TelegramResult> {
  const formatted = readFormatted(bot.context.limits.telegram, params, fields)
  if (isRefusal(formatted)) return formatted
  return edit(bot, params, (message) => {
    const hasCaption = message.fileId !== undefined
    if (fields === TEXT && hasCaption) return badRequest('there is no text in the message to edit')
    if (fields === CAPTION && !hasCaption)
      return badRequest('there is no caption in the message to edit')
    return formatted
  })
}

/** An edit without a markup takes the buttons away, as on the real server. */
async function edit(
  bot: TelegramBot,
  params: Params,
  change: (message: StoredMessage) => Partial<StoredMessage> | TelegramRefusal,
): Promise<TelegramResult> {
  const markup = readMarkup(bot.context.limits.telegram, params)
  if (isRefusal(markup)) return markup
  const chat = await enterChat(bot, 'edit', params)
  if (isRefusal(chat)) return chat
  const message = findMessage(bot, chat, readInteger(params, 'message_id'))
  if (message === null) return badRequest('message to edit not found')
  if (!('bot' in message.from) || message.service) return badRequest("message can't be edited")
  const changed = change(message)
  if (isRefusal(changed)) return changed
  return applyEdit(bot, message, changed, markup)
}

function applyEdit(
  bot: TelegramBot,
  message: StoredMessage,
  changed: Partial<StoredMessage>,
  markup: ReadMarkup | null,
): TelegramResult {
  const { context } = bot
  const { markup: _markup, buttons: _buttons, ...bare } = message
  const next = {
    ...bare,
    ...changed,
    ...(markup?.markup ? { markup: markup.markup, buttons: markup.buttons } : {}),
  }
  if (lookOf(next) === lookOf(message))
    return badRequest(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    )
  const stored = context.state.messages.put(message.key, { ...next, edited: context.clock.now() })
  publishMessage(context, 'edit', stored)
  return succeed(viewMessage(context, bot.seed, stored))
}

function lookOf({ text, entities, markup }: Partial<StoredMessage>): string {
  return JSON.stringify([text, entities ?? [], markup ?? null])
}

export const deleteMessage: TelegramMethod = (bot, params) => {
  const chat = findChat(bot, params)
  if (isRefusal(chat)) return chat
  const message = findMessage(bot, chat, readInteger(params, 'message_id'))
  if (message === null) return badRequest('message to delete not found')
  if (!mayDelete(bot, chat, message)) return badRequest("message can't be deleted")
  removeMessage(bot, message)
  return succeed(true)
}

export const deleteMessages: TelegramMethod = (bot, params) => {
  const chat = findChat(bot, params)
  if (isRefusal(chat)) return chat
  const ids = readObject(params, 'message_ids')
  if (!Array.isArray(ids) || ids.length === 0)
    return badRequest('message identifiers are not specified')
  if (ids.length > 100) return badRequest('too many message identifiers specified')
  for (const id of ids) {
    const message = findMessage(bot, chat, Number(id))
    if (message !== null && mayDelete(bot, chat, message)) removeMessage(bot, message)
  }
  return succeed(true)
}

function mayDelete(bot: TelegramBot, chat: Chat, message: StoredMessage): boolean {
  const age = bot.context.clock.now() - message.at
  if (age >= bot.context.limits.telegram.deleteWindowMs) return false
  return 'bot' in message.from || chat.kind === 'private' || chat.botIsAdmin === true
}

function removeMessage(bot: TelegramBot, message: StoredMessage): void {
  const { chatId, key, externalId, at, from, seq } = message
  const bare = { key, chatId, externalId, seq, at, from, text: '', deleted: true } as const
  publishMessage(bot.context, 'delete', bot.context.state.messages.put(key, bare))
}

export const answerCallbackQuery: TelegramMethod = (bot, params) => {
  const { clock, limits } = bot.context
  const text = textOf(params, 'text')
  if (countCodePoints(text) > limits.telegram.toastChars) return badRequest('MESSAGE_TOO_LONG')
  const id = textOf(params, 'callback_query_id')
  const press = bot.presses.get(id)
  bot.presses.delete(id)
  if (press === undefined || press.expires <= clock.now())
    return badRequest('query is too old and response timeout expired or query ID is invalid')
  press.answer(text === '' ? null : { text, alert: readFlag(params, 'show_alert') })
  return succeed(true)
}
