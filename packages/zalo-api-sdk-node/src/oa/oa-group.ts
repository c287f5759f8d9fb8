import { asBoolean, asNumber, asObject, asText, asTextOrNull, type JsonObject } from '../json.ts'
import { rowsOf } from './oa-page.ts'

/** A group of the account (GMF). */
export interface OaGroup {
  /** About twenty hexadecimal digits. The id in the address of oa.zalo.me has one character more. */
  readonly groupId: string
  readonly name: string
  /** `enabled`, or `disabled` once the group's asset has lapsed; unknown words pass through. */
  readonly status: string
  readonly totalMembers: number | null
  /** People join by it. */
  readonly link: string | null
}

/** What members may do. Null: the platform did not say. */
export interface OaGroupSettings {
  /** Members cannot write. */
  readonly lockSendMessage: boolean | null
  /** An admin has to let new members in. */
  readonly joinApproval: boolean | null
  /** New members see what was written before. */
  readonly messageHistory: boolean | null
  /** The link lets people in. */
  readonly linkJoin: boolean | null
}

/** A group with its asset and its settings. Source: "Lấy thông tin nhóm". */
export interface OaGroupDetail extends OaGroup {
  readonly avatar: string | null
  readonly description: string | null
  readonly maxMembers: number | null
  /** When Zalo dissolves a disabled group (45 days after its asset lapsed), as the platform writes it. */
  readonly autoDeleteDate: string | null
  readonly assetId: string | null
  /** `gmf10`, `gmf50`, `gmf100` or `gmf1000`: how many members it takes. */
  readonly assetType: string | null
  /** As the platform writes it: a date or milliseconds. */
  readonly assetValidThrough: string | null
  readonly assetAutoRenew: boolean | null
  readonly settings: OaGroupSettings
}

/** A page of groups. Source: "Danh sách nhóm OA đang quản lý". */
export interface OaGroupPage {
  /** Groups in all; null when the platform does not say. */
  readonly total: number | null
  readonly groups: readonly OaGroup[]
}

/** A person in a group, or one who waits to be let in. */
export interface OaGroupMember {
  readonly userId: string
  readonly name: string
  readonly avatar: string | null
}

function readGroup(body: JsonObject): OaGroup {
  return {
    groupId: asText(body['group_id']),
    name: asText(body['name']) || asText(body['group_name']),
    status: asText(body['status']),
    totalMembers: asNumber(body['total_member']),
    link: asTextOrNull(body['group_link']),
  }
}

/** The parts `group_info`, `asset_info` and `group_setting`, or all of it in one object. */
export function readGroupDetail(data: unknown): OaGroupDetail {
  const body = asObject(data)
  const info = { ...body, ...asObject(body['group_info']) }
  const asset = { ...body, ...asObject(body['asset_info']) }
  const setting = { ...body, ...asObject(body['group_setting']) }
  return {
    ...readGroup(info),
    avatar: asTextOrNull(info['avatar']),
    description: asTextOrNull(info['group_description']),
    maxMembers: asNumber(info['max_member']),
    autoDeleteDate: asTextOrNull(info['auto_delete_date']),
    assetId: asTextOrNull(asset['asset_id']),
    assetType: asTextOrNull(asset['asset_type']),
    assetValidThrough: asTextOrNull(asset['valid_through']),
    assetAutoRenew: asBoolean(asset['auto_renew']),
    settings: {
      lockSendMessage: asBoolean(setting['lock_send_msg']),
      joinApproval: asBoolean(setting['join_appr']),
      messageHistory: asBoolean(setting['enable_msg_history']),
      linkJoin: asBoolean(setting['enable_link_join']),
    },
  }
}

export function readGroupPage(data: unknown): OaGroupPage {
  return {
    total: asNumber(asObject(data)['total']),
    groups: rowsOf(data, ['groups']).map(readGroup),
  }
}

/** People only: the rows of Official Accounts have `oa_id` instead of `user_id`. */
export function readMembers(data: unknown): OaGroupMember[] {
  return rowsOf(data, ['members', 'users'])
    .map((row) => ({
      userId: asText(row['user_id']),
      name: asText(row['name']) || asText(row['display_name']),
      avatar: asTextOrNull(row['avatar']),
    }))
    .filter((member) => member.userId !== '')
}
