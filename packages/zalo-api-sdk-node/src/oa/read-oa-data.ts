import { asArray, asNumber, asObject, asText, type JsonObject } from '../json.ts'
import type {
  OaGroup,
  OaGroupDetail,
  OaGroupMember,
  OaGroupPage,
  OaHistoryRow,
  OaProfile,
  OaSent,
  OaUser,
  OaUserQuota,
} from './oa-types.ts'

export function readSent(data: unknown): OaSent {
  const body = asObject(data)
  const quota = asObject(body['quota'])
  return {
    messageId: asText(body['message_id']),
    quota:
      'quota_type' in quota || 'remain' in quota
        ? {
            type: asText(quota['quota_type']),
            remaining: asNumber(quota['remain']),
            total: asNumber(quota['total']),
          }
        : null,
  }
}

function readGroup(data: unknown): OaGroup {
  const body = asObject(data)
  return {
    groupId: asText(body['group_id']),
    name: asText(body['name']) || asText(body['group_name']),
    status: asText(body['status']),
    totalMembers: asNumber(body['total_member']),
    link: textOrNull(body['group_link']),
  }
}

export function readGroupDetail(data: unknown): OaGroupDetail {
  const body = asObject(data)
  const info = 'group_info' in body ? asObject(body['group_info']) : body
  const asset = asObject(body['asset_info'])
  return {
    ...readGroup(info),
    maxMembers: asNumber(info['max_member']),
    autoDeleteDate: textOrNull(info['auto_delete_date']),
    assetId: textOrNull(asset['asset_id']),
    assetValidThrough: textOrNull(asset['valid_through']),
  }
}

export function readGroupPage(data: unknown): OaGroupPage {
  const body = asObject(data)
  return { total: asNumber(body['total']), groups: asArray(body['groups']).map(readGroup) }
}

/** People only: the rows of Official Accounts have `oa_id` instead of `user_id`. */
export function readMembers(data: unknown): OaGroupMember[] {
  return rowsOf(data, ['members', 'users'])
    .map((row) => ({ userId: asText(row['user_id']), name: asText(row['name']) }))
    .filter((member) => member.userId !== '')
}

export function readProfile(data: unknown): OaProfile {
  const body = asObject(data)
  return {
    oaId: asText(body['oaid']) || asText(body['oa_id']),
    name: asText(body['name']),
    verified: body['is_verified'] === true,
    type: asNumber(body['oa_type']),
    packageName: textOrNull(body['package_name']),
    packageValidThrough: textOrNull(body['package_valid_through_date']),
  }
}

export function readUser(data: unknown): OaUser {
  const body = asObject(data)
  const follower = body['user_is_follower']
  return {
    userId: asText(body['user_id']),
    name: asText(body['display_name']),
    follower: typeof follower === 'boolean' ? follower : null,
    lastInteraction: textOrNull(body['user_last_interaction_date']),
  }
}

export function readUserQuota(data: unknown): OaUserQuota {
  const body = asObject(data)
  const replies = asObject(body['cs_reply'])
  return {
    lastInteraction: asNumber(body['last_interaction']),
    replies:
      'cs_reply' in body
        ? { remaining: asNumber(replies['remain']), total: asNumber(replies['total']) }
        : null,
  }
}

/** `src` 0 is what the account sent, 1 what a person sent. */
export function readHistory(data: unknown): OaHistoryRow[] {
  return rowsOf(data, ['messages', 'conversations', 'chats', 'groups'])
    .map((row) => ({
      from: asNumber(row['src']) === 0 ? ('oa' as const) : ('person' as const),
      messageId: asText(row['message_id']) || asText(row['msg_id']),
      time: asNumber(row['time']) ?? 0,
      type: asText(row['type']),
      text: asText(row['message']),
      url: textOrNull(row['url']) ?? textOrNull(row['thumb']),
      fromId: asText(row['from_id']),
      fromName: asText(row['from_display_name']),
      toId: asText(row['to_id']),
      toName: asText(row['to_display_name']),
      groupId: textOrNull(row['group_id']),
    }))
    .filter((row) => row.messageId !== '')
}

/** Lists come as an array or under one of several names, by endpoint and by age of the documentation. */
function rowsOf(data: unknown, names: readonly string[]): JsonObject[] {
  if (Array.isArray(data)) return data.map(asObject)
  const body = asObject(data)
  const name = names.find((candidate) => Array.isArray(body[candidate]))
  return name === undefined ? [] : asArray(body[name]).map(asObject)
}

function textOrNull(value: unknown): string | null {
  return asText(value) || null
}
