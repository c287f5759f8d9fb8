import {
  asArray,
  asNumber,
  asObject,
  asText,
  asTextOrNull,
  asTime,
  type JsonObject,
} from '../json.ts'
import type {
  OaAttachment,
  OaEvent,
  OaEventCommon,
  OaGroupChange,
  OaPersonEvent,
  OaTagEvent,
} from './oa-event.ts'

const MESSAGE = /^(user|oa)_send_(group_)?([a-z_]+)$/
const ANONYMOUS = /^(anonymous_send|oa_send_anonymous)_([a-z_]+)$/

/** Several events are named differently by different sources: each name is taken. */
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
  user_request_join_group: 'join-requested',
  reject_request_join_group: 'join-refused',
  react_request_join_group_reject: 'join-refused',
  react_request_join_group: 'join-answered',
  add_group_admin: 'admin-added',
  remove_group_admin: 'admin-removed',
}

const PERSON_EVENTS: Readonly<Record<string, OaPersonEvent['kind']>> = {
  follow: 'follow',
  unfollow: 'unfollow',
  user_withdraw: 'withdraw',
  user_click_chatnow: 'chat-now',
  user_call_oa: 'call',
  update_user_info: 'info-updated',
}

const TAG_CHANGES: Readonly<Record<string, OaTagEvent['change']>> = {
  add_user_to_tag: 'added',
  remove_user_from_tag: 'removed',
  remove_tag: 'deleted',
}

const TEMPLATE_EVENTS = [
  'change_template_status',
  'change_template_quality',
  'change_oa_daily_quota',
  'user_feedback',
  'user_click_response_button',
]

/** What a webhook body of an Official Account means; null when it is no event. */
export function parseOaEvent(raw: unknown): OaEvent | null {
  const body = asObject(raw)
  const name = asText(body['event_name'])
  if (name === '') return null
  const common: OaEventCommon = { name, at: asTime(body['timestamp']) ?? new Date(0), raw }
  return (
    contentEvent(body, common) ??
    groupEvent(body, common) ??
    personEvent(body, common) ??
    tagEvent(body, common) ??
    namedEvent(body, common) ?? { ...common, kind: 'unknown' }
  )
}

function contentEvent(body: JsonObject, common: OaEventCommon): OaEvent | null {
  const anonymous = ANONYMOUS.exec(common.name)
  if (anonymous) return anonymousEvent(body, common, anonymous[1]!, anonymous[2]!)
  const message = MESSAGE.exec(common.name)
  if (!message || common.name === 'oa_send_consent') return null
  return messageEvent(body, common, message[1]!, message[2] !== undefined, message[3]!)
}

function messageEvent(
  body: JsonObject,
  common: OaEventCommon,
  from: string,
  inGroup: boolean,
  what: string,
): OaEvent | null {
  const message = asObject(body['message'])
  const sender = asObject(body['sender'])
  const senderId = idOf(sender)
  const recipient = asObject(body['recipient'])
  const person = from === 'user' ? senderId : idOf(recipient)
  // Some handlers read the group's id elsewhere; the recipient is the place most agree on.
  const group =
    idOf(recipient) || asText(recipient['group_id']) || asText(message['conversation_id'])
  const chatId = inGroup ? group : person
  if (chatId === '') return null
  return {
    ...common,
    kind: 'message',
    from: from === 'user' ? 'person' : 'oa',
    what,
    senderId,
    adminId: asTextOrNull(sender['admin_id']),
    senderName: asText(sender['name']) || asText(sender['display_name']),
    chat: { type: inGroup ? 'group' : 'person', id: chatId },
    messageId: messageIdOf(message),
    text: asText(message['text']),
    quoteMessageId:
      asTextOrNull(message['quote_msg_id']) ??
      asTextOrNull(asObject(message['quote_msg'])['msg_id']),
    attachments: readAttachments(message),
  }
}

function anonymousEvent(
  body: JsonObject,
  common: OaEventCommon,
  from: string,
  what: string,
): OaEvent {
  const message = asObject(body['message'])
  const byPerson = from === 'anonymous_send'
  return {
    ...common,
    kind: 'anonymous-message',
    from: byPerson ? 'person' : 'oa',
    what,
    anonymousId: idOf(body[byPerson ? 'sender' : 'recipient']),
    conversationId: asText(message['conversation_id']),
    messageId: messageIdOf(message),
    text: asText(message['text']),
    attachments: readAttachments(message),
  }
}

function groupEvent(body: JsonObject, common: OaEventCommon): OaEvent | null {
  const change = lookUp(GROUP_CHANGES, common.name)
  if (change === undefined) return null
  const group = asObject(body['group'])
  return {
    ...common,
    kind: 'group',
    change,
    groupId: asText(body['group_id']) || asText(group['group_id']) || idOf(body['recipient']),
    groupName: asTextOrNull(body['group_name']) ?? asTextOrNull(group['name']),
    userIds: asArray(body['users'])
      .map(idOf)
      .filter((id) => id !== ''),
  }
}

function personEvent(body: JsonObject, common: OaEventCommon): OaEvent | null {
  const kind = lookUp(PERSON_EVENTS, common.name)
  if (kind === undefined) return null
  return { ...common, kind, userId: personOf(body), source: asTextOrNull(body['source']) }
}

function tagEvent(body: JsonObject, common: OaEventCommon): OaEvent | null {
  const change = lookUp(TAG_CHANGES, common.name)
  if (change === undefined) return null
  const tag = asObject(body['tag'])
  const userIds = asArray(tag['user_ids'])
    .map(asText)
    .filter((id) => id !== '')
  return { ...common, kind: 'tag', change, tag: asText(tag['name']), userIds }
}

function namedEvent(body: JsonObject, common: OaEventCommon): OaEvent | null {
  const message = asObject(body['message'])
  switch (common.name) {
    case 'user_received_message':
    case 'user_seen_message':
      return {
        ...common,
        kind: 'receipt',
        receipt: common.name === 'user_seen_message' ? 'seen' : 'delivered',
        parties: [idOf(body['sender']), idOf(body['recipient'])].filter((id) => id !== ''),
        messageIds: [messageIdOf(message), ...asArray(message['msg_ids']).map(asText)].filter(
          (id) => id !== '',
        ),
        trackingId: asTextOrNull(message['tracking_id']),
      }
    case 'user_reacted_message':
    case 'oa_reacted_message': {
      const byPerson = common.name === 'user_reacted_message'
      return {
        ...common,
        kind: 'reaction',
        from: byPerson ? 'person' : 'oa',
        userId: idOf(body[byPerson ? 'sender' : 'recipient']),
        messageId: messageIdOf(message),
        icon: asText(message['react_icon']),
      }
    }
    case 'user_submit_info':
      return { ...common, kind: 'user-info', userId: personOf(body), info: readInfo(body['info']) }
    case 'permission_revoked':
      return { ...common, kind: 'permission-revoked' }
    case 'oa_send_consent':
      return { ...common, kind: 'consent', userId: idOf(body['recipient']) }
    case 'user_reply_consent':
      return { ...common, kind: 'consent', userId: personOf(body) }
    case 'widget_interaction_accepted':
      return { ...common, kind: 'widget', userId: personOf(body) }
    default:
      return TEMPLATE_EVENTS.includes(common.name) ? { ...common, kind: 'template' } : null
  }
}

function readInfo(value: unknown): Extract<OaEvent, { kind: 'user-info' }>['info'] {
  const info = asObject(value)
  const full = asObject(info['full_address'])
  const parts = ['user_address', 'user_ward', 'user_city'].map((part) => asText(full[part]))
  return {
    name: asTextOrNull(info['name']),
    phone: asTextOrNull(info['phone']),
    address: asTextOrNull(info['address']) ?? (parts.filter(Boolean).join(', ') || null),
    birthday: asTextOrNull(info['user_dob']),
    gender: asTextOrNull(info['gender']),
  }
}

function readAttachments(message: JsonObject): OaAttachment[] {
  return asArray(message['attachments']).map((value) => {
    const attachment = asObject(value)
    const payload = asObject(attachment['payload'])
    const place = asObject(payload['coordinates'])
    const [latitude, longitude] = [asNumber(place['latitude']), asNumber(place['longitude'])]
    return {
      type: asText(attachment['type']),
      url: asTextOrNull(payload['url']),
      thumbnail: asTextOrNull(payload['thumbnail']),
      description: asTextOrNull(payload['description']),
      name: asTextOrNull(payload['name']),
      size: asNumber(payload['size']),
      checksum: asTextOrNull(payload['checksum']),
      id: asTextOrNull(payload['id']),
      coordinates: latitude === null || longitude === null ? null : { latitude, longitude },
    }
  })
}

function personOf(body: JsonObject): string {
  return idOf(body['follower']) || idOf(body['sender']) || asText(body['user_id'])
}

function messageIdOf(message: JsonObject): string {
  return asText(message['msg_id']) || asText(message['message_id'])
}

function idOf(value: unknown): string {
  return asText(asObject(value)['id'])
}

/** Names come from outside: `constructor` is none of ours. */
function lookUp<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined
}
