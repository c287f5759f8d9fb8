import type { Chat, Person } from './emulator-types.ts'
import type { OaAccount, OaPersonRecord } from './zalo-oa-emulator-account.ts'

/** What the OA keeps about somebody; who stands in the seed with a private chat follows the OA. */
export function recordOf({ persons }: OaAccount, userId: string): OaPersonRecord {
  return persons.get(userId) ?? { follows: true }
}

export function changeRecord(
  account: OaAccount,
  userId: string,
  change: Partial<OaPersonRecord>,
): OaPersonRecord {
  return account.persons.put(userId, { ...recordOf(account, userId), ...change })
}

/** Follows the OA and does not block it. */
export function follows(account: OaAccount, chat: Chat): boolean {
  return chat.botState === 'member' && recordOf(account, chat.externalId).follows
}

/** Followers, and who did something towards the OA within seven days, can be put into a group (zalo-api.md 2.1). */
export function canBeInvited(account: OaAccount, person: Person): boolean {
  const { state, clock, limits } = account.context
  const chat = state.chatOf('zalo-oa', person.accounts['zalo-oa'] ?? '')
  if (chat === undefined || chat.botState !== 'member') return false
  const age = clock.now() - (chat.lastInteraction ?? -Infinity)
  return follows(account, chat) || age <= limits.zaloOa.sendWindowMs
}
