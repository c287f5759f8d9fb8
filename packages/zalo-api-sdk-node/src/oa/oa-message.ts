/** A button of a message to a person; at most five. Groups have none. */
export type OaButton = { readonly title: string } & (
  | {
      /** The payload (at most 1,000 characters) comes back as a text of the person, visibly or not. */
      readonly type: 'oa.query.show' | 'oa.query.hide'
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
 * inside, under `template_type: "button"`. An account that refuses one with -201 takes the other.
 */
export type OaButtonShape = 'v3' | 'legacy'

export type OaMessage =
  | {
      readonly kind: 'text'
      /** At most 2,000 characters. */
      readonly text: string
      /** A message of the person to quote. On a `payload` error send again without it. */
      readonly quoteMessageId?: string
      readonly buttons?: readonly OaButton[]
      readonly buttonShape?: OaButtonShape
    }
  | {
      readonly kind: 'image'
      readonly image: { readonly attachmentId: string } | { readonly url: string }
      readonly text?: string
    }
  | { readonly kind: 'file'; readonly token: string }

/** The field `message` of a send call. */
export function oaMessageBody(message: OaMessage): Record<string, unknown> {
  switch (message.kind) {
    case 'file':
      return { attachment: { type: 'file', payload: { token: message.token } } }
    case 'image':
      return {
        ...(message.text === undefined ? {} : { text: message.text }),
        attachment: template({
          template_type: 'media',
          elements: [{ media_type: 'image', ...imageSource(message.image) }],
        }),
      }
    case 'text':
      return textBody(message)
  }
}

function textBody(message: Extract<OaMessage, { kind: 'text' }>): Record<string, unknown> {
  const quote =
    message.quoteMessageId === undefined ? {} : { quote_message_id: message.quoteMessageId }
  if (!message.buttons?.length) return { text: message.text, ...quote }
  return message.buttonShape === 'legacy'
    ? {
        ...quote,
        attachment: template({
          template_type: 'button',
          text: message.text,
          buttons: message.buttons,
        }),
      }
    : { text: message.text, ...quote, attachment: template({ buttons: message.buttons }) }
}

function template(payload: Record<string, unknown>): Record<string, unknown> {
  return { type: 'template', payload }
}

function imageSource(
  image: { readonly attachmentId: string } | { readonly url: string },
): Record<string, string> {
  return 'url' in image ? { url: image.url } : { attachment_id: image.attachmentId }
}
