import { PRIORITY } from '../domain/delivery.ts'
import type { ChannelInstanceId, ChatId, PersonId } from '../domain/id.ts'
import type { Message } from '../messages/message.ts'
import { dutyChat, instanceOfChat } from '../storage/accounts.ts'
import { planMessage } from '../storage/sending/plan-message.ts'
import { ownersOf } from '../storage/people.ts'
import type { Store } from '../storage/store.ts'

/** The chats of the owners, each as `choose` has it: where that person is best reached. */
export async function ownersChats(
  tx: Store,
  choose = (owner: PersonId): Promise<ChatId | undefined> => dutyChat(tx, owner),
): Promise<ChatId[]> {
  const chats = await Promise.all((await ownersOf(tx)).map(choose))
  return chats.filter((chatId) => chatId !== undefined)
}

/** Plans a message to each of these chats. Gives the lanes to wake. */
export async function tellChats(
  tx: Store,
  chats: readonly ChatId[],
  message: Message,
): Promise<readonly ChannelInstanceId[]> {
  const lanes = new Set<ChannelInstanceId>()
  for (const chatId of chats) {
    await planMessage(tx, { chatId, message, purpose: 'card', priority: PRIORITY.answer })
    lanes.add(await instanceOfChat(tx, chatId))
  }
  return [...lanes]
}
