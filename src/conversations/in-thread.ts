import type { Inbound } from '../channels/channel.ts'
import type { Message } from '../messages/message.ts'

/** An answer goes where it was asked for: who writes in one part of a chat may not have another open. */
export function inThread({ thread }: Inbound, message: Message): Message {
  return thread === undefined ? message : { ...message, thread }
}
