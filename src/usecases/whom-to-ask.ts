import type { ChatId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { chatIsActive, dutyChat } from '../storage/accounts.ts'
import { currentPosts, peopleWithRole } from '../storage/people.ts'
import type { Broadcast } from '../storage/sending/broadcasts.ts'
import type { Store } from '../storage/store.ts'
import { unitsAbove } from '../storage/units.ts'
import { maySend } from './may-send.ts'
import { dutyChats, ownersChats } from './tell-chats.ts'

/**
 * The chats in which somebody is asked about a broadcast: that in which its sender follows it, or else where they are best
 * reached. Where they are not, or may not send it any more, those who may in their place: the unit's approvers and
 * publishers, or the owners where none of them is reached.
 */
export async function whomToAsk(
  tx: Store,
  broadcast: Broadcast,
  notice: Notice,
): Promise<{ readonly chats: readonly ChatId[]; readonly isSender: boolean }> {
  const own = await senderChat(tx, broadcast, notice)
  if (own) return { chats: [own], isSender: true }
  const lineage = await unitsAbove(tx, notice.unitId)
  const officers = await dutyChats(tx, await peopleWithRole(tx, lineage, ['approver', 'publisher']))
  const chats = officers.length > 0 ? officers : await ownersChats(tx)
  return { chats, isSender: false }
}

async function senderChat(
  tx: Store,
  broadcast: Broadcast,
  notice: Notice,
): Promise<ChatId | undefined> {
  const { startedBy } = broadcast
  const sender = { personId: startedBy, posts: await currentPosts(tx, startedBy) }
  return (await maySend(tx, notice, sender)) ? chatOfSender(tx, broadcast) : undefined
}

/** Where whoever has started a broadcast hears of it: where they follow it, or else where they are best reached. */
export async function chatOfSender(
  tx: Store,
  { startedBy, progressChatId }: Broadcast,
): Promise<ChatId | undefined> {
  const isThere = progressChatId !== null && (await chatIsActive(tx, progressChatId))
  return isThere ? progressChatId : dutyChat(tx, startedBy)
}
