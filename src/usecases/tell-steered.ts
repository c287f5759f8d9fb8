import type { ChannelInstanceId, PersonId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { textsFor } from '../i18n/texts-for.ts'
import { settledCard } from '../messages/approval-messages.ts'
import { localeOfChat } from '../storage/chats.ts'
import type { Broadcast } from '../storage/sending/broadcasts.ts'
import type { Store } from '../storage/store.ts'
import { tellChats } from './tell-chats.ts'
import { nameOfActor } from './tell-taken-back.ts'
import { chatOfSender } from './whom-to-ask.ts'

/**
 * Says to whoever had it sent that somebody else has paused it, or lets it go on (`by`; null: somebody at the machine), in the
 * transaction that does so: a slip of that other, who may have meant another notice, is nobody else's to notice. Gives the
 * lanes to wake.
 */
export async function tellSteered(
  tx: Store,
  verb: 'pause' | 'resume',
  { broadcast, notice, by }: { broadcast: Broadcast; notice: Notice; by: PersonId | null },
): Promise<readonly ChannelInstanceId[]> {
  if (by === broadcast.startedBy) return []
  const chatId = await chatOfSender(tx, broadcast)
  if (!chatId) return []
  const texts = textsFor(await localeOfChat(tx, chatId))
  const name = await nameOfActor(tx, by, texts)
  const said = verb === 'pause' ? texts.send.pausedBy : texts.send.resumedBy
  const text = said({ code: noticeCode(notice.code), name })
  return tellChats(tx, [chatId], settledCard(notice, text))
}
