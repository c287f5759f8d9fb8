import type { BroadcastId } from '../domain/id.ts'
import { isOfficer } from '../domain/rights.ts'
import type { Message } from '../messages/message.ts'
import { lockLinks, personOfAccount } from '../storage/account-links.ts'
import { findAccountAt, type Address } from '../storage/account-by-name.ts'
import { planFarewell } from '../storage/farewell.ts'
import { currentPosts } from '../storage/people.ts'
import type { Store } from '../storage/store.ts'
import { erasePersonOf, type ErasureRequest } from './erase-account.ts'

export type EraseOwnResult =
  /** The broadcasts whose progress may name them still. */
  | { readonly kind: 'erased'; readonly broadcasts: readonly BroadcastId[] }
  /** They hold more than a member's post, which is others' business too. */
  | { readonly kind: 'officer' }

/**
 * Deletes what is known of whoever asks for it at an address, with their other accounts, and plans the last word to them there.
 * An officer's posts are ended by an owner first, so that no unit is left without one unseen. Done twice it
 * says the same twice.
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
): Promise<EraseOwnResult> {
  await lockLinks(tx)
  const accountId = await findAccountAt(tx, from)
  const personId = accountId ? await personOfAccount(tx, accountId) : null
  // As they stand now, with the accounts and links held, and not as they did when it was asked.
  if (personId && isOfficer({ personId, posts: await currentPosts(tx, personId) }))
    return { kind: 'officer' }
  const broadcasts = await erasePersonOf(tx, [from], request)
  await planFarewell(tx, chat, lastWord)
  return { kind: 'erased', broadcasts }
}
