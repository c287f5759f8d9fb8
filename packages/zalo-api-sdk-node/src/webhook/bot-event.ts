import { asObject, asText, asTextOrNull, asTime, type JsonObject } from '../json.ts'

/** Where a bot's message came from, which is where an answer goes. */
export interface BotChat {
  /** Learnt from an incoming message only: there is no call that looks one up. Of a group: `zgr-…`. */
  readonly id: string
  readonly type: 'private' | 'group'
}

/** What every message to a bot has. In a group the bot hears only mentions of it and replies to it. */
export interface BotMessage {
  /** `event_name` as it came. */
  readonly name: string
  readonly chat: BotChat
  readonly from: { readonly id: string; readonly name: string; readonly isBot: boolean }
  /** Tells repeats apart, together with `name`. */
  readonly messageId: string
  /** Platform time; the epoch when it is missing or cannot be. */
  readonly at: Date
  /** What was written, or the caption of a picture; a mention of the bot is plain text in it. */
  readonly text: string
  readonly replyToMessageId: string | null
  /** The update as it came. */
  readonly raw: unknown
}

/** What an update of a bot can say. Source: the Bot Platform's "Webhook" and "getUpdates". */
export type BotEvent =
  | (BotMessage & { readonly kind: 'text' })
  /** Documented as `photo`, seen as `photo_url`; the address is soon dead. */
  | (BotMessage & { readonly kind: 'image'; readonly photoUrl: string | null })
  | (BotMessage & {
      readonly kind: 'sticker'
      readonly sticker: string | null
      readonly stickerUrl: string | null
    })
  | (BotMessage & { readonly kind: 'voice'; readonly voiceUrl: string | null })
  /**
   * Zalo withholds what specially protected people write (children, people who cannot read …), and says so for kinds
   * that it does not pass on. Answer with a way to reach a human.
   */
  | (BotMessage & { readonly kind: 'unsupported' })
  /** Whatever else Zalo sends, now or later; `message` where it is one of a chat. */
  | {
      readonly kind: 'unknown'
      readonly name: string
      readonly message: BotMessage | null
      readonly raw: unknown
    }

/**
 * What an update of the Bot Platform means, flat (`{event_name, message}`, as webhooks come) or wrapped
 * (`{ok, result: {…}}`, as documented and as `getUpdates` gives it); null when it is no update.
 */
export function parseBotEvent(raw: unknown): BotEvent | null {
  const outer = asObject(raw)
  const body = 'event_name' in outer ? outer : asObject(outer['result'])
  const name = asText(body['event_name'])
  if (name === '') return null
  const fields = asObject(body['message'])
  const message = readMessage(fields, name, raw)
  if (message === null) return { kind: 'unknown', name, message, raw }
  switch (name) {
    case 'message.text.received':
      return { ...message, kind: 'text' }
    case 'message.image.received': {
      const photoUrl = asTextOrNull(fields['photo_url']) ?? asTextOrNull(fields['photo'])
      return { ...message, kind: 'image', photoUrl }
    }
    case 'message.sticker.received': {
      const [sticker, stickerUrl] = [asTextOrNull(fields['sticker']), asTextOrNull(fields['url'])]
      return { ...message, kind: 'sticker', sticker, stickerUrl }
    }
    case 'message.voice.received':
      return { ...message, kind: 'voice', voiceUrl: asTextOrNull(fields['voice_url']) }
    case 'message.unsupported.received':
      return { ...message, kind: 'unsupported' }
    default:
      return { kind: 'unknown', name, message, raw }
  }
}

function readMessage(fields: JsonObject, name: string, raw: unknown): BotMessage | null {
  const chat = asObject(fields['chat'])
  const from = asObject(fields['from'])
  const messageId = asText(fields['message_id'])
  const chatId = asText(chat['id'])
  if (chatId === '' || messageId === '') return null
  return {
    name,
    chat: { id: chatId, type: isGroup(chat['chat_type'], chatId) ? 'group' : 'private' },
    from: {
      id: asText(from['id']),
      name: asText(from['display_name']),
      isBot: from['is_bot'] === true,
    },
    messageId,
    at: asTime(fields['date']) ?? new Date(0),
    text: asText(fields['text']) || asText(fields['caption']),
    replyToMessageId:
      asTextOrNull(asObject(fields['reply_to_message'])['message_id']) ??
      asTextOrNull(fields['quote_msg_id']),
    raw,
  }
}

/** Groups have ids like `zgr-…`; a missing type must not make a group look private. */
function isGroup(type: unknown, chatId: string): boolean {
  return asText(type).toUpperCase() === 'GROUP' || chatId.startsWith('zgr-')
}
