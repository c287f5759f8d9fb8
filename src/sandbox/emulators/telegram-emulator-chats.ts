import { isRecord, readObject, readText, textOf, type Params } from './emulator-params.ts'
import { badRequest, isRefusal, succeed, type TelegramRefusal } from './telegram-emulator-answer.ts'
import {
  findChat,
  findMessage,
  type TelegramBot,
  type TelegramMethod,
} from './telegram-emulator-bot.ts'
import { fileOf, viewBot, viewChat, viewPerson } from './telegram-emulator-view.ts'

export const getMe: TelegramMethod = (bot) =>
  succeed({
    ...viewBot(bot.seed),
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  })

export const getChat: TelegramMethod = (bot, params) => {
  const chat = findChat(bot, params)
  if (isRefusal(chat)) return chat
  return succeed({ ...viewChat(bot.context, chat), accent_color_id: 0, max_reaction_count: 11 })
}

export const getChatMemberCount: TelegramMethod = (bot, params) => {
  const chat = findChat(bot, params)
  return isRefusal(chat) ? chat : succeed(chat.members.length + 1)
}

export const getChatMember: TelegramMethod = (bot, params) => {
  const chat = findChat(bot, params)
  if (isRefusal(chat)) return chat
  const id = textOf(params, 'user_id')
  if (id === bot.seed.botId)
    return succeed({
      user: viewBot(bot.seed),
      status: chat.botIsAdmin ? 'administrator' : 'member',
    })
  const person = bot.context.state.personOf('telegram', id)
  if (person === undefined) return badRequest('user not found')
  const status = chat.members.includes(person.id) ? 'member' : 'left'
  return succeed({ user: viewPerson(person), status })
}

export const getChatAdministrators: TelegramMethod = (bot, params) => {
  const chat = findChat(bot, params)
  if (isRefusal(chat)) return chat
  if (chat.kind === 'private') return badRequest('there are no administrators in the private chat')
  const own = chat.botIsAdmin ? [{ user: viewBot(bot.seed), status: 'administrator' }] : []
  const first = bot.context.state.people.get(chat.members[0] ?? '')
  return succeed([...(first ? [{ user: viewPerson(first), status: 'creator' }] : []), ...own])
}

export const leaveChat: TelegramMethod = (bot, params) => {
  const chat = findChat(bot, params)
  if (isRefusal(chat)) return chat
  bot.context.state.changeChat(chat, { botState: 'left' })
  bot.context.events.publish({ type: 'membership', chatId: chat.chatId })
  return succeed(true)
}

export const sendChatAction: TelegramMethod = (bot, params) => {
  const chat = findChat(bot, params)
  if (isRefusal(chat)) return chat
  if (!readText(params, 'action')) return badRequest('wrong parameter action in request')
  bot.context.events.publish({ type: 'typing', chatId: chat.chatId })
  return succeed(true)
}

export const pinChatMessage: TelegramMethod = (bot, params) => {
  const chat = findChat(bot, params)
  if (isRefusal(chat)) return chat
  const message = findMessage(bot, chat, Number(readText(params, 'message_id')))
  return message === null ? badRequest('message to pin not found') : succeed(true)
}

export const getFile: TelegramMethod = (bot, params) => {
  const file = fileOf(bot.context, bot.seed, textOf(params, 'file_id'))
  if (file === null) return badRequest('wrong file_id or the file is temporarily unavailable')
  if (file.size > bot.context.limits.telegram.downloadBytes) return badRequest('file is too big')
  return succeed({
    file_id: readText(params, 'file_id'),
    file_unique_id: `u${file.id.slice(0, 15)}`,
    file_size: file.size,
    file_path: `${file.kind}s/${file.id}${extensionOf(file.name)}`,
  })
}

function extensionOf(name: string): string {
  return /\.[a-z0-9]{1,8}$/i.exec(name)?.[0] ?? ''
}

export const setMyCommands: TelegramMethod = (bot, params) => {
  const commands = readObject(params, 'commands')
  if (!Array.isArray(commands)) return badRequest("can't parse commands: expected an Array")
  if (commands.length > 100) return badRequest('BOT_COMMANDS_TOO_MUCH')
  if (!commands.every(isCommand)) return badRequest('BOT_COMMAND_INVALID')
  const scope = readScope(bot, params)
  if (isRefusal(scope)) return scope
  bot.commands.put(scope, commands)
  return succeed(true)
}

export const getMyCommands: TelegramMethod = (bot, params) => {
  const scope = readScope(bot, params)
  return isRefusal(scope) ? scope : succeed(bot.commands.get(scope) ?? [])
}

export const deleteMyCommands: TelegramMethod = (bot, params) => {
  const scope = readScope(bot, params)
  if (isRefusal(scope)) return scope
  bot.commands.remove(scope)
  return succeed(true)
}

function isCommand(value: unknown): boolean {
  if (!isRecord(value)) return false
  const { command, description } = value
  const named = typeof command === 'string' && /^[a-z0-9_]{1,32}$/.test(command)
  return named && typeof description === 'string' && description !== '' && description.length <= 256
}

/** The key under which a scope's commands lie. A chat that the bot cannot reach is refused. */
function readScope(bot: TelegramBot, params: Params): string | TelegramRefusal {
  const given = readObject(params, 'scope')
  const scope = isRecord(given) ? given : { type: 'default' }
  const chatId = scope['chat_id']
  const language = textOf(params, 'language_code')
  if (chatId === undefined) return `${String(scope['type'])}//${language}`
  const chat = findChat(bot, { values: { chat_id: chatId }, uploads: [] })
  return isRefusal(chat) ? chat : `${String(scope['type'])}/${chat.externalId}/${language}`
}
