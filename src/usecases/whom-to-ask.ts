import type { ChatId, PersonId } from '../domain/id.ts'
import type { Notice } from '../domain/notice.ts'
import { chatTakesMessagesNow } from '../storage/chats.ts'
import { dutyChat, dutyChatNow } from '../storage/duty-chats.ts'
import { peopleWithRole } from '../storage/people.ts'
import type { Broadcast } from '../storage/sending/broadcasts.ts'
import type { Store } from '../storage/store.ts'
import { unitsAbove } from '../storage/units.ts'
import { actorOf } from './actor-of.ts'
import { maySend } from './may-send.ts'
import { dutyChats, ownersChats } from './tell-chats.ts'

interface Asked {
  readonly chats: readonly ChatId[]
  readonly isSender: boolean
}

/**
 * The chats in which somebody is asked about a broadcast: that in which its sender follows it, or else where they are best
 * reached. Where they are not, or may not send it any more, those who may in their place: the unit's approvers and
 * publishers, or the owners where none of them is reached. Where no bot may send to any of them, the question waits for its
 * bot in the chat of the first who has one.
 */
export async function whomToAsk(tx: Store, broadcast: Broadcast, notice: Notice): Promise<Asked> {
  const now = await whomToAskNow(tx, broadcast, notice)
  return now.chats.length > 0 ? now : askedBy(tx, broadcast, notice, dutyChat)
}

/** The same, but nobody where no bot may send to any of them; `unheard`: in which they have not heard it before. */
export function whomToAskNow(
  tx: Store,
  broadcast: Broadcast,
  notice: Notice,
  unheard: readonly ChatId[] = [],
): Promise<Asked> {
  const { progressChatId: own } = broadcast
  const follows = { ...broadcast, progressChatId: own && !unheard.includes(own) ? own : null }
  return askedBy(tx, follows, notice, (store, person) => dutyChatNow(store, person, unheard))
}

async function askedBy(
  tx: Store,
  broadcast: Broadcast,
  notice: Notice,
  choose: typeof dutyChat,
): Promise<Asked> {
  const { startedBy } = broadcast
  const sender = await actorOf(tx, startedBy)
  const own = (await maySend(tx, notice, sender)) && (await chatOfSender(tx, broadcast, choose))
  if (own) return { chats: [own], isSender: true }
  const chatOf = (person: PersonId): Promise<ChatId | undefined> => choose(tx, person)
  const lineage = await unitsAbove(tx, notice.unitId)
  const deputies = await peopleWithRole(tx, lineage, ['approver', 'publisher'])
  const officers = await dutyChats(tx, deputies, chatOf)
  return {
    chats: officers.length > 0 ? officers : await ownersChats(tx, chatOf),
    isSender: false,
  }
}

/** Where whoever has started a broadcast hears of it: where they follow it, or else where they are best reached. */
export async function chatOfSender(
  tx: Store,
  { startedBy, progressChatId }: Broadcast,
  choose = dutyChat,
): Promise<ChatId | undefined> {
  const isReached = progressChatId !== null && (await chatTakesMessagesNow(tx, progressChatId))
  return isReached ? progressChatId : choose(tx, startedBy)
}
