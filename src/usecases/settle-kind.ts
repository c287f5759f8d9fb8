import type { ChannelInstanceId, NoticeId } from '../domain/id.ts'
import { textsFor } from '../i18n/texts-for.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Message } from '../messages/message.ts'
import { localeOfChat } from '../storage/chats.ts'
import { closeCards, type CardKind } from '../storage/cards.ts'
import type { Store } from '../storage/store.ts'
import { planProgress } from './sending/change-progress.ts'

/**
 * Takes the buttons off the cards of a kind about a notice, which have done their work, in every chat: `show` gives what
 * stands there from now on, in the language of whoever reads it, the newest card first. Where a platform cannot edit, a card
 * stays as it is; its buttons answer with a sentence. The choices that can be typed are left alone: something newer may be
 * shown. `becomes`: what it says may be over too, and is then settled as a card of that kind. Gives the lanes to wake.
 */
export async function settleKind(
  tx: Store,
  kind: CardKind,
  noticeId: NoticeId,
  show: (texts: Texts, place: number) => Message | Promise<Message>,
  becomes?: CardKind,
): Promise<ReadonlySet<ChannelInstanceId>> {
  const cards = await closeCards(tx, kind, noticeId, becomes)
  for (const [place, { deliveryId, chatId }] of cards.entries()) {
    const texts = textsFor(await localeOfChat(tx, chatId))
    await planProgress(tx, deliveryId, await show(texts, place))
  }
  return new Set(cards.map(({ instanceId }) => instanceId))
}
