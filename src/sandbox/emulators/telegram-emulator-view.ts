import type { TelegramSeed } from '../emulator-seed.ts'
import type { EmulatorContext } from './emulator-context.ts'
import type { Chat, Person, StoredFile, StoredMessage } from './emulator-types.ts'

type View = Record<string, unknown>
type ViewContext = Pick<EmulatorContext, 'state' | 'files'>

/** The bot as a Telegram user. */
export function viewBot(bot: TelegramSeed): View {
  return { id: Number(bot.botId), is_bot: true, first_name: bot.botName, username: bot.username }
}

export function viewPerson(person: Person | undefined): View {
  return {
    id: Number(person?.accounts.telegram ?? 0),
    is_bot: false,
    first_name: person?.name ?? '',
    language_code: 'vi',
  }
}

export function viewChat(context: ViewContext, chat: Chat): View {
  const id = Number(chat.externalId)
  if (chat.kind !== 'private') return { id, title: chat.title, type: chat.kind }
  const person = context.state.people.get(chat.members[0] ?? '')
  return { id, first_name: person?.name ?? chat.title, type: 'private' }
}

/** A message as Bot API JSON. The replied message is shown without the one it replies to. */
export function viewMessage(
  context: ViewContext,
  bot: TelegramSeed,
  message: StoredMessage,
  nested = false,
): View {
  const { state } = context
  const chat = state.chats.get(message.chatId)
  const replied =
    nested || message.replyTo === undefined ? undefined : state.messages.get(message.replyTo)
  return {
    message_id: Number(message.externalId),
    from:
      'bot' in message.from ? viewBot(bot) : viewPerson(state.people.get(message.from.personId)),
    ...(chat && { chat: viewChat(context, chat) }),
    date: Math.floor(message.at / 1000),
    ...(message.edited !== undefined && { edit_date: Math.floor(message.edited / 1000) }),
    ...(replied && { reply_to_message: viewMessage(context, bot, replied, true) }),
    ...viewContent(context, bot, message),
    ...(message.markup ? { reply_markup: message.markup } : {}),
    ...message.service,
  }
}

function viewContent(context: ViewContext, bot: TelegramSeed, message: StoredMessage): View {
  if (message.service) return {}
  const entities = message.entities?.length ? message.entities : undefined
  if (message.fileId === undefined) return { text: message.text, ...(entities && { entities }) }
  const file = context.files.get(message.fileId)
  return {
    ...(file && viewFile(bot, file)),
    ...(message.text !== '' && { caption: message.text }),
    ...(entities && { caption_entities: entities }),
  }
}

function viewFile(bot: TelegramSeed, file: StoredFile): View {
  const ids = { file_id: fileIdOf(bot, file), file_unique_id: `u${file.id.slice(0, 15)}` }
  if (file.kind === 'photo')
    return { photo: [{ ...ids, file_size: file.size, width: 800, height: 600 }] }
  return {
    document: { ...ids, file_name: file.name, mime_type: file.mime, file_size: file.size },
  }
}

/** A file id is good for one bot and one type only. */
function fileIdOf(bot: TelegramSeed, file: StoredFile): string {
  return `${file.kind === 'photo' ? 'AgAC' : 'BQAC'}${Number(bot.botId).toString(36)}-${file.id}`
}

/** The stored file behind a file id; null: not an id that this bot was given. */
export function fileOf(context: ViewContext, bot: TelegramSeed, fileId: string): StoredFile | null {
  const file = context.files.get(fileId.slice(fileId.indexOf('-') + 1))
  return file !== undefined && fileIdOf(bot, file) === fileId ? file : null
}
