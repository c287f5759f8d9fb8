import { monthOf } from './emulator-month.ts'
import { isRecord, parseJson, readInteger, readText, type Params } from './emulator-params.ts'
import { fileUrl } from './emulator-file-route.ts'
import type { Chat, StoredMessage } from './emulator-types.ts'
import type { OaAccount, OaMethod } from './zalo-oa-emulator-account.ts'
import { oaRefusal, oaSuccess, type OaResult } from './zalo-oa-emulator-answer.ts'

const BAD_DATA = oaRefusal(-201, 'data is invalid')

/** Most reads take one query parameter `data` that holds JSON. */
function withData(run: (account: OaAccount, data: Record<string, unknown>) => OaResult): OaMethod {
  return (account, params) => {
    const data = parseJson(readText(params, 'data') ?? '')
    return isRecord(data) ? run(account, data) : BAD_DATA
  }
}

export const getOa: OaMethod = ({ context, seed }) =>
  oaSuccess({
    oaid: seed.botId,
    oa_id: seed.botId,
    name: seed.botName,
    is_verified: true,
    oa_type: 4,
    num_follower: privateChats(context.state.chats.values()).length,
    package_name: 'Growth',
    package_valid_through_date: '31/12/2027',
    linked_ZCA: '',
  })

export const getUserDetail = withData(({ context }, { user_id: userId }) => {
  const chat = context.state.chatOf('zalo-oa', String(userId))
  const person = context.state.people.get(chat?.members[0] ?? '')
  if (chat === undefined || chat.kind !== 'private' || person === undefined)
    return oaRefusal(-213, 'User has not interacted with the OA')
  return oaSuccess({
    user_id: userId,
    user_id_by_app: `app-${String(userId)}`,
    user_external_id: '',
    display_name: person.name,
    user_alias: person.name,
    is_sensitive: false,
    user_is_follower: chat.botState === 'member',
    user_last_interaction_date: dayOf(chat.lastInteraction ?? 0),
    avatar: '',
    avatars: { 120: '', 240: '' },
    tags_and_notes_info: { notes: [], tag_names: [] },
    shared_info: { address: '', city: '', district: '', phone: 0, name: '' },
  })
})

function dayOf(ms: number): string {
  const [year, month, day] = new Date(ms + 7 * 3_600_000).toISOString().slice(0, 10).split('-')
  return `${day}/${month}/${year}`
}

export const listUsers = withData(({ context }, { offset, count }) => {
  const from = pageNumber(offset, 0, 9951)
  const size = pageNumber(count, 50, 50)
  if (from === null || size === null) return oaRefusal(-210, 'offset or count is over its limit')
  const chats = privateChats(context.state.chats.values())
  const users = chats.slice(from, from + size).map((chat) => ({ user_id: chat.externalId }))
  return oaSuccess({ total: chats.length, count: users.length, offset: from, users })
})

/** `listrecentchat` of people: the newest message of each, newest first, at most 10. */
export const listRecentChat = withData((account, { offset, count }) => {
  const { state } = account.context
  const newest = privateChats(state.chats.values()).flatMap((chat) => newestOf(account, chat))
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

export const getGroups: OaMethod = ({ context }, params) => {
  const groups = [...context.state.chats.values()].filter(isKnownGroup)
  const { offset, count } = readPage(params)
  const shown = groups.slice(offset, offset + count)
  return oaSuccess({
    offset,
    count: shown.length,
    total: groups.length,
    groups: shown.map(groupInfo),
  })
}

export const getGroup: OaMethod = (account, params) => {
  const chat = findGroup(account, params)
  if (chat === null) return oaRefusal(-403, 'OA is not in this group')
  return oaSuccess({
    group_info: { ...groupInfo(chat), max_member: 100, auto_delete_date: '' },
    asset_info: {
      asset_type: 'gmf100',
      asset_id: `asset-${chat.externalId}`,
      valid_through: '31/12/2027',
      auto_renew: false,
    },
    group_setting: {
      lock_send_msg: false,
      join_appr: false,
      enable_msg_history: true,
      enable_link_join: true,
    },
  })
}

export const listGroupMembers: OaMethod = (account, params) => {
  const chat = findGroup(account, params)
  if (chat === null) return oaRefusal(-403, 'OA is not in this group')
  const { state } = account.context
  const people = chat.members.flatMap((id) => state.people.get(id) ?? [])
  const rows = [
    { oa_id: account.seed.botId, name: account.seed.botName, avatar: '' },
    ...people.map(({ accounts, name }) => ({
      user_id: accounts['zalo-oa'] ?? '',
      name,
      avatar: '',
    })),
  ]
  const { offset, count } = readPage(params)
  const members = rows.slice(offset, offset + count)
  return oaSuccess({ offset, count: members.length, total: rows.length, members })
}

export const listRecentGroupChat: OaMethod = (account, params) => {
  const groups = [...account.context.state.chats.values()].filter(isKnownGroup)
  const newest = groups.flatMap((chat) => newestOf(account, chat))
  const { offset, count } = readPage(params)
  return pageOfRows(
    account,
    newest.toSorted((a, b) => b.seq - a.seq),
    offset,
    count,
  )
}

export const getGroupConversation: OaMethod = (account, params) => {
  const chat = findGroup(account, params)
  if (chat === null) return oaRefusal(-403, 'OA is not in this group')
  const { offset, count } = readPage(params)
  return pageOfRows(account, historyOf(account, chat), offset, count)
}

/** `quota/message`: of one person, or what the OA has left. */
export const getQuota: OaMethod = ({ context, used }, params) => {
  const userId = readText(params, 'user_id')
  const { subQuota } = context.limits.zaloOa
  const remain = subQuota - (used.get(monthOf(context.clock.now())) ?? 0)
  if (userId === null)
    return oaSuccess([
      { asset_id: 'sub', total: subQuota, remain, valid_through: '31/12/2027', auto_renew: false },
    ])
  const chat = context.state.chatOf('zalo-oa', userId)
  if (chat === undefined) return oaRefusal(-213, 'User has not interacted with the OA')
  return oaSuccess({
    last_interaction: chat.lastInteraction ?? 0,
    cs_reply: { remain: 8, total: 8 },
    promotion: { daily_remain: 0, daily_total: 0, monthly_remain: 0, monthly_total: 0 },
  })
}

/** `quota/group`: the assets that groups of this size stand on. */
export const getGroupQuota: OaMethod = ({ context }) =>
  oaSuccess(
    [...context.state.chats.values()].filter(isKnownGroup).map((chat) => ({
      asset_id: `asset-${chat.externalId}`,
      valid_through: '31/12/2027',
      auto_renew: false,
      status: 'used',
      used_id: chat.externalId,
    })),
  )

function privateChats(chats: Iterable<Chat>): Chat[] {
  return [...chats].filter(({ platform, kind }) => platform === 'zalo-oa' && kind === 'private')
}

function isKnownGroup({ platform, kind, botState }: Chat): boolean {
  return platform === 'zalo-oa' && kind !== 'private' && botState !== 'left'
}

function findGroup({ context }: OaAccount, params: Params): Chat | null {
  const chat = context.state.chatOf('zalo-oa', readText(params, 'group_id') ?? '')
  return chat !== undefined && isKnownGroup(chat) ? chat : null
}

function groupInfo(chat: Chat): Record<string, unknown> {
  return {
    group_id: chat.externalId,
    name: chat.title,
    avatar: '',
    group_link: `https://zalo.me/g/${chat.externalId.slice(0, 9)}`,
    group_description: '',
    status: chat.botState === 'member' ? 'enabled' : 'disabled',
    total_member: chat.members.length + 1,
  }
}

function readPage(params: Params): { offset: number; count: number } {
  const offset = Math.max(readInteger(params, 'offset') ?? 0, 0)
  return { offset, count: Math.min(Math.max(readInteger(params, 'count') ?? 5, 1), 50) }
}

function pageNumber(given: unknown, usual: number, most: number): number | null {
  const number = given === undefined ? usual : Number(given)
  return Number.isInteger(number) && number >= 0 && number <= most ? number : null
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
  }
}
