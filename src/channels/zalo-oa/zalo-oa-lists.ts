import type { CallOptions, OaGroup, OaGroupMember, OfficialAccount } from 'zalo-api-sdk-node'

/** Rows of one call. */
const PAGE = 50
/** More groups, or members of one group, than any package sells. */
const MAX_PAGES = 40

/** The account's groups, page after page as far as they are asked for; one without an id is nobody's. */
export async function* listedGroups(
  account: OfficialAccount,
  call: CallOptions,
): AsyncGenerator<OaGroup> {
  for (let index = 0; index < MAX_PAGES; index++) {
    const { groups } = await account.listGroups({ offset: index * PAGE, count: PAGE }, call)
    for (const group of groups) if (group.groupId !== '') yield group
    if (groups.length < PAGE) return
  }
}

/** The members of a group, page after page; a page may be short before the last. */
export async function* groupMembers(
  account: OfficialAccount,
  groupId: string,
  call: CallOptions,
): AsyncGenerator<OaGroupMember> {
  for (let index = 0; index < MAX_PAGES; index++) {
    const page = { offset: index * PAGE, count: PAGE }
    const members = await account.listMembers(groupId, page, call)
    if (members.length === 0) return
    yield* members
  }
}
