import { type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import type { ChatType } from '../channel.ts'
import { groupMembers } from './zalo-oa-lists.ts'

/**
 * The display name of a person, which events do not carry: from the members of the group where they wrote, else from
 * their profile, which fails for people who neither follow nor have written. Null when Zalo does not say.
 */
export async function lookUpName(
  account: OfficialAccount,
  personId: string,
  chat: { readonly externalId: string; readonly type: ChatType },
  signal: AbortSignal,
): Promise<string | null> {
  try {
    const name =
      chat.type === 'group'
        ? await memberName(account, personId, chat.externalId, signal)
        : (await account.getUser(personId, { signal })).name
    return name.normalize('NFC').trim() || null
  } catch (error) {
    if (error instanceof ZaloError) return null
    throw error
  }
}

async function memberName(
  account: OfficialAccount,
  personId: string,
  groupId: string,
  signal: AbortSignal,
): Promise<string> {
  for await (const { userId, name } of groupMembers(account, groupId, { signal }))
    if (userId === personId) return name
  return ''
}
