import type { Chat, Person } from './emulator-types.ts'
import type { OaAccount, OaGroupRecord } from './zalo-oa-emulator-account.ts'
import { groupOf, tellGroup } from './zalo-oa-emulator-group.ts'

/** People are in a group from now on; the OA hears of it. */
export function letIn(account: OaAccount, chat: Chat, people: readonly Person[]): Chat {
  if (people.length === 0) return chat
  dropPending(account, chat, people)
  const members = [...new Set([...chat.members, ...people.map(({ id }) => id)])]
  const changed = changeChat(account, chat, { members })
  tellGroup(account, 'user_join_group', changed, people)
  return changed
}

/** People are no longer in a group, nor among its administrators. */
export function letOut(account: OaAccount, chat: Chat, people: readonly Person[]): Chat {
  const gone = new Set(people.map(({ id }) => id))
  const { record } = groupOf(account, chat)
  changeGroup(account, chat, { admins: record.admins.filter((id) => !gone.has(id)) })
  const members = chat.members.filter((id) => !gone.has(id))
  const changed = changeChat(account, chat, { members })
  tellGroup(account, 'user_out_group', changed, people)
  return changed
}

/** People wait until an administrator lets them in. */
export function askToJoin(account: OaAccount, chat: Chat, people: readonly Person[]): void {
  const { pending } = groupOf(account, chat).record
  const asking = people.filter(({ id }) => !pending.includes(id))
  if (asking.length === 0) return
  changeGroup(account, chat, { pending: [...pending, ...asking.map(({ id }) => id)] })
  tellGroup(account, 'user_request_join_group', chat, asking)
}

export function dropPending(account: OaAccount, chat: Chat, people: readonly Person[]): void {
  const { pending } = groupOf(account, chat).record
  const answered = new Set(people.map(({ id }) => id))
  const left = pending.filter((id) => !answered.has(id))
  if (left.length < pending.length) changeGroup(account, chat, { pending: left })
}

/** The group is no more; an asset that was bought can carry another one. */
export function dissolve(account: OaAccount, chat: Chat, by: readonly Person[]): Chat {
  const { asset } = groupOf(account, chat)
  tellGroup(account, 'delete_group', chat, by)
  if (asset.quotaType === 'purchase_quota')
    account.assets.put(asset.assetId, { ...asset, usedBy: null })
  return changeChat(account, chat, { botState: 'dissolved' })
}

export function changeGroup(
  account: OaAccount,
  chat: Chat,
  change: Partial<OaGroupRecord>,
): OaGroupRecord {
  const { record } = groupOf(account, chat)
  return account.groups.put(chat.externalId, { ...record, ...change })
}

/** Phones show it at once. */
export function changeChat(
  { context: { state, events } }: OaAccount,
  chat: Chat,
  change: Partial<Chat>,
): Chat {
  const changed = state.changeChat(chat, change)
  events.publish({ type: 'membership', chatId: chat.chatId })
  return changed
}
