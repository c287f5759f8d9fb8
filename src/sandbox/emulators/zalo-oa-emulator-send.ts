import { monthOf } from './emulator-month.ts'
import { nextHexId } from './emulator-message-id.ts'
import { isRecord, readObject, type Params } from './emulator-params.ts'
import { publishMessage } from './emulator-show.ts'
import type { Chat, StoredMessage } from './emulator-types.ts'
import type { OaAccount, OaMethod } from './zalo-oa-emulator-account.ts'
import { isOaRefusal, oaRefusal, oaSuccess, type OaRefusal } from './zalo-oa-emulator-answer.ts'
import { findGroupById, groupState } from './zalo-oa-emulator-group.ts'
import { tellReceived } from './zalo-oa-emulator-receipts.ts'
import { readOaMessage, type OaContent } from './zalo-oa-emulator-message.ts'

/** `POST /v3.0/oa/message/cs`: to one person, inside the window of the last interaction. */
export const sendToPerson: OaMethod = (account, params) => {
  const content = readOaMessage(account, readObject(params, 'message'), 'person')
  if (isOaRefusal(content)) return content
  const userId = readRecipient(params, 'user_id')
  if (userId === null) return oaRefusal(-201, 'user_id is invalid')
  const chat = account.context.state.chatOf('zalo-oa', userId)
  if (chat === undefined || chat.kind !== 'private')
    return oaRefusal(-213, 'User has not interacted with the OA')
  if (chat.botState !== 'member') return oaRefusal(-217, 'User blocks messages from the OA')
  const quota = takeQuota(account, chat)
  if (isOaRefusal(quota)) return quota
  const message = storeOaMessage(account, chat, content)
  tellEcho(account, chat, message, content)
  tellReceived(account, chat, message)
  return oaSuccess({
    message_id: message.externalId,
    user_id: userId,
    sent_time: String(message.at),
    quota,
  })
}

/** `POST /v3.0/oa/group/message`: to a group of the OA, without a window. */
export const sendToGroup: OaMethod = (account, params) => {
  const content = readOaMessage(account, readObject(params, 'message'), 'group')
  if (isOaRefusal(content)) return content
  const groupId = readRecipient(params, 'group_id')
  if (groupId === null) return oaRefusal(-201, 'group_id is invalid')
  const group = findGroupById(account, groupId)
  if (isOaRefusal(group)) return group
  const { chat } = group
  if (groupState(account, chat) !== 'enabled')
    return oaRefusal(-237, 'Group is disabled or expired')
  const message = storeOaMessage(account, chat, content)
  tellEcho(account, chat, message, content)
  return oaSuccess({
    message_id: message.externalId,
    group_id: groupId,
    sent_time: String(message.at),
  })
}

function readRecipient(params: Params, name: string): string | null {
  const recipient = readObject(params, 'recipient')
  const id = isRecord(recipient) ? recipient[name] : undefined
  return typeof id === 'string' && id !== '' ? id : null
}

/** Free for 48 h after the person's last act, then from the month's allowance, then closed. */
function takeQuota({ context, used }: OaAccount, chat: Chat): Record<string, string> | OaRefusal {
  const { freeWindowMs, sendWindowMs, subQuota } = context.limits.zaloOa
  const now = context.clock.now()
  const age = now - (chat.lastInteraction ?? -Infinity)
  if (age > sendWindowMs) return oaRefusal(-230, 'User has not interacted with the OA for 7 days')
  if (age <= freeWindowMs) return { quota_type: 'reply', remain: '8', total: '8' }
  const month = monthOf(now)
  const spent = used.get(month) ?? 0
  if (spent >= subQuota) return oaRefusal(-211, 'OA is out of quota')
  used.put(month, spent + 1)
  const remain = String(subQuota - spent - 1)
  return { quota_type: 'sub_quota', remain, total: String(subQuota) }
}

function storeOaMessage({ context }: OaAccount, chat: Chat, content: OaContent): StoredMessage {
  const { state } = context
  const { quote, what, ...shown } = content
  const quoted = quote === undefined ? undefined : state.messages.get(`${chat.chatId}:${quote}`)
  const message = state.addMessage({
    chatId: chat.chatId,
    externalId: nextHexId(state, 'zalo-oa'),
    at: context.clock.now(),
    from: { bot: true },
    ...shown,
    ...(what === 'sticker' && { text: '🙂' }),
    ...(quoted && { replyTo: quoted.key }),
  })
  publishMessage(context, 'message', message)
  return message
}

/** The OA hears its own message, as when somebody types in OA Manager. */
function tellEcho(
  { events, seed }: OaAccount,
  chat: Chat,
  message: StoredMessage,
  { what }: OaContent,
): void {
  const place = chat.kind === 'private' ? '' : 'group_'
  events.send(`oa_send_${place}${what}`, `chat:${chat.externalId}`, {
    sender: { id: seed.botId },
    recipient: { id: chat.externalId },
    message: { msg_id: message.externalId, text: message.text },
  })
}
