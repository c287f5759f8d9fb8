import { nextHexId } from './emulator-message-id.ts'
import { readFlag, readObject, readText, textOf, type Params } from './emulator-params.ts'
import { GROUP_SIZES, QUOTA_TYPES, type Chat, type Person } from './emulator-types.ts'
import type { OaAccount, OaGroupSettings, OaMethod } from './zalo-oa-emulator-account.ts'
import { isOaRefusal, oaRefusal, oaSuccess, type OaRefusal } from './zalo-oa-emulator-answer.ts'
import { assetRow, findFreeAsset } from './zalo-oa-emulator-assets.ts'
import {
  askToJoin,
  changeChat,
  changeGroup,
  dissolve,
  dropPending,
  letIn,
  letOut,
} from './zalo-oa-emulator-group-members.ts'
import {
  findGroup,
  groupDetail,
  groupInfo,
  groupState,
  newRecord,
  personRow,
  tellGroup,
  type OaGroup,
} from './zalo-oa-emulator-group.ts'
import { canBeInvited } from './zalo-oa-emulator-person.ts'
import { pageOf } from './zalo-oa-emulator-page.ts'

const NAME_CHARS = 30
const NEW_MEMBERS = 99
const SETTINGS = ['lock_send_msg', 'join_appr', 'enable_msg_history', 'enable_link_join'] as const
const NOT_INVITABLE = 'User has neither followed nor interacted with the OA within 7 days'

/** `creategroupwithoa`: a group of the OA and of people whom it knows, an administrator of the OA among them. */
export const createGroup: OaMethod = (account, params) => {
  const title = textOf(params, 'group_name')
  const fault = findNameFault(title)
  if (fault !== null) return fault
  const people = readPeople(account, params)
  if (isOaRefusal(people)) return people
  if (people.length > NEW_MEMBERS) return oaRefusal(-210, 'member_user_ids is over its limit')
  if (!people.every((person) => canBeInvited(account, person)))
    return oaRefusal(-213, NOT_INVITABLE)
  const admins = people.filter((person) => isOaAdmin(account, person)).map(({ id }) => id)
  if (admins.length === 0) return oaRefusal(-201, 'member_user_ids has no admin of the OA')
  const asset = findFreeAsset(account, textOf(params, 'asset_id'))
  if (isOaRefusal(asset)) return asset
  if (people.length > GROUP_SIZES[asset.product])
    return oaRefusal(-210, 'member_user_ids is over the limit of the asset')
  const { state } = account.context
  const externalId = nextHexId(state, 'zalo-oa')
  account.assets.put(asset.assetId, { ...asset, usedBy: externalId })
  const description = textOf(params, 'group_description')
  account.groups.put(externalId, newRecord(asset.assetId, { description, admins }))
  const chatId = `zalo-oa:${externalId}`
  const chat = state.chats.put(chatId, {
    chatId,
    platform: 'zalo-oa',
    externalId,
    kind: 'group',
    title,
    members: people.map(({ id }) => id),
    botState: 'member',
  })
  account.context.events.publish({ type: 'membership', chatId })
  tellGroup(account, 'create_group', chat, people)
  return oaSuccess({ ...groupInfo(account, chat), asset_id: asset.assetId })
}

/** `updateinfo`: what is not given stays. */
export const updateGroupInfo: OaMethod = (account, params) => {
  const group = findLivingGroup(account, params)
  if (isOaRefusal(group)) return group
  const title = readText(params, 'group_name') ?? group.chat.title
  const fault = findNameFault(title)
  if (fault !== null) return fault
  const { description, avatar, settings } = group.record
  changeGroup(account, group.chat, {
    description: readText(params, 'group_description') ?? description,
    avatar: readText(params, 'group_avatar') ?? avatar,
    settings: readSettings(params, settings),
  })
  const chat = changeChat(account, group.chat, { title })
  tellGroup(account, 'update_group_info', chat, [])
  return oaSuccess(groupDetail(account, { ...group, chat }))
}

/** `updateasset`: another asset under the group, which may bring a disabled one back. */
export const updateGroupAsset: OaMethod = (account, params) => {
  const group = findGroup(account, params)
  if (isOaRefusal(group)) return group
  const asset = findFreeAsset(account, textOf(params, 'asset_id'))
  if (isOaRefusal(asset)) return asset
  const { chat } = group
  if (chat.members.length > GROUP_SIZES[asset.product])
    return oaRefusal(-210, 'The group has more members than the asset allows')
  if (group.asset.quotaType === 'purchase_quota')
    account.assets.put(group.asset.assetId, { ...group.asset, usedBy: null })
  account.assets.put(asset.assetId, { ...asset, usedBy: chat.externalId })
  changeGroup(account, chat, { assetId: asset.assetId })
  return oaSuccess(
    groupDetail(account, { ...group, chat: changeChat(account, chat, { botState: 'member' }) }),
  )
}

/** `delete`: dissolves the group for good. */
export const deleteGroup: OaMethod = (account, params) => {
  const group = findGroup(account, params)
  if (isOaRefusal(group)) return group
  dissolve(account, group.chat, [])
  return oaSuccess({})
}

/** `invite`: a result for each person; the shape of it is a guess, as no source shows one. */
export const inviteMembers: OaMethod = (account, params) => {
  const group = findLivingGroup(account, params)
  if (isOaRefusal(group)) return group
  const people = readPeople(account, params)
  if (isOaRefusal(people)) return people
  const { chat, record, asset } = group
  const free = GROUP_SIZES[asset.product] - chat.members.length
  const fresh = people.filter(({ id }) => !chat.members.includes(id))
  const able = fresh.filter((person) => canBeInvited(account, person)).slice(0, Math.max(free, 0))
  if (record.settings.join_appr) askToJoin(account, chat, able)
  else letIn(account, chat, able)
  const members = people.map((person) => ({
    user_id: person.accounts['zalo-oa'] ?? '',
    ...inviteResult(account, chat, able, person),
  }))
  return oaSuccess({ group_id: chat.externalId, members })
}

function inviteResult(
  account: OaAccount,
  chat: Chat,
  able: readonly Person[],
  person: Person,
): Record<string, unknown> {
  if (able.includes(person)) return { error: 0, message: 'Success' }
  if (chat.members.includes(person.id)) return { error: -201, message: 'User is in the group' }
  return canBeInvited(account, person)
    ? { error: -210, message: 'The group is full' }
    : { error: -213, message: NOT_INVITABLE }
}

export const listPendingMembers: OaMethod = (account, params) => {
  const group = findGroup(account, params)
  if (isOaRefusal(group)) return group
  const { state } = account.context
  const people = group.record.pending.flatMap((id) => state.people.get(id) ?? [])
  return oaSuccess(pageOf(people.map(personRow), params, 'members'))
}

export const acceptPendingMembers: OaMethod = (account, params) => {
  const asked = findAsking(account, params)
  if (isOaRefusal(asked)) return asked
  const { chat, asset, people } = asked
  if (chat.members.length + people.length > GROUP_SIZES[asset.product])
    return oaRefusal(-210, 'The group is full')
  tellGroup(account, 'accept_request_join_group', chat, people)
  letIn(account, chat, people)
  return oaSuccess({})
}

export const rejectPendingMembers: OaMethod = (account, params) => {
  const asked = findAsking(account, params)
  if (isOaRefusal(asked)) return asked
  dropPending(account, asked.chat, asked.people)
  tellGroup(account, 'reject_request_join_group', asked.chat, asked.people)
  return oaSuccess({})
}

export const removeMembers: OaMethod = (account, params) => {
  const group = findWithMembers(account, params)
  if (isOaRefusal(group)) return group
  letOut(account, group.chat, group.people)
  return oaSuccess({})
}

export const addAdmins: OaMethod = (account, params) => {
  const group = findWithMembers(account, params)
  if (isOaRefusal(group)) return group
  const ids = group.people.map(({ id }) => id)
  changeGroup(account, group.chat, { admins: [...new Set([...group.record.admins, ...ids])] })
  tellGroup(account, 'add_group_admin', group.chat, group.people)
  return oaSuccess({})
}

export const removeAdmins: OaMethod = (account, params) => {
  const group = findWithMembers(account, params)
  if (isOaRefusal(group)) return group
  const { admins } = group.record
  const ids = group.people.map(({ id }) => id)
  if (!ids.every((id) => admins.includes(id))) return BAD_PEOPLE
  changeGroup(account, group.chat, { admins: admins.filter((id) => !ids.includes(id)) })
  tellGroup(account, 'remove_group_admin', group.chat, group.people)
  return oaSuccess({})
}

/** `quota/group`: the OA's rights to groups of one size, from one source. */
export const getGroupQuota: OaMethod = (account, params) => {
  const product = textOf(params, 'product_type')
  const type = textOf(params, 'quota_type')
  if (!Object.hasOwn(GROUP_SIZES, product)) return oaRefusal(-201, 'product_type is invalid')
  if (!QUOTA_TYPES.some((known) => known === type)) return oaRefusal(-201, 'quota_type is invalid')
  const rows = [...account.assets.values()].filter(
    (asset) => asset.product === product && asset.quotaType === type,
  )
  return oaSuccess(rows.map((asset) => assetRow(account, asset)))
}

const BAD_PEOPLE = oaRefusal(-201, 'member_user_ids is invalid')

function findNameFault(name: string): OaRefusal | null {
  if (name.trim() === '') return oaRefusal(-201, 'group_name is invalid')
  return name.length > NAME_CHARS ? oaRefusal(-210, 'group_name is over its limit') : null
}

function isOaAdmin({ seed: { admins } }: OaAccount, { id }: Person): boolean {
  return admins === undefined || admins.includes(id)
}

/** The people whom a call names; refused as a whole when one of them is nobody. */
function readPeople({ context }: OaAccount, params: Params): Person[] | OaRefusal {
  const ids = readObject(params, 'member_user_ids')
  if (!Array.isArray(ids) || ids.length === 0) return BAD_PEOPLE
  const people = [...new Set(ids.map(String))].map((id) => context.state.personOf('zalo-oa', id))
  return people.every((person) => person !== undefined) ? people : BAD_PEOPLE
}

/** A disabled group can only be read, given another asset or dissolved. */
function findLivingGroup(account: OaAccount, params: Params): OaGroup | OaRefusal {
  const group = findGroup(account, params)
  if (isOaRefusal(group)) return group
  return groupState(account, group.chat) === 'enabled'
    ? group
    : oaRefusal(-237, 'Group is disabled or expired')
}

type GroupWithPeople = OaGroup & { readonly people: readonly Person[] }

function findWithPeople(
  account: OaAccount,
  params: Params,
  among: (group: OaGroup) => readonly string[],
): GroupWithPeople | OaRefusal {
  const group = findLivingGroup(account, params)
  if (isOaRefusal(group)) return group
  const people = readPeople(account, params)
  if (isOaRefusal(people)) return people
  const known = among(group)
  return people.every(({ id }) => known.includes(id)) ? { ...group, people } : BAD_PEOPLE
}

function findAsking(account: OaAccount, params: Params): GroupWithPeople | OaRefusal {
  return findWithPeople(account, params, ({ record }) => record.pending)
}

function findWithMembers(account: OaAccount, params: Params): GroupWithPeople | OaRefusal {
  return findWithPeople(account, params, ({ chat }) => chat.members)
}

function readSettings(params: Params, settings: OaGroupSettings): OaGroupSettings {
  const given = SETTINGS.filter((name) => params.values[name] !== undefined)
  return { ...settings, ...Object.fromEntries(given.map((name) => [name, readFlag(params, name)])) }
}
