import { PRIORITY } from '../domain/delivery.ts'
import type { ChannelInstanceId, ChatId, PersonId } from '../domain/id.ts'
import type { Message } from '../messages/message.ts'
import { dutyChat } from '../storage/duty-chats.ts'
import { instanceOfChat } from '../storage/chats.ts'
import { planMessage, type PlannedMessage } from '../storage/sending/plan-message.ts'
import { ownersOf } from '../storage/people.ts'
import type { Store } from '../storage/store.ts'
import { offerMessage } from './remember-menu.ts'

/** The chats of these people, each as `choose` has it: where that person is best reached. Who has none is left out. */
export async function dutyChats(
  tx: Store,
  people: readonly PersonId[],
  choose = (person: PersonId): Promise<ChatId | undefined> => dutyChat(tx, person),
): Promise<ChatId[]> {
  const chats = await Promise.all(people.map(choose))
  return chats.filter((chatId) => chatId !== undefined)
}

/** The chats in which the owners are best reached, or as `choose` has it. */
export async function ownersChats(
  tx: Store,
  choose?: (owner: PersonId) => Promise<ChatId | undefined>,
): Promise<ChatId[]> {
  return dutyChats(tx, await ownersOf(tx), choose)
}

/** Plans a message without choices to each of these chats. Gives the lanes to wake. */
export function tellChats(
  tx: Store,
  chats: readonly ChatId[],
  message: Message,
): Promise<readonly ChannelInstanceId[]> {
  return toEach(tx, chats, (chatId) => planMessage(tx, cardFor(chatId, message)))
}

/**
 * Plans a message with buttons to each of these chats: they can be typed there, and take no number from what somebody reads
 * (`offerMessage`). Gives the lanes to wake.
 */
export function offerChats(
  tx: Store,
  chats: readonly ChatId[],
  message: Message,
  now: Date,
): Promise<readonly ChannelInstanceId[]> {
  return toEach(tx, chats, (chatId) => offerMessage(tx, cardFor(chatId, message), now))
}

/** Plans something for each of these chats. Gives the lanes to wake. */
export async function toEach(
  tx: Store,
  chats: readonly ChatId[],
  plan: (chatId: ChatId) => Promise<unknown>,
): Promise<readonly ChannelInstanceId[]> {
  const lanes = new Set<ChannelInstanceId>()
  for (const chatId of chats) {
    await plan(chatId)
    lanes.add(await instanceOfChat(tx, chatId))
  }
  return [...lanes]
}

/** What the bot says to somebody unasked, as soon as an answer. */
export function cardFor(chatId: ChatId, message: Message): PlannedMessage {
  return { chatId, message, purpose: 'card', priority: PRIORITY.answer }
}
