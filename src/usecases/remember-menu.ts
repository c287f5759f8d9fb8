import type { ChatId } from '../domain/id.ts'
import type { Message } from '../messages/message.ts'
import { saveMenu } from '../storage/conversations.ts'
import type { Store } from '../storage/store.ts'

/** Keeps the buttons of a message as the choices that can be typed in its chat; none end the ones before. */
export function rememberMenu(
  tx: Store,
  chatId: ChatId,
  message: Message,
  now: Date,
): Promise<void> {
  const entries = (message.buttons ?? [])
    .flat()
    .flatMap(({ label, action }) => (action ? [{ label, action }] : []))
  return saveMenu(tx, chatId, entries, now)
}
