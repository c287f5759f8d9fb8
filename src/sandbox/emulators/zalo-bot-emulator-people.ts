import { fileUrl } from './emulator-file-route.ts'
import { isPrivateAction, type MembershipAction, type Refused } from './emulator-platform.ts'
import type { Chat, Person, StoredMessage } from './emulator-types.ts'
import type { ZaloBotWorld } from './zalo-bot-emulator-world.ts'

/** The private chat with the bot: writing opens it. */
export function openBotChat({ context, seed }: ZaloBotWorld, person: Person): Chat | Refused {
  const account = person.accounts['zalo-bot']
  if (account === undefined) return { refused: 'Người này không dùng Zalo.' }
  const known = context.state.chatOf('zalo-bot', account)
  if (known?.botState === 'member') return known
  if (known !== undefined) return { refused: 'Hãy bỏ chặn bot trước khi nhắn.' }
  return context.state.addPrivateChat(seed, account, person)
}

/** In a group the bot hears only mentions and replies to itself (zalo-api.md 4.5). */
export function tellBotMessage(
  bot: ZaloBotWorld,
  chat: Chat,
  message: StoredMessage,
  person: Person,
): void {
  if (chat.botState !== 'member') return
  if (chat.kind !== 'private' && !isAddressed(bot, message)) return
  const { context } = bot
  const file = message.fileId === undefined ? undefined : context.files.get(message.fileId)
  const what = file === undefined ? 'text' : file.kind === 'photo' ? 'image' : 'unsupported'
  bot.updates.push(`chat:${chat.externalId}`, {
    event_name: `message.${what}.received`,
    message: {
      from: { id: person.accounts['zalo-bot'], display_name: person.name, is_bot: false },
      chat: { id: chat.externalId, chat_type: chat.kind === 'private' ? 'PRIVATE' : 'GROUP' },
      message_id: message.externalId,
      date: message.at,
      ...(what === 'text' && { text: message.text }),
      ...(what === 'image' && file && { photo_url: fileUrl(context, file), caption: message.text }),
    },
  })
}

/** A mention is plain text in the message: there are no entities. */
function isAddressed({ context, seed }: ZaloBotWorld, message: StoredMessage): boolean {
  if (message.text.toLowerCase().includes(`@${seed.botName.toLowerCase()}`)) return true
  const replied = context.state.messages.get(message.replyTo ?? '')
  return replied !== undefined && 'bot' in replied.from
}

/** The platform has no event for any of this: the bot finds out when it sends. */
export function changeBotMembership(
  { context }: ZaloBotWorld,
  chat: Chat,
  person: Person,
  action: MembershipAction,
): Chat | Refused {
  const { state } = context
  const refused = { refused: 'Việc này không làm được trong loại cuộc trò chuyện này.' }
  const isPrivate = chat.kind === 'private'
  if (isPrivate !== isPrivateAction(action)) return refused
  switch (action) {
    case 'join':
      return state.changeChat(chat, { members: [...chat.members, person.id] })
    case 'leave':
      return state.changeChat(chat, { members: chat.members.filter((id) => id !== person.id) })
    case 'block':
      return state.changeChat(chat, { botState: 'blocked' })
    case 'unblock':
    case 'add-bot':
      return state.changeChat(chat, { botState: 'member' })
    case 'kick-bot':
      return state.changeChat(chat, { botState: 'left' })
    case 'dissolve':
      return state.changeChat(chat, { botState: 'dissolved' })
    case 'upgrade':
    case 'mute-bot':
    case 'unmute-bot':
    case 'close-topic':
    case 'open-topic':
    case 'expire':
    case 'renew':
    case 'unfollow':
    case 'deactivate':
      return refused
  }
}
