import type { Inbound } from '../channel.ts'
import type { TelegramChat, TelegramMessage, TelegramUser } from './update-schema.ts'

/** A chat as the product knows it; groups of both kinds are groups. */
export function chatOf(chat: TelegramChat): Inbound['chat'] {
  const externalId = String(chat.id)
  if (chat.type === 'private') return { externalId, type: 'private' }
  return { externalId, type: 'group', ...(chat.title === undefined ? {} : { title: chat.title }) }
}

/** The topic in which a message stands; a thread of replies is none, and takes no messages (tdlib/telegram-bot-api#447). */
export function threadOf({
  is_topic_message,
  message_thread_id,
}: Pick<TelegramMessage, 'is_topic_message' | 'message_thread_id'>): { thread?: string } {
  if (is_topic_message !== true || message_thread_id === undefined) return {}
  return { thread: String(message_thread_id) }
}

/** Names are written by their owners and may be anything, also nothing that is seen: that is no name (`cleanInbound`). */
export function personOf(user: TelegramUser): NonNullable<Inbound['from']> {
  const name = [user.first_name, user.last_name ?? ''].join(' ').replace(/\s+/gu, ' ').trim()
  return { externalId: String(user.id), name: name.normalize('NFC').slice(0, 200) }
}
