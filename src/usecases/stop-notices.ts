import type { AccountId, ChatId, PersonId } from '../domain/id.ts'
import { chatsOfPeople } from '../storage/duty-chats.ts'
import { setReceives } from '../storage/accounts.ts'
import { oneCopyEach } from '../storage/sending/one-copy-each.ts'
import type { Store } from '../storage/store.ts'

/**
 * Sends no more notices to an account, whose chat this is. What waited for a word there has just been set free by this very
 * one: it goes by another account of the same person, or not at all.
 */
export async function stopNotices(
  tx: Store,
  {
    account,
    chatId,
    now,
  }: {
    readonly account: { readonly id: AccountId; readonly personId: PersonId | null }
    readonly chatId: ChatId
    readonly now: Date
  },
): Promise<void> {
  await setReceives(tx, account.id, false)
  const people = account.personId ? [account.personId] : []
  const chats = [chatId, ...(await chatsOfPeople(tx, people))]
  await oneCopyEach(tx, { people, chats, now })
}
