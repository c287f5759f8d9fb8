import { countCodePoints } from './emulator-length.ts'
import type { EmulatorContext } from './emulator-context.ts'
import {
  MEMBERSHIP_ACTIONS,
  type MembershipAction,
  type PlatformEmulator,
  type Refused,
  type Toast,
} from './emulator-platform.ts'
import { publishMessage } from './emulator-show.ts'
import type { Chat, EmulatedPlatform, Person, StoredMessage } from './emulator-types.ts'
import { findEntities } from './telegram-emulator-text.ts'

const LONGEST_TEXT = 4096
/** Documents travel through a JSON body here; a real app would take more. */
const LARGEST_FILE = 50 * 1024 * 1024

export interface World {
  readonly context: EmulatorContext
  readonly platforms: ReadonlyMap<EmulatedPlatform, PlatformEmulator>
}

export interface TypedFile {
  readonly name: string
  readonly mime: string
  readonly bytes: Buffer
}

export interface TypedMessage {
  readonly as: string
  readonly chatId: string
  readonly text: string
  readonly file?: TypedFile
  readonly replyTo?: string
}

/** A person writes in a chat. */
export function writeMessage(world: World, typed: TypedMessage): StoredMessage | Refused {
  const { context } = world
  const place = findPlace(world, typed.as, typed.chatId, typed.text)
  if ('refused' in place) return place
  const { chat, person, platform } = place
  const fault = findTextFault(typed)
  if (fault !== null) return { refused: fault }
  const replied =
    typed.replyTo === undefined ? undefined : context.state.messages.get(typed.replyTo)
  if (typed.replyTo !== undefined && (replied?.chatId !== chat.chatId || replied.deleted))
    return { refused: 'Không tìm thấy tin để trả lời.' }
  const entities = findEntities({ text: typed.text, entities: [] })
  const message = context.state.addMessage({
    chatId: chat.chatId,
    externalId: platform.nextMessageId(chat),
    at: context.clock.now(),
    from: { personId: person.id },
    text: typed.text,
    ...(entities.length > 0 && { entities }),
    ...(typed.file && { fileId: keepFile(context, chat, typed.file) }),
    ...(replied && { replyTo: replied.key }),
  })
  publishMessage(context, 'message', message)
  platform.tellMessage(chat, message, person)
  return message
}

function findTextFault({ text, file }: TypedMessage): string | null {
  if (text.trim() === '' && file === undefined) return 'Tin nhắn trống.'
  if (countCodePoints(text) > LONGEST_TEXT)
    return 'Tin nhắn quá dài: mỗi tin dài nhất 4.096 ký tự. Xin gửi thành nhiều tin.'
  if (file !== undefined && file.bytes.length > LARGEST_FILE) return 'Tệp quá lớn.'
  return null
}

function keepFile(context: EmulatorContext, chat: Chat, file: TypedFile): string {
  const kind = /^image\/(png|jpeg|webp|gif)$/.test(file.mime) ? 'photo' : 'document'
  const at = context.clock.now()
  return context.files.add({ platform: chat.platform, kind, at, ...file }).id
}

/** A person changes the text of an own message. */
export function editMessage(
  world: World,
  edit: { readonly as: string; readonly messageKey: string; readonly text: string },
): StoredMessage | Refused {
  const { context } = world
  const message = context.state.messages.get(edit.messageKey)
  const isOwn =
    message !== undefined && 'personId' in message.from && message.from.personId === edit.as
  if (!isOwn || message.deleted) return { refused: 'Chỉ sửa được tin của chính mình.' }
  const place = findPlace(world, edit.as, message.chatId, edit.text)
  if ('refused' in place) return place
  if (place.platform.tellEdit === undefined) return { refused: 'Nền tảng này không sửa được tin.' }
  const entities = findEntities({ text: edit.text, entities: [] })
  const edited = context.clock.now()
  const next = context.state.changeMessage(message, { text: edit.text, entities, edited })
  publishMessage(context, 'edit', next)
  place.platform.tellEdit(place.chat, next, place.person)
  return next
}

/** A person presses a button of a message. */
export async function pressButton(
  world: World,
  pressed: {
    readonly as: string
    readonly messageKey: string
    readonly row: number
    readonly column: number
  },
): Promise<Toast | null | Refused> {
  const message = world.context.state.messages.get(pressed.messageKey)
  if (message === undefined || message.deleted) return { refused: 'Tin này không còn nữa.' }
  const place = findPlace(world, pressed.as, message.chatId, '')
  if ('refused' in place) return place
  return place.platform.press(place.chat, message, place.person, pressed)
}

/** Somebody joins, leaves, blocks, adds the bot … */
export function changeMembership(
  world: World,
  change: { readonly as: string; readonly chatId: string; readonly action: string },
): Chat | Refused {
  const { state, events } = world.context
  const chat = state.chats.get(change.chatId)
  const person = state.people.get(change.as)
  const platform = chat && world.platforms.get(chat.platform)
  if (!chat || !person || !platform) return { refused: 'Không có người hoặc cuộc trò chuyện này.' }
  const action = MEMBERSHIP_ACTIONS.find((known) => known === change.action)
  if (action === undefined) return { refused: 'Không hiểu việc cần làm.' }
  const fault = findMembershipFault(chat, person, action)
  if (fault !== null) return { refused: fault }
  const changed = platform.changeMembership(chat, person, action)
  if ('refused' in changed) return changed
  events.publish({ type: 'membership', chatId: chat.chatId })
  if (changed.chatId !== chat.chatId) events.publish({ type: 'membership', chatId: changed.chatId })
  return changed
}

function findMembershipFault(chat: Chat, person: Person, action: MembershipAction): string | null {
  if (person.accounts[chat.platform] === undefined) return 'Người này không dùng nền tảng đó.'
  const isMember = chat.members.includes(person.id)
  if (action === 'join') return isMember ? 'Người này đã ở trong nhóm.' : null
  return isMember ? null : 'Người này không ở trong cuộc trò chuyện đó.'
}

interface Place {
  readonly chat: Chat
  readonly person: Person
  readonly platform: PlatformEmulator
}

/** Where a person acts; a private chat with the bot may be opened by it. */
function findPlace(world: World, as: string, chatId: string, text: string): Place | Refused {
  const { state, events } = world.context
  const person = state.people.get(as)
  if (person === undefined) return { refused: 'Không có người này.' }
  const [, name, externalId] = /^([^:]+):(.+)$/.exec(chatId) ?? []
  const platform = world.platforms.get(name as EmulatedPlatform)
  if (platform === undefined) return { refused: 'Không có nền tảng này.' }
  const isOwn = person.accounts[platform.platform] === externalId
  const known = state.chats.get(chatId)
  const chat = isOwn ? platform.openPrivateChat(person, text) : known
  if (chat === undefined) return { refused: 'Không có cuộc trò chuyện này.' }
  if ('refused' in chat) return chat
  if (chat !== known) events.publish({ type: 'membership', chatId })
  if (!chat.members.includes(person.id)) return { refused: 'Người này không ở trong nhóm.' }
  if (chat.migratedTo !== undefined) return { refused: 'Nhóm này đã chuyển thành nhóm lớn.' }
  if (chat.kind !== 'private' && chat.botState === 'dissolved')
    return { refused: 'Nhóm này đã giải tán.' }
  return platform.findWritingFault?.(chat, person) ?? { chat, person, platform }
}
