import { type BotEvent, parseBotEvent } from 'zalo-api-sdk-node'
import type { Inbound, InboundEvent, UpdateKey } from '../channel.ts'
import { stripMention } from './strip-mention.ts'

/** Pure: the events of one update, flat or wrapped; `names`: what people mention the bot by. */
export function parseZaloBot(update: unknown, names: readonly string[]): Inbound[] {
  const event = parseBotEvent(update)
  if (event === null || event.from.isBot || event.from.id === '') return []
  const inbound = readEvent(event, names)
  if (inbound === null) return []
  return [
    {
      chat: { externalId: event.chat.id, type: event.chat.type },
      from: { externalId: event.from.id, name: event.from.name.normalize('NFC') },
      at: event.at,
      event: inbound,
    },
  ]
}

export function keyOfZaloBot(update: unknown): UpdateKey | null {
  const event = parseBotEvent(update)
  if (event === null) return null
  return { dedupKey: `${event.name}:${event.messageId}`, orderKey: event.chat.id }
}

function readEvent(event: BotEvent, names: readonly string[]): InboundEvent | null {
  const { messageId, photoUrl } = event
  const text =
    event.chat.type === 'group' ? stripMention(event.text, names) : event.text.normalize('NFC')
  const quote = event.replyToMessageId === null ? {} : { replyTo: event.replyToMessageId }
  switch (event.kind) {
    case 'text':
      return { kind: 'text', text, messageId, ...quote }
    case 'image':
      if (photoUrl === null) return { kind: 'unsupported', what: 'image' }
      return {
        kind: 'file',
        file: { ref: photoUrl, name: 'anh.jpg', mime: 'image/jpeg', size: null },
        messageId,
        ...(text === '' ? {} : { caption: text }),
        ...quote,
      }
    case 'sticker':
    case 'voice':
      return { kind: 'unsupported', what: event.kind }
    case 'unsupported':
      // Zalo withholds what specially protected people write (children, people who cannot read …).
      return { kind: 'unsupported', what: 'withheld' }
    case 'other':
      return null
  }
}
