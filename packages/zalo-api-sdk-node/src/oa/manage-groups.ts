import type { CallOptions } from '../http/http-call.ts'
import { composed, withoutUndefined } from '../json.ts'
import { badArgument } from '../zalo-error.ts'
import {
  type OaGroupDetail,
  type OaGroupMember,
  type OaGroupPage,
  type OaGroupSettings,
  readGroupDetail,
  readGroupPage,
  readMembers,
} from './oa-group.ts'
import { type Page, pageOf } from './oa-page.ts'
import type { OaTransport } from './oa-request.ts'

/** A group to create. */
export interface NewOaGroup {
  /** 1 to 30 characters. */
  readonly name: string
  readonly description?: string
  /** An `available` asset of `getGroupQuota`, which the group uses up. */
  readonly assetId: string
  /** 1 to 99 people, one of them at least an administrator of the account. */
  readonly memberIds: readonly string[]
}

/** What to change of a group; what is not given stays. */
export interface OaGroupChanges extends Partial<Readonly<Record<keyof OaGroupSettings, boolean>>> {
  readonly name?: string
  readonly description?: string
  /** A public address. */
  readonly avatar?: string
}

/**
 * The account's own groups (GMF): an account cannot enter a group of people. Needs the package Growth or higher
 * (-224) and the app's right to manage groups (-212, -223). Source: "Nhóm chat GMF", "Quản lý". A lost answer of a
 * call that changes members or the group itself has the class `unknown-outcome`.
 */
export interface GroupCalls {
  /** Fails with -238 or -241 when the asset is in use. */
  createGroup(group: NewOaGroup, options?: CallOptions): Promise<OaGroupDetail>
  /** At most 50 a page. */
  listGroups(page?: Page, options?: CallOptions): Promise<OaGroupPage>
  getGroup(groupId: string, options?: CallOptions): Promise<OaGroupDetail>
  /** The people of a group, without the accounts among them; at most 50 a page. */
  listMembers(groupId: string, page?: Page, options?: CallOptions): Promise<OaGroupMember[]>
  /**
   * Invites followers, or people who wrote within 7 days. Gives the platform's result for each of them as it comes:
   * its shape is not documented.
   */
  inviteMembers(
    groupId: string,
    memberIds: readonly string[],
    options?: CallOptions,
  ): Promise<unknown>
  /** People who wait to be let in; at most 50 a page. */
  listPendingMembers(groupId: string, page?: Page, options?: CallOptions): Promise<OaGroupMember[]>
  acceptPendingMembers(
    groupId: string,
    memberIds: readonly string[],
    options?: CallOptions,
  ): Promise<void>
  rejectPendingMembers(
    groupId: string,
    memberIds: readonly string[],
    options?: CallOptions,
  ): Promise<void>
  addAdmins(groupId: string, memberIds: readonly string[], options?: CallOptions): Promise<void>
  removeAdmins(groupId: string, memberIds: readonly string[], options?: CallOptions): Promise<void>
  removeMembers(groupId: string, memberIds: readonly string[], options?: CallOptions): Promise<void>
  updateGroup(
    groupId: string,
    changes: OaGroupChanges,
    options?: CallOptions,
  ): Promise<OaGroupDetail>
  /** Puts another asset under the group: a longer validity or more members. */
  updateGroupAsset(groupId: string, assetId: string, options?: CallOptions): Promise<void>
  /** Dissolves the group for good. */
  deleteGroup(groupId: string, options?: CallOptions): Promise<void>
}

const BASE = '/v3.0/oa/group'
const MOST_ROWS = 50
const MOST_NEW_MEMBERS = 99
const LONGEST_NAME = 30

export function groupCalls({ request }: OaTransport): GroupCalls {
  const list = async (
    verb: string,
    groupId: string,
    page?: Page,
    call?: CallOptions,
  ): Promise<OaGroupMember[]> => {
    const query = { group_id: groupId, ...pageOf(page, MOST_ROWS) }
    return readMembers(await request({ path: `${BASE}/${verb}`, query }, call))
  }
  const change = (
    verb: string,
    groupId: string,
    fields: Record<string, unknown>,
    call?: CallOptions,
  ): Promise<unknown> =>
    request({ path: `${BASE}/${verb}`, body: { group_id: groupId, ...fields }, write: true }, call)
  const changeMembers =
    (verb: string) =>
    async (groupId: string, memberIds: readonly string[], call?: CallOptions): Promise<void> => {
      await change(verb, groupId, { member_user_ids: memberIds }, call)
    }

  return {
    createGroup: async (group, call) => {
      const body = newGroupBody(group)
      const path = `${BASE}/creategroupwithoa`
      return readGroupDetail(await request({ path, body, write: true }, call))
    },
    listGroups: async (page, call) => {
      const query = pageOf(page, MOST_ROWS)
      return readGroupPage(await request({ path: `${BASE}/getgroupsofoa`, query }, call))
    },
    getGroup: async (groupId, call) => {
      const query = { group_id: groupId }
      return readGroupDetail(await request({ path: `${BASE}/getgroup`, query }, call))
    },
    listMembers: (groupId, page, call) => list('listmember', groupId, page, call),
    listPendingMembers: (groupId, page, call) => list('listpendinginvite', groupId, page, call),
    inviteMembers: (groupId, memberIds, call) =>
      change('invite', groupId, { member_user_ids: memberIds }, call),
    acceptPendingMembers: changeMembers('acceptpendinginvite'),
    rejectPendingMembers: changeMembers('rejectpendinginvite'),
    addAdmins: changeMembers('addadmins'),
    removeAdmins: changeMembers('removeadmins'),
    removeMembers: changeMembers('removemembers'),
    updateGroup: async (groupId, changes, call) => {
      // Doing it twice changes nothing, so a lost answer may simply be tried again.
      const body = { group_id: groupId, ...changedFields(changes) }
      return readGroupDetail(await request({ path: `${BASE}/updateinfo`, body }, call))
    },
    updateGroupAsset: async (groupId, assetId, call) => {
      await change('updateasset', groupId, { asset_id: assetId }, call)
    },
    deleteGroup: async (groupId, call) => {
      await change('delete', groupId, {}, call)
    },
  }
}

/** The documented limits, refused before anything is sent. */
function newGroupBody({ name, description, assetId, memberIds }: NewOaGroup): {
  readonly [field: string]: unknown
} {
  const group_name = composed(name)
  if (group_name.length < 1 || group_name.length > LONGEST_NAME)
    throw badArgument(`the name of a group has 1 to ${LONGEST_NAME} characters`)
  if (memberIds.length < 1 || memberIds.length > MOST_NEW_MEMBERS)
    throw badArgument(
      `a new group has 1 to ${MOST_NEW_MEMBERS} members, an administrator among them`,
    )
  return withoutUndefined({
    group_name,
    group_description: composed(description),
    asset_id: assetId,
    member_user_ids: memberIds,
  })
}

function changedFields(changes: OaGroupChanges): Record<string, unknown> {
  const { name, description } = changes
  return withoutUndefined({
    group_name: composed(name),
    group_description: composed(description),
    group_avatar: changes.avatar,
    lock_send_msg: changes.lockSendMessage,
    join_appr: changes.joinApproval,
    enable_msg_history: changes.messageHistory,
    enable_link_join: changes.linkJoin,
  })
}
