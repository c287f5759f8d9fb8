import type { Inbound, InboundEvent, InboundFile } from '../channel.ts'
import { stripMention } from '../strip-mention.ts'
import { chatOf, personOf, threadOf } from './inbound-parties.ts'
import type { BotIdentity } from './telegram-identity.ts'
import type { TelegramMessage } from './update-schema.ts'

/** What people send that is not taken; the names are Telegram's. */
const UNSUPPORTED = [
  'animation',
  'audio',
  'voice',
  'video',
  'video_note',
  'sticker',
  'story',
  'contact',
  'location',
  'venue',
  'poll',
  'dice',
  'game',
  'checklist',
  'paid_media',
] as const

/**
 * What a new message says. Our own messages, other bots and channels say nothing; service messages neither, but for
 * the move of a group to a new id. An administrator who writes anonymously does, in the group's name.
 */
export function readMessage(message: TelegramMessage, raw: unknown, bot: BotIdentity): Inbound[] {
  if (message.chat.type === 'channel') return []
  const chat = chatOf(message.chat)
  const at = new Date(message.date * 1000)
  const move = readMove(message)
  if (move !== null) return [{ chat: { ...chat, externalId: move.from }, at, event: move.event }]
  const { from, sender_chat: sender } = message
  const place = { chat, ...threadOf(message) }
  if (sender?.id === message.chat.id) {
    const event = readContent(message, raw, bot)
    return event?.kind === 'text' ? [{ ...place, isHidden: true, at, event }] : []
  }
  // What is sent for a chat has a made-up `from`, which is no bot where a channel's post is passed on to its group.
  if (from === undefined || from.is_bot || sender !== undefined) return []
  const event = readContent(message, raw, bot)
  return event === null ? [] : [{ ...place, from: personOf(from), at, event }]
}

/** Told twice, in the old chat and in the new one; both say the same. */
function readMove(message: TelegramMessage): { from: string; event: InboundEvent } | null {
  const here = String(message.chat.id)
  const { migrate_to_chat_id: to, migrate_from_chat_id: from } = message
  if (to !== undefined) return { from: here, event: { kind: 'migrated', toChatId: String(to) } }
  if (from !== undefined) return { from: String(from), event: { kind: 'migrated', toChatId: here } }
  return null
}

function readContent(
  message: TelegramMessage,
  raw: unknown,
  bot: BotIdentity,
): InboundEvent | null {
  const place = { messageId: String(message.message_id), ...replyOf(message, bot) }
  if (message.text !== undefined) {
    const text = addressedText(message.text, bot)
    if (text === null) return null
    const words = wordsToBot(text, message, bot)
    return { kind: 'text', ...words, ...place, ...strangerOf(message, place) }
  }
  const caption = message.caption === undefined ? {} : captionToBot(message.caption, message, bot)
  const file = fileOf(message)
  if (file !== null) return { kind: 'file', file, ...caption, ...place }
  const what = unsupportedIn(raw)
  return what === null ? null : { kind: 'unsupported', what, ...caption }
}

function replyOf({ reply_to_message: reply }: TelegramMessage, bot: BotIdentity) {
  const ours = reply?.from?.id !== undefined && String(reply.from.id) === bot.externalId
  return ours ? { replyTo: String(reply.message_id) } : {}
}

/** Whether it replies to somebody else, here or in another chat. */
function strangerOf(message: TelegramMessage, place: object): { repliesToOther?: true } {
  const { reply_to_message: reply, external_reply: external } = message
  const isOpening = message.is_topic_message && reply?.message_id === message.message_thread_id
  const isReply = (reply !== undefined && !isOpening) || external !== undefined
  return isReply && !('replyTo' in place) ? { repliesToOther: true } : {}
}

/** `/cmd@ourbot` loses its address; a command to another bot is not ours (null). */
function addressedText(text: string, bot: BotIdentity): string | null {
  const match = /^(\/[A-Za-z0-9_]{1,64})@([A-Za-z0-9_]{1,64})(?![A-Za-z0-9_])/u.exec(text)
  if (match === null) return text
  const [whole, command = '', name = ''] = match
  if (bot.username !== null && name.toLowerCase() !== bot.username.toLowerCase()) return null
  return command + text.slice(whole.length)
}

/** Our name says in a group whom the words are for, and is no part of them. */
function wordsToBot(
  text: string,
  { chat }: TelegramMessage,
  { username }: BotIdentity,
): { text: string; isAddressed?: true } {
  const isNamed = chat.type !== 'private' && username !== null
  const words = isNamed ? stripMention(text, [username]) : null
  return words === null ? { text } : { text: words, isAddressed: true }
}

function captionToBot(caption: string, message: TelegramMessage, bot: BotIdentity) {
  const { text, ...isMeant } = wordsToBot(caption, message, bot)
  return { caption: text, ...isMeant }
}

function fileOf(message: TelegramMessage): InboundFile | null {
  // A short film is sent with a copy as a document.
  if (message.animation !== undefined) return null
  const { document, photo } = message
  if (document !== undefined) {
    return {
      ref: document.file_id,
      name: document.file_name ?? `tep-${message.message_id}`,
      mime: document.mime_type ?? 'application/octet-stream',
      size: document.file_size ?? null,
    }
  }
  const largest = photo?.toSorted((a, b) => b.width * b.height - a.width * a.height)[0]
  if (largest === undefined) return null
  return {
    ref: largest.file_id,
    name: `anh-${message.message_id}.jpg`,
    mime: 'image/jpeg',
    size: largest.file_size ?? null,
  }
}

function unsupportedIn(raw: unknown): string | null {
  const { message } = raw as { readonly message: object }
  return UNSUPPORTED.find((kind) => kind in message) ?? null
}
