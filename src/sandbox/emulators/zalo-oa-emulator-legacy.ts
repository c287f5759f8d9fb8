import { nextHexId } from './emulator-message-id.ts'
import { isRecord, readObject, type Params } from './emulator-params.ts'
import type { OaAccount, OaMethod } from './zalo-oa-emulator-account.ts'
import { isOaRefusal, oaRefusal, oaSuccess, type OaResult } from './zalo-oa-emulator-answer.ts'
import { readOaMessage } from './zalo-oa-emulator-message.ts'

const ICONS = new Set(['/-strong', '/-heart', ':>', ':o', ':-((', ':-h', '/-remove'])

/** `POST /v2.0/oa/message`: what still goes by it are reactions and answers to visitors of the widget. */
export const sendLegacy: OaMethod = (account, params) => {
  const recipient = readObject(params, 'recipient')
  if (!isRecord(recipient)) return oaRefusal(-201, 'recipient is invalid')
  if ('anonymous_id' in recipient) return answerVisitor(account, recipient, params)
  const action = readObject(params, 'sender_action')
  // Plain messages by this address are shut down.
  return isRecord(action) ? react(account, recipient, action) : oaRefusal(-240, 'Use v3.0')
}

function react(
  { context, events, seed }: OaAccount,
  { user_id: userId }: Record<string, unknown>,
  { react_icon: icon, react_message_id: messageId }: Record<string, unknown>,
): OaResult {
  const chat = context.state.chatOf('zalo-oa', String(userId))
  const message = context.state.messages.get(`zalo-oa:${String(userId)}:${String(messageId)}`)
  if (chat === undefined || chat.kind !== 'private') return oaRefusal(-201, 'user_id is invalid')
  if (message === undefined || 'bot' in message.from)
    return oaRefusal(-201, 'react_message_id is invalid')
  if (!ICONS.has(String(icon))) return oaRefusal(-201, 'react_icon is invalid')
  events.send('oa_reacted_message', `chat:${chat.externalId}`, {
    sender: { id: seed.botId },
    recipient: { id: chat.externalId },
    message: { msg_id: message.externalId, react_icon: icon },
  })
  return oaSuccess({ message_id: message.externalId, user_id: chat.externalId })
}

/** Visitors have no phone here: whoever wrote by an injected event can be answered. */
function answerVisitor(
  account: OaAccount,
  { anonymous_id: id, conversation_id: conversation }: Record<string, unknown>,
  params: Params,
): OaResult {
  const visitor = account.visitors.get(String(id))
  if (visitor === undefined || visitor !== conversation)
    return oaRefusal(-201, 'anonymous_id is invalid')
  const content = readOaMessage(account, readObject(params, 'message'), 'person')
  if (isOaRefusal(content)) return content
  const messageId = nextHexId(account.context.state, 'zalo-oa')
  account.events.send(`oa_send_anonymous_${content.what}`, `visitor:${String(id)}`, {
    sender: { id: account.seed.botId },
    recipient: { id },
    message: { msg_id: messageId, text: content.text, conversation_id: conversation },
  })
  return oaSuccess({ message_id: messageId, anonymous_id: id })
}
