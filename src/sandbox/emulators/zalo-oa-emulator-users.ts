import { isRecord, readObject, readText, textOf, type Params } from './emulator-params.ts'
import type { Chat } from './emulator-types.ts'
import type { OaAccount, OaMethod, OaPersonRecord } from './zalo-oa-emulator-account.ts'
import { isOaRefusal, oaRefusal, oaSuccess, type OaRefusal } from './zalo-oa-emulator-answer.ts'
import { pageNumber, privateChats, withData } from './zalo-oa-emulator-data.ts'
import { dayOf } from './zalo-oa-emulator-day.ts'
import { changeRecord, follows, recordOf } from './zalo-oa-emulator-person.ts'

const DAY_MS = 86_400_000
const NOT_KNOWN = oaRefusal(-213, 'User has not interacted with the OA')

export const getUserDetail = withData((account, { user_id: userId }) => {
  const chat = findPrivate(account, String(userId))
  if (isOaRefusal(chat)) return chat
  const person = account.context.state.people.get(chat.members[0] ?? '')
  if (person === undefined) return NOT_KNOWN
  const { alias, externalId, notes = [], tags = [], shared } = recordOf(account, chat.externalId)
  const { lastInteraction } = chat
  return oaSuccess({
    user_id: userId,
    user_id_by_app: `app-${String(userId)}`,
    user_external_id: externalId ?? '',
    display_name: person.name,
    user_alias: alias ?? person.name,
    is_sensitive: false,
    user_is_follower: follows(account, chat),
    user_last_interaction_date: lastInteraction === undefined ? '' : dayOf(lastInteraction),
    avatar: '',
    avatars: { 120: '', 240: '' },
    tags_and_notes_info: { notes, tag_names: tags },
    shared_info: { address: '', city: '', district: '', phone: 0, name: '', ...shared },
  })
})

export const listUsers = withData((account, data) => {
  const from = pageNumber(data['offset'], 0, 9951)
  const size = pageNumber(data['count'], 50, 50)
  if (from === null || size === null) return oaRefusal(-210, 'offset or count is over its limit')
  const period = readPeriod(data['last_interaction_period'], account.context.clock.now())
  if (period === null) return oaRefusal(-201, 'last_interaction_period is invalid')
  const { tag_name: tag, is_follower: follower } = data
  const chats = privateChats(account).filter(
    (chat) =>
      (tag === undefined || recordOf(account, chat.externalId).tags?.some((one) => one === tag)) &&
      (follower === undefined || follows(account, chat) === isTrue(follower)) &&
      period(chat.lastInteraction ?? 0),
  )
  const users = chats.slice(from, from + size).map((chat) => ({ user_id: chat.externalId }))
  return oaSuccess({ total: chats.length, count: users.length, offset: from, users })
})

/** The real server takes both. */
function isTrue(value: unknown): boolean {
  return value === true || value === 'true'
}

/** Tests a time against `TODAY`, `YESTERDAY`, `L7D`, `L30D` or a range of days; null: no such period. */
function readPeriod(given: unknown, now: number): ((ms: number) => boolean) | null {
  const yesterday = dayOf(now - DAY_MS)
  switch (given) {
    case undefined:
      return () => true
    case 'TODAY':
      return (ms) => dayOf(ms) === dayOf(now)
    case 'YESTERDAY':
      return (ms) => dayOf(ms) === yesterday
    case 'L7D':
      return (ms) => ms > now - 7 * DAY_MS
    case 'L30D':
      return (ms) => ms > now - 30 * DAY_MS
    default:
      return readRange(String(given))
  }
}

function readRange(text: string): ((ms: number) => boolean) | null {
  const [, first, last] = /^(\d{4}_\d\d_\d\d):(\d{4}_\d\d_\d\d)$/.exec(text) ?? []
  if (first === undefined || last === undefined) return null
  const sortable = (ms: number): string => dayOf(ms).split('/').toReversed().join('_')
  return (ms) => sortable(ms) >= first && sortable(ms) <= last
}

/** `user/update`: what is not given stays. */
export const updateUser: OaMethod = (account, params) => {
  const chat = findNamed(account, params)
  if (isOaRefusal(chat)) return chat
  const alias = readText(params, 'user_alias')
  const externalId = readText(params, 'user_external_id')
  const [notes, shared] = [readObject(params, 'notes'), readObject(params, 'shared_info')]
  if (notes !== undefined && !Array.isArray(notes)) return oaRefusal(-201, 'notes is invalid')
  if (shared !== undefined && !isRecord(shared)) return oaRefusal(-201, 'shared_info is invalid')
  const known = recordOf(account, chat.externalId)
  changeRecord(account, chat.externalId, {
    ...(alias !== null && { alias }),
    ...(externalId !== null && { externalId }),
    ...(notes !== undefined && { notes: notes.map(String) }),
    ...(shared !== undefined && { shared: { ...known.shared, ...shared } }),
  })
  account.events.send('update_user_info', `chat:${chat.externalId}`, {
    user_id: chat.externalId,
    info: shared ?? {},
  })
  return oaSuccess({})
}

/** `deletefollowerinfo`: what the OA has noted about somebody goes; whether they follow stays. */
export const deleteUserInfo: OaMethod = (account, params) => {
  const chat = findNamed(account, params)
  if (isOaRefusal(chat)) return chat
  account.persons.put(chat.externalId, { follows: recordOf(account, chat.externalId).follows })
  return oaSuccess({})
}

export const listTags: OaMethod = ({ persons }) =>
  oaSuccess([...new Set([...persons.values()].flatMap(({ tags = [] }) => tags))])

export const tagUser: OaMethod = (account, params) =>
  changeTags(account, params, 'add_user_to_tag', (tags, tag) => [...new Set([...tags, tag])])

export const untagUser: OaMethod = (account, params) =>
  changeTags(account, params, 'remove_user_from_tag', (tags, tag) =>
    tags.filter((other) => other !== tag),
  )

/** `rmtag`: takes the tag from everybody. */
export const deleteTag: OaMethod = (account, params) => {
  const tag = textOf(params, 'tag_name')
  const holders = [...account.persons.keys()].filter((userId) => hasTag(account, userId, tag))
  if (holders.length === 0) return BAD_TAG
  for (const userId of holders)
    changeRecord(account, userId, {
      tags: recordOf(account, userId).tags?.filter(isNot(tag)) ?? [],
    })
  tellTag(account, 'remove_tag', tag, holders)
  return oaSuccess({})
}

const BAD_TAG = oaRefusal(-201, 'tag_name is invalid')

function isNot(tag: string): (other: string) => boolean {
  return (other) => other !== tag
}

function hasTag(account: OaAccount, userId: string, tag: string): boolean {
  return recordOf(account, userId).tags?.includes(tag) ?? false
}

function changeTags(
  account: OaAccount,
  params: Params,
  event: string,
  change: (tags: readonly string[], tag: string) => readonly string[],
): ReturnType<OaMethod> {
  const chat = findNamed(account, params)
  if (isOaRefusal(chat)) return chat
  const tag = textOf(params, 'tag_name')
  if (tag.trim() === '') return BAD_TAG
  const { tags = [] }: OaPersonRecord = recordOf(account, chat.externalId)
  changeRecord(account, chat.externalId, { tags: change(tags, tag) })
  tellTag(account, event, tag, [chat.externalId])
  return oaSuccess({})
}

function tellTag({ events }: OaAccount, event: string, tag: string, userIds: string[]): void {
  events.send(event, `tag:${tag}`, { tag: { user_ids: userIds, name: tag } })
}

function findNamed(account: OaAccount, params: Params): Chat | OaRefusal {
  const userId = textOf(params, 'user_id')
  return userId === '' ? oaRefusal(-201, 'user_id is invalid') : findPrivate(account, userId)
}

function findPrivate({ context }: OaAccount, userId: string): Chat | OaRefusal {
  const chat = context.state.chatOf('zalo-oa', userId)
  return chat === undefined || chat.kind !== 'private' ? NOT_KNOWN : chat
}
