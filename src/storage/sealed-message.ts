import type { Keyring } from '../domain/keyring.ts'
import type { Message } from '../messages/message.ts'

/** Binds a stored value to its column: a value of another column does not open here. */
const PURPOSE = 'delivery.message'

/** A message as it is stored until it has gone out. */
export function sealMessage(keys: Keyring, message: Message): Buffer {
  return keys.encrypt(JSON.stringify(message), PURPOSE)
}

/** Opens what `sealMessage` made; nothing else can have been made under its purpose. */
export function openMessage(keys: Keyring, sealed: Uint8Array): Message {
  return JSON.parse(keys.decrypt(sealed, PURPOSE)) as Message
}
