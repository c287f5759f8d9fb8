import { textOf, type Params } from './emulator-params.ts'
import { GROUP_SIZES, type Chat, type Person } from './emulator-types.ts'
import type { GroupAsset, OaAccount, OaGroupRecord } from './zalo-oa-emulator-account.ts'
import { oaRefusal, type OaRefusal } from './zalo-oa-emulator-answer.ts'
import { assetEnd, plantAsset } from './zalo-oa-emulator-assets.ts'
import { dayOf } from './zalo-oa-emulator-day.ts'

const DAY_MS = 86_400_000
/** A disabled group is dissolved after this time (zalo-api.md 2.1). */
const DISABLED_MS = 45 * DAY_MS
const USUAL_SETTINGS = {
  lock_send_msg: false,
  join_appr: false,
  enable_msg_history: true,
  enable_link_join: true,
}

export interface OaGroup {
  readonly chat: Chat
  readonly record: OaGroupRecord
  readonly asset: GroupAsset
}

/** A group as the OA has it; one that came with the seed or from a phone gets an asset of its own. */
export function groupOf(account: OaAccount, chat: Chat): OaGroup {
  const id = chat.externalId
  const record = account.groups.get(id) ?? plantRecord(account, id)
  const asset =
    account.assets.get(record.assetId) ??
    plantAsset(account, { assetId: record.assetId, product: 'gmf100' }, id)
  return { chat, record, asset }
}

function plantRecord({ groups }: OaAccount, id: string): OaGroupRecord {
  return groups.put(id, newRecord(`asset-${id}`))
}

export function newRecord(assetId: string, given: Partial<OaGroupRecord> = {}): OaGroupRecord {
  const empty = { description: '', avatar: '', admins: [], pending: [] }
  return { ...empty, settings: USUAL_SETTINGS, assetId, ...given }
}

/** `disabled` once its asset is over, and gone 45 days later or when somebody dissolves it. */
export function groupState(account: OaAccount, chat: Chat): 'enabled' | 'disabled' | 'gone' {
  if (chat.botState === 'left' || chat.botState === 'dissolved') return 'gone'
  const end = assetEnd(account, groupOf(account, chat).asset)
  const now = account.context.clock.now()
  if (end > now) return 'enabled'
  return end + DISABLED_MS > now ? 'disabled' : 'gone'
}

/** The groups that the OA still has, oldest first. */
export function knownGroups(account: OaAccount): Chat[] {
  return [...account.context.state.chats.values()].filter((chat) => isKnownGroup(account, chat))
}

function isKnownGroup(account: OaAccount, chat: Chat): boolean {
  const isOurs = chat.platform === 'zalo-oa' && chat.kind !== 'private'
  return isOurs && groupState(account, chat) !== 'gone'
}

/** The group that a call names by `group_id`. */
export function findGroup(account: OaAccount, params: Params): OaGroup | OaRefusal {
  return findGroupById(account, textOf(params, 'group_id'))
}

export function findGroupById(account: OaAccount, groupId: string): OaGroup | OaRefusal {
  const chat = account.context.state.chatOf('zalo-oa', groupId)
  return chat !== undefined && isKnownGroup(account, chat)
    ? groupOf(account, chat)
    : oaRefusal(-403, 'OA is not in this group')
}

export function groupInfo(account: OaAccount, chat: Chat): Record<string, unknown> {
  const { record } = groupOf(account, chat)
  return {
    group_id: chat.externalId,
    name: chat.title,
    avatar: record.avatar,
    group_link: `https://zalo.me/g/${chat.externalId.slice(0, 9)}`,
    group_description: record.description,
    status: groupState(account, chat),
    total_member: chat.members.length + 1,
  }
}

/** The three parts of `getgroup`. */
export function groupDetail(account: OaAccount, { chat }: OaGroup): Record<string, unknown> {
  const { record, asset } = groupOf(account, chat)
  const end = assetEnd(account, asset)
  const isDisabled = groupState(account, chat) === 'disabled'
  return {
    group_info: {
      ...groupInfo(account, chat),
      max_member: GROUP_SIZES[asset.product],
      auto_delete_date: isDisabled ? dayOf(end + DISABLED_MS) : '',
    },
    asset_info: {
      asset_type: asset.product,
      asset_id: asset.assetId,
      valid_through: dayOf(end),
      auto_renew: asset.autoRenew,
    },
    group_setting: record.settings,
  }
}

export function personRow({ accounts, name }: Person): Record<string, unknown> {
  return { user_id: accounts['zalo-oa'] ?? '', name, avatar: '' }
}

/** Events whose name is disputed: the other one (zalo-api.md 2.3). */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  accept_request_join_group: 'react_request_join_group_accept',
  reject_request_join_group: 'react_request_join_group_reject',
  user_out_group: 'user_leave_group',
  delete_group: 'disperse_group',
}

/** Tells the OA of something in the life of a group. */
export function tellGroup(
  { context, events }: OaAccount,
  name: string,
  chat: Chat,
  people: readonly Person[],
): void {
  const other = context.manners.zaloOa.otherEventNames ? OTHER_NAMES[name] : undefined
  events.send(other ?? name, `chat:${chat.externalId}`, {
    group_id: chat.externalId,
    group_name: chat.title,
    users: people.map(({ accounts }) => ({ id: accounts['zalo-oa'] ?? '' })),
  })
}
