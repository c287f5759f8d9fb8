import { setTimeout as sleep } from 'node:timers/promises'
import type { TelegramSeed } from '../emulator-seed.ts'
import type { EmulatorContext } from './emulator-context.ts'
import { textOf, type Params } from './emulator-params.ts'
import type { Toast } from './emulator-platform.ts'
import type { Collection } from './emulator-store.ts'
import type { Chat, StoredMessage } from './emulator-types.ts'
import {
  badRequest,
  isRefusal,
  refuse,
  tooMany,
  type TelegramRefusal,
  type TelegramResult,
} from './telegram-emulator-answer.ts'
import type { TelegramPace } from './telegram-emulator-pace.ts'
import type { TelegramUpdates } from './telegram-emulator-updates.ts'

/** Everything that a Bot API method may need. */
export interface TelegramBot {
  readonly context: EmulatorContext
  readonly seed: TelegramSeed
  readonly updates: TelegramUpdates
  readonly pace: TelegramPace
  /** Presses that wait for `answerCallbackQuery`. */
  readonly presses: Map<string, OpenPress>
  readonly commands: Collection<readonly unknown[]>
  /** Holds the token once it was made anew. */
  readonly revoked: Collection<string>
}

export interface OpenPress {
  readonly expires: number
  readonly answer: (toast: Toast | null) => void
}

export type TelegramMethod = (
  bot: TelegramBot,
  params: Params,
  /** Aborts when the caller hangs up. */
  caller: () => AbortSignal,
) => TelegramResult | Promise<TelegramResult>

/** The chat a method names, if the bot may act in it. */
export function findChat(bot: TelegramBot, params: Params): Chat | TelegramRefusal {
  const id = textOf(params, 'chat_id')
  if (id === '') return badRequest('chat_id is empty')
  const { state } = bot.context
  const chat = state.chatOf('telegram', id)
  if (chat === undefined)
    return state.personOf('telegram', id) === undefined
      ? badRequest('chat not found')
      : refuse(403, "Forbidden: bot can't initiate conversation with a user")
  return findObstacle(chat) ?? chat
}

function findObstacle(chat: Chat): TelegramRefusal | null {
  if (chat.migratedTo !== undefined)
    return {
      ...badRequest('group chat was upgraded to a supergroup chat'),
      parameters: { migrate_to_chat_id: Number(chat.migratedTo) },
    }
  const isPrivate = chat.kind === 'private'
  const name = chat.kind === 'supergroup' ? 'supergroup chat' : 'group chat'
  switch (chat.botState) {
    case 'member':
      return null
    case 'blocked':
      return refuse(403, 'Forbidden: bot was blocked by the user')
    case 'left':
      return refuse(403, `Forbidden: bot was kicked from the ${name}`)
    case 'dissolved':
      return refuse(
        403,
        `Forbidden: ${isPrivate ? 'user is deactivated' : 'the group chat was deleted'}`,
      )
    // These bear on writing only; see `findWritable`.
    case 'muted':
    case 'closed':
    case 'expired':
      return null
  }
}

/** The chat, if the bot may write this kind of content in it. */
function findWritable(bot: TelegramBot, params: Params, content: string): Chat | TelegramRefusal {
  const chat = findChat(bot, params)
  if (isRefusal(chat)) return chat
  if (chat.botState === 'closed') return badRequest('TOPIC_CLOSED')
  return chat.botState === 'muted'
    ? badRequest(`not enough rights to send ${content} to the chat`)
    : chat
}

/** Lets one send or edit through the flood limits, then finds its chat: refused calls cost nothing. */
export async function enterChat(
  bot: TelegramBot,
  kind: 'send' | 'edit',
  params: Params,
  content = 'text messages',
): Promise<Chat | TelegramRefusal> {
  const id = textOf(params, 'chat_id')
  const known = bot.context.state.chatOf('telegram', id)
  const wait = await pass(bot, kind, id, known)
  return wait > 0 ? tooMany(wait) : findWritable(bot, params, content)
}

async function pass(
  bot: TelegramBot,
  kind: 'send' | 'edit',
  id: string,
  chat: Chat | undefined,
): Promise<number> {
  const { hiddenWaitMs } = bot.context.limits.telegram
  let patience = hiddenWaitMs
  let wait = bot.pace.enter(kind, id, chat)
  while (wait > 0 && wait <= patience) {
    await sleep(wait)
    patience -= wait
    wait = bot.pace.enter(kind, id, chat)
  }
  return wait
}

/** A message of a chat by its number; null: there is none. */
export function findMessage(bot: TelegramBot, chat: Chat, id: number | null): StoredMessage | null {
  const message = bot.context.state.messages.get(`${chat.chatId}:${id}`)
  return message === undefined || message.deleted ? null : message
}

/** Numbers run per bot in private chats and groups, per chat in supergroups. */
export function nextMessageId(context: EmulatorContext, chat: Chat): string {
  const series =
    chat.kind === 'supergroup' ? `telegram-message ${chat.externalId}` : 'telegram-message'
  return String(context.state.nextNumber(series))
}
