import { composed, withoutUndefined } from '../json.ts'

/** A button of a message to a person; at most five. Groups have none. Source: "Gửi tin tư vấn", buttons. */
export type OaButton = {
  /** At most 100 characters. */
  readonly title: string
  /** Attachment id or address of a small picture. */
  readonly image_icon?: string
} & (
  | {
      /**
       * A press comes back as a plain `user_send_text` of the person whose text is the payload, shown in the chat
       * or hidden. Anybody can type it too: never take it for proof.
       */
      readonly type: 'oa.query.show' | 'oa.query.hide'
      /** At most 1,000 characters. */
      readonly payload: string
    }
  | { readonly type: 'oa.open.url'; readonly payload: { readonly url: string } }
  | { readonly type: 'oa.open.phone'; readonly payload: { readonly phone_code: string } }
  | {
      readonly type: 'oa.open.sms'
      readonly payload: { readonly content: string; readonly phone_code: string }
    }
)

/**
 * Two shapes of a message with buttons are in use: `v3` has the text beside the attachment, `legacy` has it
 * inside, under `template_type: "button"`.
 */
export type OaButtonShape = 'v3' | 'legacy'

/** Where a picture comes from: an upload of the last seven days, or a public address. */
export type OaMediaSource = { readonly attachmentId: string } | { readonly url: string }

/** A message. Texts are sent in their composed form (NFC). */
export type OaMessage =
  | {
      readonly kind: 'text'
      /**
       * At most 2,000 characters, else -210. In a group `[@<user id>]` mentions a person and `[@<group id>]`
       * everybody: see `mentionOf` and `withoutMentions`.
       */
      readonly text: string
      /** A message to quote. Where it is refused (-201) the text goes without it. */
      readonly quoteMessageId?: string
      /** Only to people. */
      readonly buttons?: readonly OaButton[]
      /** Default: `v3`, and `legacy` where that is refused (-201). With a shape given, only that one is tried. */
      readonly buttonShape?: OaButtonShape
    }
  | {
      readonly kind: 'image'
      readonly image: OaMediaSource
      /** A caption of at most 2,000 characters. */
      readonly text?: string
    }
  | {
      readonly kind: 'gif'
      readonly gif: OaMediaSource
      /** Pixels; the platform wants both. */
      readonly width: number
      readonly height: number
      readonly text?: string
    }
  | {
      readonly kind: 'sticker'
      /** An id of stickers.zaloapp.com. */
      readonly stickerId: string
    }
  | {
      readonly kind: 'file'
      /** What `uploadFile` gave. */
      readonly token: string
    }
  | {
      /** Asks a person for name, phone and address; the answer comes as the event `user-info`. */
      readonly kind: 'request-user-info'
      readonly title: string
      readonly subtitle: string
      /** A public address. */
      readonly imageUrl: string
    }

/** The field `message` of a send call, without the fall-backs. */
export function oaMessageBody(message: OaMessage): Record<string, unknown> {
  switch (message.kind) {
    case 'file':
      return { attachment: { type: 'file', payload: { token: message.token } } }
    case 'image':
      return media(message.text, { media_type: 'image', ...mediaSource(message.image) })
    case 'gif': {
      const { gif, width, height, text } = message
      return media(text, { media_type: 'gif', ...mediaSource(gif), width, height })
    }
    case 'sticker':
      return media(undefined, { media_type: 'sticker', attachment_id: message.stickerId })
    case 'request-user-info': {
      const { title, subtitle, imageUrl } = message
      const elements = [
        { title: composed(title), subtitle: composed(subtitle), image_url: imageUrl },
      ]
      return { attachment: template({ template_type: 'request_user_info', elements }) }
    }
    case 'text':
      return textBody(message)
  }
}

function textBody(message: Extract<OaMessage, { kind: 'text' }>): Record<string, unknown> {
  const { buttonShape, quoteMessageId } = message
  const text = composed(message.text)
  const quote = quoteMessageId === undefined ? {} : { quote_message_id: quoteMessageId }
  if (message.buttons === undefined || message.buttons.length === 0) return { text, ...quote }
  const buttons = message.buttons.map((button) => ({ ...button, title: composed(button.title) }))
  return buttonShape === 'legacy'
    ? { ...quote, attachment: template({ template_type: 'button', text, buttons }) }
    : { text, ...quote, attachment: template({ buttons }) }
}

function media(
  text: string | undefined,
  element: Record<string, unknown>,
): Record<string, unknown> {
  const attachment = template({ template_type: 'media', elements: [element] })
  return withoutUndefined({ text: composed(text), attachment })
}

function template(payload: Record<string, unknown>): Record<string, unknown> {
  return { type: 'template', payload }
}

function mediaSource(source: OaMediaSource): Record<string, string> {
  return 'url' in source ? { url: source.url } : { attachment_id: source.attachmentId }
}
