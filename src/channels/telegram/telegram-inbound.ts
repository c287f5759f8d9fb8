import type { Inbound, InboundEvent, UpdateKey } from '../channel.ts'
import { readMessage } from './inbound-message.ts'
import { chatOf, personOf, threadOf } from './inbound-parties.ts'
import type { BotIdentity } from './telegram-identity.ts'
import {
  type TelegramMembership,
  type TelegramMessage,
  type TelegramPress,
  updateSchema,
} from './update-schema.ts'

/** What reading updates depends on besides the update. */
export interface InboundContext {
  /** Who we are, as far as it is known yet. */
  readonly bot: BotIdentity
  /** A press carries no time of its own, and Telegram keeps none for longer than 150 s: when it came in stands for it. */
  readonly receivedAt: Date
}

/**
 * The key of an update: `update_id` is unique for a bot. Updates of one chat keep their order; what has no chat keeps
 * the order of its person.
 */
export function keyOfUpdate(update: unknown): UpdateKey | null {
  const parsed = updateSchema.safeParse(update)
  if (!parsed.success) return null
  return { dedupKey: String(parsed.data.update_id), orderKey: orderKeyOf(update as object) }
}

/** What an update says. Kinds that we do not know, and everything in channels, say nothing. */
export function parseUpdate(update: unknown, context: InboundContext): Inbound[] {
  const parsed = updateSchema.safeParse(update)
  if (!parsed.success) return []
  const { message, edited_message: edited, callback_query, my_chat_member } = parsed.data
  if (message !== undefined) return readMessage(message, update, context.bot)
  if (edited !== undefined) return readEdited(edited)
  if (callback_query !== undefined) return readPress(callback_query, context)
  if (my_chat_member !== undefined) return readMembership(my_chat_member)
  return []
}

/**
 * A changed message is not read again: a command would act twice. In private the person is told, so that nobody
 * believes a correction arrived; a group stays undisturbed.
 */
function readEdited(edited: TelegramMessage): Inbound[] {
  const { chat, from, text, caption } = edited
  if (chat.type !== 'private' || from === undefined || from.is_bot) return []
  if (text === undefined && caption === undefined) return []
  const event: InboundEvent = { kind: 'unsupported', what: 'edited-message' }
  return [{ chat: chatOf(chat), from: personOf(from), at: new Date(edited.date * 1000), event }]
}

function readPress(press: TelegramPress, { receivedAt: at }: InboundContext): Inbound[] {
  const { message, data } = press
  if (message === undefined || data === undefined || message.chat.type === 'channel') return []
  const event: InboundEvent = {
    kind: 'press',
    pressId: press.id,
    action: data,
    messageId: String(message.message_id),
    // To the end of that second.
    ...(message.date > 0 && { shownAt: new Date(message.date * 1000 + 999) }),
  }
  const place = { chat: chatOf(message.chat), ...threadOf(message) }
  return [{ ...place, from: personOf(press.from), at, event }]
}

function readMembership(change: TelegramMembership): Inbound[] {
  const { chat } = change
  if (chat.type === 'channel') return []
  const standing = standingOf(change)
  // A group that becomes a supergroup looks as if the bot had been added there (tdlib/telegram-bot-api#266).
  const mayHaveMoved = chat.type === 'supergroup' && standing === 'member'
  const event: InboundEvent = {
    kind: 'standing',
    standing,
    ...(mayHaveMoved && { mayHaveMoved }),
  }
  const at = new Date(change.date * 1000)
  return [{ chat: chatOf(chat), from: personOf(change.from), at, event }]
}

type Standing = Extract<InboundEvent, { kind: 'standing' }>['standing']

function standingOf({ chat, new_chat_member: member }: TelegramMembership): Standing {
  if (chat.type === 'private') return member.status === 'kicked' ? 'blocked' : 'member'
  switch (member.status) {
    case 'left':
    case 'kicked':
      return 'left'
    case 'restricted':
      if (member.is_member === false) return 'left'
      return member.can_send_messages === false ? 'no-rights' : 'member'
    default:
      return 'member'
  }
}

/** Works for kinds of updates that we do not know too: the chat, else the person, wherever it stands. */
function orderKeyOf(update: object): string {
  for (const content of Object.values(update) as unknown[]) {
    const chatId = idIn(content, 'chat') ?? idIn(fieldOf(content, 'message'), 'chat')
    if (chatId !== null) return `chat:${chatId}`
    const userId = idIn(content, 'from') ?? idIn(content, 'user')
    if (userId !== null) return `user:${userId}`
  }
  return 'other'
}

function idIn(value: unknown, field: string): string | null {
  const id = fieldOf(fieldOf(value, field), 'id')
  return typeof id === 'number' ? String(id) : null
}

function fieldOf(value: unknown, field: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return (value as Record<string, unknown>)[field]
}
