import type { Message } from '../messages/message.ts'
import type { Address } from '../storage/account-by-name.ts'
import { planFarewell } from '../storage/farewell.ts'
import type { Store } from '../storage/store.ts'
import { erasePersonOf, type EraseResult, type ErasureRequest } from './erase-account.ts'

/**
 * Deletes what is known of whoever asks for it at an address, with their other accounts, and plans the last word to them there.
 * An officer's posts are ended by an owner first, so that no unit is left without one unseen. Done twice it says the same twice.
 */
export async function eraseOwnData(
  tx: Store,
  {
    from,
    chat,
    lastWord,
    ...request
  }: ErasureRequest & {
    readonly from: Address
    /** Their private chat with the bot. */
    readonly chat: Address
    readonly lastWord: Message
  },
): Promise<EraseResult> {
  const result = await erasePersonOf(tx, [from], { ...request, withOfficers: false })
  if (result.kind === 'erased') await planFarewell(tx, chat, lastWord)
  return result
}
