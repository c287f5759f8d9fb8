import { publishMessage } from './emulator-show.ts'
import {
  isPrivateAction,
  type MembershipAction,
  type Refused,
  type Toast,
} from './emulator-platform.ts'
import type { Chat, Person, StoredMessage } from './emulator-types.ts'
import { nextMessageId, type TelegramBot } from './telegram-emulator-bot.ts'
import { viewBot, viewChat, viewMessage, viewPerson } from './telegram-emulator-view.ts'

const LONGEST_TOAST_WAIT_MS = 5000
const FIRST_SUPERGROUP = 2_000_000_000

/** The private chat with the bot. Only the Start button opens one, and it lifts a block. */
export function openPrivateChat(bot: TelegramBot, person: Person, text: string): Chat | Refused {
  const account = person.accounts.telegram
  if (account === undefined) return { refused: 'Người này không dùng Telegram.' }
  const { state } = bot.context
  const known = state.chatOf('telegram', account)
  const starts = /^\/start\b/.test(text)
  if (known?.botState === 'member') return known
  if (!starts) return { refused: 'Hãy bấm Bắt đầu (/start) trước khi nhắn cho bot.' }
  if (known !== undefined) return setStanding(bot, known, person, 'member')
  return state.addPrivateChat(bot.seed, account, person)
}

/** Passes a person's message on as far as privacy mode lets the bot see it. */
export function tellMessage(bot: TelegramBot, chat: Chat, message: StoredMessage): void {
  if (!hears(chat) || !isVisible(bot, chat, message)) return
  bot.updates.push(
    'message',
    `chat:${chat.externalId}`,
    viewMessage(bot.context, bot.seed, message),
  )
}

export function tellEdit(bot: TelegramBot, chat: Chat, message: StoredMessage): void {
  if (!hears(chat) || !isVisible(bot, chat, message)) return
  const view = viewMessage(bot.context, bot.seed, message)
  bot.updates.push('edited_message', `chat:${chat.externalId}`, view)
}

/** Who may not write still reads. */
function hears({ botState }: Chat): boolean {
  return botState === 'member' || botState === 'muted' || botState === 'closed'
}

/** Privacy mode: commands, replies to the bot and service messages, not what only names it (telegram-api.md 3.5). */
function isVisible(bot: TelegramBot, chat: Chat, message: StoredMessage): boolean {
  if (chat.kind === 'private' || chat.botIsAdmin === true || message.service) return true
  const replied = bot.context.state.messages.get(message.replyTo ?? '')
  if (replied !== undefined && 'bot' in replied.from) return true
  const own = bot.seed.username.toLowerCase()
  return (message.entities ?? []).some(({ type, offset, length }) => {
    const [, addressee = own] = message.text
      .slice(offset, offset + length)
      .toLowerCase()
      .split('@')
    return type === 'bot_command' && addressee === own
  })
}

/** Presses a button and waits a little for the bot's toast. */
export async function press(
  bot: TelegramBot,
  chat: Chat,
  message: StoredMessage,
  person: Person,
  place: { readonly row: number; readonly column: number },
): Promise<Toast | null | Refused> {
  const button = message.buttons?.[place.row]?.[place.column]
  if (button === undefined) return { refused: 'Tin này không có nút đó.' }
  if (button.kind !== 'callback' || button.disabled === true) return null
  if (chat.botState !== 'member') return { refused: 'Bot không còn ở trong cuộc trò chuyện này.' }
  const { context } = bot
  const id = `${context.state.nextNumber('telegram-press', 1_000_000)}${person.accounts.telegram}`
  const answered = waitForToast(bot, id)
  bot.updates.push('callback_query', `user:${person.accounts.telegram}`, {
    id,
    from: viewPerson(person),
    message: viewMessage(context, bot.seed, message),
    chat_instance: chat.externalId,
    data: button.payload,
  })
  return answered
}

async function waitForToast(bot: TelegramBot, id: string): Promise<Toast | null> {
  const { clock, limits } = bot.context
  const now = clock.now()
  for (const [key, { expires }] of bot.presses) if (expires <= now) bot.presses.delete(key)
  return new Promise((resolve) => {
    const cancel = clock.at(now + LONGEST_TOAST_WAIT_MS, () => resolve(null))
    const answer = (toast: Toast | null): void => {
      cancel()
      resolve(toast)
    }
    bot.presses.set(id, { expires: now + limits.telegram.pressAnswerMs, answer })
  })
}

/** Joins, blocks, kicks and the like, with the updates and service messages that belong to them. */
export function changeMembership(
  bot: TelegramBot,
  chat: Chat,
  person: Person,
  action: MembershipAction,
): Chat | Refused {
  const { state } = bot.context
  const isPrivate = chat.kind === 'private'
  const refused = { refused: 'Việc này không làm được trong loại cuộc trò chuyện này.' }
  if (isPrivate !== isPrivateAction(action)) return refused
  switch (action) {
    case 'join': {
      const joined = state.changeChat(chat, { members: [...new Set([...chat.members, person.id])] })
      return announce(bot, joined, person, { new_chat_members: [viewPerson(person)] })
    }
    case 'leave': {
      announce(bot, chat, person, { left_chat_member: viewPerson(person) })
      return state.changeChat(chat, { members: chat.members.filter((id) => id !== person.id) })
    }
    case 'block':
      return setStanding(bot, chat, person, 'blocked')
    case 'unblock':
      return setStanding(bot, chat, person, 'member')
    case 'kick-bot':
      return setStanding(bot, chat, person, 'left')
    case 'dissolve':
      return setStanding(bot, chat, person, 'dissolved')
    case 'add-bot': {
      const added = setStanding(bot, chat, person, 'member')
      return announce(bot, added, person, { new_chat_members: [viewBot(bot.seed)] })
    }
    case 'mute-bot':
      return setStanding(bot, chat, person, 'muted')
    case 'unmute-bot':
      return setStanding(bot, chat, person, 'member')
    // Neither of these is told to the bot.
    case 'close-topic':
      return chat.kind === 'supergroup' ? state.changeChat(chat, { botState: 'closed' }) : refused
    case 'open-topic':
      return state.changeChat(chat, { botState: 'member' })
    case 'deactivate':
      return state.changeChat(chat, { botState: 'dissolved' })
    case 'expire':
    case 'renew':
    case 'unfollow':
      return refused
    case 'upgrade':
      return chat.kind === 'group' && chat.migratedTo === undefined
        ? upgrade(bot, chat, person)
        : { refused: 'Nhóm này đã là nhóm lớn.' }
  }
}

const STATUS: Readonly<Record<Chat['botState'], string>> = {
  member: 'member',
  blocked: 'kicked',
  left: 'kicked',
  dissolved: 'left',
  muted: 'restricted',
  closed: 'member',
  expired: 'member',
}

function setStanding(
  bot: TelegramBot,
  chat: Chat,
  person: Person,
  botState: Chat['botState'],
): Chat {
  const { context } = bot
  const user = viewBot(bot.seed)
  const next = context.state.changeChat(chat, { botState })
  bot.updates.push('my_chat_member', `chat:${chat.externalId}`, {
    chat: viewChat(context, next),
    from: viewPerson(person),
    date: Math.floor(context.clock.now() / 1000),
    old_chat_member: { user, status: chat.botState === 'left' ? 'left' : STATUS[chat.botState] },
    new_chat_member: {
      user,
      status: STATUS[botState],
      ...(botState === 'blocked' && { until_date: 0 }),
      ...(botState === 'muted' && { is_member: true, can_send_messages: false, until_date: 0 }),
    },
  })
  return next
}

/** Posts a service message and tells the bot. */
function announce(
  bot: TelegramBot,
  chat: Chat,
  person: Person,
  service: Readonly<Record<string, unknown>>,
): Chat {
  const { context } = bot
  const message = context.state.addMessage({
    chatId: chat.chatId,
    externalId: nextMessageId(context, chat),
    at: context.clock.now(),
    from: { personId: person.id },
    text: '',
    service,
  })
  publishMessage(context, 'message', message)
  tellMessage(bot, chat, message)
  return chat
}

/**
 * The group goes on under a new id, and the old one only says where. The bot is told that it is in the new one, as if it had
 * been added (tdlib/telegram-bot-api#266); when, beside the two service messages, is not written anywhere: first, at worst.
 */
function upgrade(bot: TelegramBot, chat: Chat, person: Person): Chat {
  const { state } = bot.context
  const externalId = `-100${state.nextNumber('telegram-supergroup', FIRST_SUPERGROUP)}`
  const { migratedTo: _none, ...same } = chat
  const chatId = `telegram:${externalId}`
  const large = state.chats.put(chatId, { ...same, chatId, externalId, kind: 'supergroup' })
  const grown =
    chat.botState === 'member'
      ? setStanding(bot, { ...large, botState: 'left' }, person, 'member')
      : large
  announce(bot, chat, person, { migrate_to_chat_id: Number(externalId) })
  state.changeChat(chat, { migratedTo: externalId })
  announce(bot, grown, person, { migrate_from_chat_id: Number(chat.externalId) })
  return grown
}
