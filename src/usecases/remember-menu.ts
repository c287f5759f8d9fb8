import type { ChatId, DeliveryId } from '../domain/id.ts'
import type { Message } from '../messages/message.ts'
import { hasConversation, saveMenu } from '../storage/conversations.ts'
import type { Store } from '../storage/store.ts'

interface Shown {
  readonly chatId: ChatId
  readonly message: Message
  /** Under which the message stands in the ledger. */
  readonly delivery: DeliveryId
  readonly traceless?: boolean
}

/** Keeps the buttons of an answer as the choices that can be typed in its chat; none end the ones before. */
export function rememberMenu(
  tx: Store,
  { chatId, message, delivery, traceless = false }: Shown,
  now: Date,
): Promise<void> {
  const entries = (message.buttons ?? [])
    .flat()
    .flatMap(({ label, action }) => (action ? [{ label, action, delivery }] : []))
  return saveMenu(tx, chatId, entries, traceless ? null : now)
}

/**
 * The same for a message that nobody in the chat has asked for. In the middle of a conversation what is typed
 * answers that: a number must not approve what has just come in.
 */
export async function offerMenu(tx: Store, shown: Shown, now: Date): Promise<void> {
  if (shown.message.buttons && !(await hasConversation(tx, shown.chatId)))
    await rememberMenu(tx, shown, now)
}
