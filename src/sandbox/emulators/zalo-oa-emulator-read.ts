import { monthOf } from './emulator-month.ts'
import { readText, type Params } from './emulator-params.ts'
import { fileUrl } from './emulator-file-route.ts'
import { QUOTA_TYPES, type Chat, type StoredMessage } from './emulator-types.ts'
import type { OaAccount, OaMethod } from './zalo-oa-emulator-account.ts'
import { isOaRefusal, oaRefusal, oaSuccess, type OaResult } from './zalo-oa-emulator-answer.ts'
import { BAD_DATA, pageNumber, privateChats, withData } from './zalo-oa-emulator-data.ts'
import { dayOf } from './zalo-oa-emulator-day.ts'
import {
  findGroup,
  groupDetail,
  groupInfo,
  knownGroups,
  personRow,
} from './zalo-oa-emulator-group.ts'
import { pageOf, readPage } from './zalo-oa-emulator-page.ts'
import { packageOf, walletOf } from './zalo-oa-emulator-package.ts'
import { follows } from './zalo-oa-emulator-person.ts'

export const getOa: OaMethod = (account) => {
  const { seed } = account
  const { name, validThrough } = packageOf(account)
  return oaSuccess({
    oaid: seed.botId,
    oa_id: seed.botId,
    name: seed.botName,
    is_verified: true,
    oa_type: 4,
    num_follower: privateChats(account).filter((chat) => follows(account, chat)).length,
    package_name: name,
    package_valid_through_date: dayOf(validThrough),
    linked_ZCA: walletOf(account) === null ? '' : 'zca-sandbox',
  })
}

/** `listrecentchat` of people: the newest message of each, newest first, at most 10. */
export const listRecentChat = withData((account, { offset, count }) => {
  const newest = privateChats(account).flatMap((chat) => newestOf(account, chat))
  return pageOfRows(
    account,
    newest.toSorted((a, b) => b.seq - a.seq),
    offset,
    count,
  )
})

/** The messages with one person, newest first, at most 10. */
export const getConversation = withData((account, { user_id: userId, offset, count }) => {
  const chat = account.context.state.chatOf('zalo-oa', String(userId))
  if (chat === undefined || chat.kind !== 'private') return oaRefusal(-201, 'user_id is invalid')
  return pageOfRows(account, historyOf(account, chat), offset, count)
})

export const getGroups: OaMethod = (account, params) => {
  const rows = knownGroups(account).map((chat) => groupInfo(account, chat))
  return oaSuccess(pageOf(rows, params, 'groups'))
}

export const getGroup: OaMethod = (account, params) => {
  const group = findGroup(account, params)
  return isOaRefusal(group) ? group : oaSuccess(groupDetail(account, group))
}

export const listGroupMembers: OaMethod = (account, params) => {
  const group = findGroup(account, params)
  if (isOaRefusal(group)) return group
  const { state } = account.context
  const people = group.chat.members.flatMap((id) => state.people.get(id) ?? [])
  const own = { oa_id: account.seed.botId, name: account.seed.botName, avatar: '' }
  return oaSuccess(pageOf([own, ...people.map(personRow)], params, 'members'))
}

/** The same of groups, of which Zalo may give several messages: nobody has measured it. */
export const listRecentGroupChat: OaMethod = (account, params) => {
  const rowsOf = account.context.manners.zaloOa.manyOfGroup ? historyOf : newestOf
  const newest = knownGroups(account).flatMap((chat) => rowsOf(account, chat))
  const { offset, count } = readPage(params)
  return pageOfRows(
    account,
    newest.toSorted((a, b) => b.seq - a.seq),
    offset,
    count,
  )
}

export const getGroupConversation: OaMethod = (account, params) => {
  const group = findGroup(account, params)
  if (isOaRefusal(group)) return group
  const { offset, count } = readPage(params)
  return pageOfRows(account, historyOf(account, group.chat), offset, count)
}

/** `quota/message`: of one person, or what the OA has left. */
export const getQuota: OaMethod = (account, params) => {
  const { context } = account
  const userId = readText(params, 'user_id')
  if (userId === null) return quotaOfOwner(account, params)
  const chat = context.state.chatOf('zalo-oa', userId)
  if (chat === undefined) return oaRefusal(-213, 'User has not interacted with the OA')
  return oaSuccess({
    last_interaction: chat.lastInteraction ?? 0,
    cs_reply: { remain: 8, total: 8 },
    promotion: { daily_remain: 0, daily_total: 0, monthly_remain: 0, monthly_total: 0 },
  })
}

/** The package's messages are all that there is: for consultation, the OA's own. */
function quotaOfOwner(account: OaAccount, params: Params): OaResult {
  const { context, used } = account
  const owner = readText(params, 'quota_owner')
  const product = readText(params, 'product_type')
  const type = readText(params, 'quota_type')
  if (owner !== 'OA' && owner !== 'APP') return oaRefusal(-201, 'quota_owner is invalid')
  if (type !== null && !QUOTA_TYPES.some((known) => known === type))
    return oaRefusal(-201, 'quota_type is invalid')
  const isMeant =
    owner === 'OA' && (product ?? 'cs') === 'cs' && (type ?? 'sub_quota') === 'sub_quota'
  if (!isMeant) return oaSuccess([])
  const { subQuota } = context.limits.zaloOa
  return oaSuccess([
    {
      asset_id: 'sub',
      product_type: 'cs',
      quota_type: 'sub_quota',
      total: subQuota,
      remain: subQuota - (used.get(monthOf(context.clock.now())) ?? 0),
      valid_through: dayOf(packageOf(account).validThrough),
      auto_renew: false,
    },
  ])
}

function historyOf({ context }: OaAccount, chat: Chat): StoredMessage[] {
  const shown = context.state.messagesOf(chat.chatId).filter(({ service }) => service === undefined)
  return shown.toReversed()
}

function newestOf(account: OaAccount, chat: Chat): StoredMessage[] {
  return historyOf(account, chat).slice(0, 1)
}

function pageOfRows(
  account: OaAccount,
  messages: readonly StoredMessage[],
  offset: unknown,
  count: unknown,
): OaResult {
  const from = pageNumber(offset, 0, Number.MAX_SAFE_INTEGER)
  const size = pageNumber(count, 5, Number.MAX_SAFE_INTEGER)
  if (from === null || size === null) return BAD_DATA
  const shown = messages.slice(from, from + Math.min(size, 10))
  return oaSuccess(shown.map((message) => historyRow(account, message)))
}

function historyRow({ context, seed }: OaAccount, message: StoredMessage): Record<string, unknown> {
  const { state, files } = context
  const chat = state.chats.get(message.chatId)
  const isGroup = chat?.kind !== 'private'
  const person = 'personId' in message.from ? state.people.get(message.from.personId) : undefined
  const own = { id: seed.botId, name: seed.botName }
  const author = person ? { id: person.accounts['zalo-oa'] ?? '', name: person.name } : own
  const reader = person ? own : { id: chat?.externalId ?? '', name: chat?.title ?? '' }
  const file = message.fileId === undefined ? undefined : files.get(message.fileId)
  const quoted = context.manners.zaloOa.quotesInHistory
    ? state.messages.get(message.replyTo ?? '')
    : undefined
  const url = file ? fileUrl(context, file) : message.photoUrl
  return {
    src: person ? 1 : 0,
    time: message.at,
    type: url === undefined ? 'text' : file?.kind === 'document' ? 'file' : 'photo',
    message: message.text,
    message_id: message.externalId,
    from_id: author.id,
    from_display_name: author.name,
    from_avatar: '',
    ...(isGroup
      ? { group_id: chat?.externalId }
      : { to_id: reader.id, to_display_name: reader.name, to_avatar: '' }),
    ...(url !== undefined && { url, thumb: url }),
    ...(quoted && { quote_msg_id: quoted.externalId }),
  }
}
