import type { Chat, StoredMessage } from './emulator-types.ts'
import type { OaAccount } from './zalo-oa-emulator-account.ts'

/** A message of the OA has reached the person's phone. */
export function tellReceived(
  { events, seed }: OaAccount,
  chat: Chat,
  message: StoredMessage,
): void {
  events.send('user_received_message', `chat:${chat.externalId}`, {
    sender: { id: seed.botId },
    recipient: { id: chat.externalId },
    message: { msg_id: message.externalId },
  })
}
