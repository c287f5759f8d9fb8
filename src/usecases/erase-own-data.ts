import type { ChannelInstanceId } from '../domain/id.ts'
import type { Locale } from '../domain/locale.ts'
import type { Message } from '../messages/message.ts'
import { accountsErasedWith, lockLinks } from '../storage/account-links.ts'
import { findAccountAt, type Address } from '../storage/account-by-name.ts'
import { farewellChats, planFarewell } from '../storage/farewell.ts'
import type { Store } from '../storage/store.ts'
import { erasePersonOf, type EraseResult, type ErasureRequest } from './erase-account.ts'

export type EraseOwnResult =
  | (Extract<EraseResult, { kind: 'erased' }> & {
      /** The bots and OAs by which a last word goes out. */
      readonly lanes: readonly ChannelInstanceId[]
    })
  | Exclude<EraseResult, { kind: 'erased' }>

/**
 * Deletes what is known of whoever asks for it at an address, with their other accounts, and plans the last word to them there,
 * and at each of the others: what went with them must not go unseen. An officer's posts are ended by an owner first, so that no
 * unit is left without one unseen. Done twice it says the same twice.
 */
export async function eraseOwnData(
  tx: Store,
  {
    from,
    chat,
    lastWord,
    lastWordElsewhere,
    isOpen,
    ...request
  }: ErasureRequest & {
    readonly from: Address
    /** Their private chat with the bot. */
    readonly chat: Address
    /** When they were asked the last time. */
    readonly asked: Date
    readonly lastWord: Message
    readonly lastWordElsewhere: (locale: Locale) => Message
    /** Whether a bot or OA sends by now: what waits for another one would keep the chat known. */
    readonly isOpen: (lane: ChannelInstanceId) => boolean
  },
): Promise<EraseOwnResult> {
  await lockLinks(tx)
  const account = (await findAccountAt(tx, from))?.id
  const accounts = account ? await accountsErasedWith(tx, account, request.asked) : []
  const others = await farewellChats(
    tx,
    accounts.filter((id) => id !== account),
  )
  const result = await erasePersonOf(tx, [from], { ...request, withOfficers: false })
  if (result.kind !== 'erased') return result
  await planFarewell(tx, chat, lastWord)
  const told = others.filter(({ instanceId }) => isOpen(instanceId))
  for (const { locale, ...to } of told) await planFarewell(tx, to, lastWordElsewhere(locale))
  const lanes = [chat, ...told].map(({ instanceId }) => instanceId)
  return { ...result, lanes: [...new Set(lanes)] }
}
