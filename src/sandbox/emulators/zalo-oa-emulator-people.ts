import { createHash } from 'node:crypto'
import { fileUrl } from './emulator-file-route.ts'
import { nextHexId } from './emulator-message-id.ts'
import { isPrivateAction, type MembershipAction, type Refused } from './emulator-platform.ts'
import { publishMessage } from './emulator-show.ts'
import type { Chat, Person, StoredMessage } from './emulator-types.ts'
import type { OaAccount } from './zalo-oa-emulator-account.ts'
import { askToJoin, dissolve, letIn, letOut } from './zalo-oa-emulator-group-members.ts'
import { groupOf, tellGroup } from './zalo-oa-emulator-group.ts'
import { changeRecord } from './zalo-oa-emulator-person.ts'

const YEAR_MS = 365 * 86_400_000

/** The private chat with the OA: writing opens it, and lifts a block. */
export function openOaChat(account: OaAccount, person: Person): Chat | Refused {
  const { context, seed } = account
  const userId = person.accounts['zalo-oa']
  if (userId === undefined) return { refused: 'Người này không dùng Zalo.' }
  const known = context.state.chatOf('zalo-oa', userId)
  if (known?.botState === 'member') return known
  if (known !== undefined) return { refused: 'Hãy bỏ chặn OA trước khi nhắn.' }
  // Who writes does not follow yet.
  changeRecord(account, userId, { follows: false })
  return context.state.addPrivateChat(seed, userId, person)
}

/** Tells the OA what somebody wrote, privately or in one of its groups. */
export function tellOaMessage(
  account: OaAccount,
  chat: Chat,
  message: StoredMessage,
  person: Person,
): void {
  const { context, seed } = account
  if (chat.botState !== 'member') return
  const isPrivate = chat.kind === 'private'
  if (isPrivate) touch(account, chat)
  const file = message.fileId === undefined ? undefined : context.files.get(message.fileId)
  const what = file === undefined ? 'text' : file.kind === 'photo' ? 'image' : 'file'
  const replied = context.state.messages.get(message.replyTo ?? '')
  const sender = person.accounts['zalo-oa'] ?? ''
  account.events.send(`user_send_${isPrivate ? '' : 'group_'}${what}`, `chat:${chat.externalId}`, {
    user_id_by_app: `app-${sender}`,
    sender: { id: sender },
    recipient: { id: isPrivate ? seed.botId : chat.externalId },
    message: {
      msg_id: message.externalId,
      ...(message.text !== '' && { text: message.text }),
      ...(replied && { quote_msg_id: replied.externalId }),
      ...(file && { attachments: [describeFile(account, file.id)] }),
    },
  })
}

function describeFile({ context }: OaAccount, id: string): Record<string, unknown> {
  const file = context.files.get(id)
  const bytes = context.files.read(id)
  if (file === undefined || bytes === null) return { type: 'file', payload: {} }
  const url = fileUrl(context, file)
  if (file.kind === 'photo') return { type: 'image', payload: { thumbnail: url, url } }
  const type = file.name.split('.').at(-1) ?? ''
  const checksum = createHash('md5').update(bytes).digest('hex')
  const facts = { url, name: file.name, size: String(file.size), type, checksum }
  return { type: 'file', payload: facts }
}

/** A button of the OA is a text that the person sends, seen or unseen. */
export function pressOaButton(
  account: OaAccount,
  chat: Chat,
  message: StoredMessage,
  person: Person,
  place: { readonly row: number; readonly column: number },
): Refused | null {
  const { context } = account
  const button = message.buttons?.[place.row]?.[place.column]
  if (button === undefined) return { refused: 'Tin này không có nút đó.' }
  if (button.kind !== 'query') return null
  const said = {
    chatId: chat.chatId,
    externalId: nextHexId(context.state, 'zalo-oa'),
    at: context.clock.now(),
    from: { personId: person.id },
    text: button.payload,
  }
  if (button.hidden === true) {
    tellOaMessage(account, chat, { ...said, key: '', seq: 0 }, person)
    return null
  }
  const stored = context.state.addMessage(said)
  publishMessage(context, 'message', stored)
  tellOaMessage(account, chat, stored, person)
  return null
}

/** Looking at a private chat marks what the OA sent as seen (phones only, best effort). */
export function seeOaChat({ context, events, seed }: OaAccount, chat: Chat, person: Person): void {
  if (chat.kind !== 'private') return
  const unseen = context.state
    .messagesOf(chat.chatId)
    .filter(({ from, seenBy }) => 'bot' in from && !seenBy?.includes(person.id))
  for (const message of unseen) context.state.changeMessage(message, { seenBy: [person.id] })
  if (unseen.length > 0)
    events.send('user_seen_message', `chat:${chat.externalId}`, {
      sender: { id: chat.externalId },
      recipient: { id: seed.botId },
      message: { msg_ids: unseen.map(({ externalId }) => externalId) },
    })
}

/** Follows, leaves, is dissolved …; the OA hears of what Zalo has an event for. */
export function changeOaMembership(
  account: OaAccount,
  chat: Chat,
  person: Person,
  action: MembershipAction,
): Chat | Refused {
  const { state } = account.context
  const isPrivate = chat.kind === 'private'
  const refused = { refused: 'Việc này không làm được trong loại cuộc trò chuyện này.' }
  if (isPrivate !== isPrivateAction(action)) return refused
  switch (action) {
    // Zalo documents no event for a block; who blocks follows no longer.
    case 'block':
      tellFollow(account, 'unfollow', person)
      changeRecord(account, chat.externalId, { follows: false })
      return state.changeChat(chat, { botState: 'blocked' })
    // The conversation stays, and with it the window of the last word.
    case 'unfollow':
      tellFollow(account, 'unfollow', person)
      changeRecord(account, chat.externalId, { follows: false })
      return chat
    case 'unblock':
      tellFollow(account, 'follow', person)
      changeRecord(account, chat.externalId, { follows: true })
      return touch(account, state.changeChat(chat, { botState: 'member' }))
    case 'join':
      return joinByLink(account, chat, person)
    case 'leave':
      return letOut(account, chat, [person])
    case 'add-bot':
      groupOf(account, chat)
      tellGroup(account, 'create_group', chat, [person])
      return state.changeChat(chat, { botState: 'member' })
    case 'dissolve':
      return dissolve(account, chat, [person])
    case 'kick-bot':
      return state.changeChat(chat, { botState: 'left' })
    // Zalo has no event for the life of a group's package: it stands in the list of groups.
    case 'expire':
      moveEnd(account, chat, 0)
      return state.changeChat(chat, { botState: 'expired' })
    case 'renew':
      moveEnd(account, chat, YEAR_MS)
      return state.changeChat(chat, { botState: 'member' })
    case 'upgrade':
    case 'mute-bot':
    case 'unmute-bot':
    case 'close-topic':
    case 'open-topic':
    case 'deactivate':
      return refused
  }
}

/** A link lets people in, or to the administrators' list, or not at all. */
function joinByLink(account: OaAccount, chat: Chat, person: Person): Chat | Refused {
  const { settings } = groupOf(account, chat).record
  if (!settings.enable_link_join) return { refused: 'Nhóm này không nhận người qua liên kết.' }
  if (!settings.join_appr) return letIn(account, chat, [person])
  askToJoin(account, chat, [person])
  return chat
}

/** Has the group's asset end so long from now. */
function moveEnd(account: OaAccount, chat: Chat, ms: number): void {
  const { asset } = groupOf(account, chat)
  const validThrough = account.context.clock.now() + ms
  account.assets.put(asset.assetId, { ...asset, validThrough, autoRenew: false })
}

/** Where the OA's group lets only administrators write, why this person cannot. */
export function findWritingFault(account: OaAccount, chat: Chat, person: Person): Refused | null {
  if (chat.kind === 'private') return null
  const { settings, admins } = groupOf(account, chat).record
  return settings.lock_send_msg && !admins.includes(person.id)
    ? { refused: 'Nhóm này chỉ cho quản trị viên gửi tin.' }
    : null
}

function touch({ context }: OaAccount, chat: Chat): Chat {
  return context.state.changeChat(chat, { lastInteraction: context.clock.now() })
}

function tellFollow({ events, seed }: OaAccount, name: string, person: Person): void {
  const id = person.accounts['zalo-oa'] ?? ''
  const about = { oa_id: seed.botId, follower: { id }, user_id_by_app: `app-${id}` }
  events.send(name, `chat:${id}`, { ...about, source: 'oa_profile' })
}
