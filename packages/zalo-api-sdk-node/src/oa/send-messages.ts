import type { CallOptions } from '../http/http-call.ts'
import { templateErrorClass } from './oa-error-class.ts'
import { messageVariants, sendFirstTaken } from './message-variants.ts'
import { oaMessageBody, type OaButtonShape, type OaMessage } from './oa-message.ts'
import type { OaTransport } from './oa-request.ts'
import { readSent, type OaSent } from './oa-sent.ts'

/** A visitor of the account's chat widget who is not logged in. */
export interface AnonymousPerson {
  /** `sender.id` of the event that they wrote. */
  readonly anonymousId: string
  /** `message.conversation_id` of that event. */
  readonly conversationId: string
}

/** `/-strong` like, `/-heart` heart, `:>` laugh, `:o` wow, `:-((` cry, `:-h` angry, `/-remove` takes it back. */
export type OaReactIcon = '/-strong' | '/-heart' | ':>' | ':o' | ':-((' | ':-h' | '/-remove'

/** An approved ZBS template and its values. */
export interface OaTemplate {
  readonly templateId: string
  readonly data: Readonly<Record<string, string | number>>
}

/** Sending. A lost answer has the class `unknown-outcome`: there is no idempotency key, so it may have arrived. */
export interface SendingCalls {
  /**
   * To a person ("tin tư vấn"): free within 48 hours of their last interaction, paid or -211 up to 7 days,
   * refused with -230 after that; -213 when they never wrote. At any hour.
   */
  sendMessage(userId: string, message: OaMessage, options?: CallOptions): Promise<OaSent>
  /**
   * To a group of the account (GMF): text with mentions, image, gif, sticker or file, at any hour and without a
   * window. -237: the group's asset has lapsed; -403: the account is not in that group.
   */
  sendGroupMessage(groupId: string, message: OaMessage, options?: CallOptions): Promise<OaSent>
  /** To a visitor of the widget. Still an address of v2.0. */
  sendAnonymousMessage(
    person: AnonymousPerson,
    message: OaMessage,
    options?: CallOptions,
  ): Promise<OaSent>
  /** Puts an icon under a message of a person. Still an address of v2.0. */
  sendReaction(
    userId: string,
    reaction: { readonly messageId: string; readonly icon: OaReactIcon },
    options?: CallOptions,
  ): Promise<OaSent>
  /**
   * A paid ZBS template by user id, which took the place of the transaction and promotion messages on 1 March
   * 2026. -249: this template goes by phone number only. Its errors have numbers of their own: `templateErrorClass`.
   */
  sendTemplate(userId: string, template: OaTemplate, options?: CallOptions): Promise<OaSent>
}

export function sendingCalls({ request }: OaTransport): SendingCalls {
  /** The shape of buttons that this account took last: a refused try costs one of few calls a minute. */
  let shape: OaButtonShape = 'v3'

  const send = async (
    path: string,
    recipient: Record<string, string>,
    message: OaMessage,
    call?: CallOptions,
  ): Promise<OaSent> => {
    const { sent, as } = await sendFirstTaken(messageVariants(message, shape), (form) =>
      request({ path, body: { recipient, message: oaMessageBody(form) }, write: true }, call),
    )
    if (as.kind === 'text' && as.buttonShape !== undefined) shape = as.buttonShape
    return readSent(sent)
  }

  return {
    sendMessage: (userId, message, call) =>
      send('/v3.0/oa/message/cs', { user_id: userId }, message, call),
    sendGroupMessage: (groupId, message, call) =>
      send('/v3.0/oa/group/message', { group_id: groupId }, message, call),
    sendAnonymousMessage: ({ anonymousId, conversationId }, message, call) => {
      const recipient = { anonymous_id: anonymousId, conversation_id: conversationId }
      return send('/v2.0/oa/message', recipient, message, call)
    },
    sendReaction: async (userId, { messageId, icon }, call) => {
      const body = {
        recipient: { user_id: userId },
        sender_action: { react_icon: icon, react_message_id: messageId },
      }
      return readSent(await request({ path: '/v2.0/oa/message', body, write: true }, call))
    },
    sendTemplate: async (userId, { templateId, data }, call) => {
      const body = { user_id: userId, template_id: templateId, template_data: data }
      const path = '/v3.0/oa/message/template'
      const options = { path, body, write: true, classOf: templateErrorClass }
      return readSent(await request(options, call))
    },
  }
}
