import { asArray, asNumber, asObject, asText, type JsonObject } from '../json.ts'

interface Common {
  /** `event_name` as it came. */
  readonly name: string
  /** Platform time; the epoch when it is missing. */
  readonly at: Date
  readonly raw: unknown
}

export interface OaAttachment {
  readonly type: string
  readonly url: string | null
  readonly name: string | null
  readonly size: number | null
}

export type OaMessageEvent = Common & {
  readonly kind: 'message'
  /** `oa` is the echo of what the account sent, by us or by its staff. */
  readonly from: 'person' | 'oa'
  /** The kind of content: `text`, `image`, `file`, `sticker`, … */
  readonly what: string
  readonly senderId: string
  /** Events carry no name today; empty then. */
  readonly senderName: string
  readonly chat: { readonly type: 'person' | 'group'; readonly id: string }
  readonly messageId: string
  readonly text: string
  readonly quoteMessageId: string | null
  readonly attachments: readonly OaAttachment[]
}

export type OaGroupChange = 'created' | 'updated' | 'joined' | 'left' | 'dissolved' | 'other'

export type OaEvent =
  | OaMessageEvent
  | (Common & {
      readonly kind: 'receipt'
      readonly receipt: 'delivered' | 'seen'
      /** The two parties: which of them is the person differs between sources. */
      readonly parties: readonly string[]
      readonly messageIds: readonly string[]
    })
  | (Common & { readonly kind: 'follow' | 'unfollow' | 'withdraw'; readonly userId: string })
  | (Common & {
      readonly kind: 'group'
      readonly change: OaGroupChange
      readonly groupId: string
      readonly groupName: string | null
      readonly userIds: readonly string[]
    })
  /** The account took back the app's rights: its tokens are dead. */
  | (Common & { readonly kind: 'permission-revoked' })
  /** Whatever else Zalo sends, now or later. */
  | (Common & { readonly kind: 'other' })

const MESSAGE = /^(user|oa)_send_(group_)?([a-z_]+)$/

const GROUP_CHANGES: Readonly<Record<string, OaGroupChange>> = {
  create_group: 'created',
  update_group_info: 'updated',
  user_join_group: 'joined',
  accept_request_join_group: 'joined',
  react_request_join_group_accept: 'joined',
  user_out_group: 'left',
  user_leave_group: 'left',
  delete_group: 'dissolved',
  disperse_group: 'dissolved',
  user_request_join_group: 'other',
  react_request_join_group: 'other',
  reject_request_join_group: 'other',
  react_request_join_group_reject: 'other',
  add_group_admin: 'other',
  remove_group_admin: 'other',
}

/** What a webhook body of an Official Account means; null when it is no event. */
export function parseOaEvent(raw: unknown): OaEvent | null {
  const body = asObject(raw)
  const name = asText(body['event_name'])
  if (name === '') return null
  const common: Common = { name, at: new Date(asNumber(body['timestamp']) ?? 0), raw }
  const message = MESSAGE.exec(name)
  if (message && name !== 'oa_send_consent')
    return messageEvent(body, common, message[1]!, message[2] !== undefined, message[3]!)
  const change = Object.hasOwn(GROUP_CHANGES, name) ? GROUP_CHANGES[name] : undefined
  return change ? groupEvent(body, common, change) : otherEvent(body, common)
}

function messageEvent(
  body: JsonObject,
  common: Common,
  from: string,
  inGroup: boolean,
  what: string,
): OaEvent {
  const message = asObject(body['message'])
  const sender = asObject(body['sender'])
  const senderId = idOf(sender)
  const recipient = asObject(body['recipient'])
  const person = from === 'user' ? senderId : idOf(recipient)
  // Some handlers read the group's id elsewhere; the recipient is the place most agree on.
  const group =
    idOf(recipient) || asText(recipient['group_id']) || asText(message['conversation_id'])
  const chatId = inGroup ? group : person
  if (chatId === '') return { ...common, kind: 'other' }
  return {
    ...common,
    kind: 'message',
    from: from === 'user' ? 'person' : 'oa',
    what,
    senderId,
    senderName: asText(sender['name']) || asText(sender['display_name']),
    chat: { type: inGroup ? 'group' : 'person', id: chatId },
    messageId: asText(message['msg_id']) || asText(message['message_id']),
    text: asText(message['text']),
    quoteMessageId:
      asText(message['quote_msg_id']) || asText(asObject(message['quote_msg'])['msg_id']) || null,
    attachments: asArray(message['attachments']).map(readAttachment),
  }
}

function groupEvent(body: JsonObject, common: Common, change: OaGroupChange): OaEvent {
  const group = asObject(body['group'])
  return {
    ...common,
    kind: 'group',
    change,
    groupId: asText(body['group_id']) || asText(group['group_id']) || idOf(body['recipient']),
    groupName: asText(body['group_name']) || asText(group['name']) || null,
    userIds: asArray(body['users'])
      .map(idOf)
      .filter((id) => id !== ''),
  }
}

function otherEvent(body: JsonObject, common: Common): OaEvent {
  const message = asObject(body['message'])
  switch (common.name) {
    case 'user_received_message':
    case 'user_seen_message':
      return {
        ...common,
        kind: 'receipt',
        receipt: common.name === 'user_seen_message' ? 'seen' : 'delivered',
        parties: [idOf(body['sender']), idOf(body['recipient'])].filter((id) => id !== ''),
        messageIds: [asText(message['msg_id']), ...asArray(message['msg_ids']).map(asText)].filter(
          (id) => id !== '',
        ),
      }
    case 'follow':
    case 'unfollow':
      return { ...common, kind: common.name, userId: personOf(body) }
    case 'user_withdraw':
      return { ...common, kind: 'withdraw', userId: personOf(body) }
    case 'permission_revoked':
      return { ...common, kind: 'permission-revoked' }
    default:
      return { ...common, kind: 'other' }
  }
}

function personOf(body: JsonObject): string {
  return idOf(body['follower']) || idOf(body['sender']) || asText(body['user_id'])
}

function readAttachment(value: unknown): OaAttachment {
  const attachment = asObject(value)
  const payload = asObject(attachment['payload'])
  return {
    type: asText(attachment['type']),
    url: asText(payload['url']) || null,
    name: asText(payload['name']) || null,
    size: asNumber(payload['size']),
  }
}

function idOf(value: unknown): string {
  return asText(asObject(value)['id'])
}
