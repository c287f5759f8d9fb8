import { asNumber, asObject, asText } from '../json.ts'

export interface BotEvent {
  /** `event_name` as it came. */
  readonly name: string
  readonly kind: 'text' | 'image' | 'sticker' | 'voice' | 'unsupported' | 'other'
  readonly chat: { readonly id: string; readonly type: 'private' | 'group' }
  readonly from: { readonly id: string; readonly name: string; readonly isBot: boolean }
  readonly messageId: string
  readonly at: Date
  readonly text: string
  readonly photoUrl: string | null
  readonly replyToMessageId: string | null
  readonly raw: unknown
}

const KINDS: Readonly<Record<string, BotEvent['kind']>> = {
  'message.text.received': 'text',
  'message.image.received': 'image',
  'message.sticker.received': 'sticker',
  'message.voice.received': 'voice',
  'message.unsupported.received': 'unsupported',
}

/**
 * What an update of the Bot Platform means, flat (`{event_name, message}`, as webhooks come) or wrapped
 * (`{ok, result: {…}}`, as documented and as `getUpdates` gives it); null when it is no update of a chat.
 */
export function parseBotEvent(raw: unknown): BotEvent | null {
  const outer = asObject(raw)
  const body = 'event_name' in outer ? outer : asObject(outer['result'])
  const name = asText(body['event_name'])
  const message = asObject(body['message'])
  const chat = asObject(message['chat'])
  const from = asObject(message['from'])
  const messageId = asText(message['message_id'])
  const chatId = asText(chat['id'])
  if (name === '' || chatId === '' || messageId === '') return null
  return {
    name,
    kind: Object.hasOwn(KINDS, name) ? KINDS[name]! : 'other',
    chat: { id: chatId, type: isGroup(chat['chat_type'], chatId) ? 'group' : 'private' },
    from: {
      id: asText(from['id']),
      name: asText(from['display_name']),
      isBot: from['is_bot'] === true,
    },
    messageId,
    at: new Date(asNumber(message['date']) ?? 0),
    text: asText(message['text']) || asText(message['caption']),
    photoUrl: asText(message['photo_url']) || asText(message['photo']) || null,
    replyToMessageId:
      asText(asObject(message['reply_to_message'])['message_id']) ||
      asText(message['quote_msg_id']) ||
      null,
    raw,
  }
}

/** Groups have ids like `zgr-…`; a missing type must not make a group look private. */
function isGroup(type: unknown, chatId: string): boolean {
  return asText(type).toUpperCase() === 'GROUP' || chatId.startsWith('zgr-')
}
