import type { JobRequest } from '../../jobs/catalogue.ts'
import type { ChannelInstanceId, ChatId, PersonId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { textsFor } from '../i18n/texts-for.ts'
import type { Texts } from '../i18n/vi.ts'
import { settledCard } from '../messages/approval-messages.ts'
import { dutyChat } from '../storage/duty-chats.ts'
import { instanceOfChat, localeOfChat } from '../storage/chats.ts'
import { nameOf } from '../storage/people.ts'
import type { Broadcast } from '../storage/sending/broadcasts.ts'
import type { Store } from '../storage/store.ts'
import { planProgress } from './sending/change-progress.ts'
import { settleKind } from './settle-kind.ts'
import { tellChats } from './tell-chats.ts'
import { chatOfSender } from './whom-to-ask.ts'
import { toWake } from './to-wake.ts'

/** By whom a notice was taken back, or dropped; null: somebody at the machine. */
interface TakenBack {
  readonly notice: Notice
  readonly by: PersonId | null
}

/**
 * Says that a sending was taken back, in the transaction that does so: the message with `Hoàn tác` is changed where its
 * platform can, the question about one that was held, and the cards that say who had it sent; of its sender and the author of
 * the notice, whoever has not done it themselves gets a message, because a change makes no sound.
 */
export async function tellTakenBack(
  tx: Store,
  { broadcast, ...done }: TakenBack & { broadcast: Broadcast },
): Promise<JobRequest[]> {
  const { startedBy, progressChatId, progressDeliveryId } = broadcast
  const chatId = await chatOfSender(tx, broadcast)
  const isOwn = done.by === startedBy
  const lanes = new Set(isOwn || !chatId ? [] : await tellChat(tx, chatId, done))
  if (done.notice.authorId !== startedBy)
    for (const lane of await tellAuthor(tx, done)) lanes.add(lane)
  const settled = async (texts: Texts) => settledCard(done.notice, await wordsFor(tx, texts, done))
  // What was taken back may be sent after all; what was dropped not.
  const becomes = done.notice.state === 'cancelled' ? undefined : 'taken-back-card'
  for (const kind of ['held-card', 'sent-card'] as const)
    for (const lane of await settleKind(tx, kind, done.notice.id, settled, becomes)) lanes.add(lane)
  if (progressChatId && progressDeliveryId) {
    const texts = textsFor(chatId ? await localeOfChat(tx, chatId) : 'vi')
    const text = isOwn
      ? texts.send.undone({ code: noticeCode(done.notice.code) })
      : await wordsFor(tx, texts, done)
    await planProgress(tx, progressDeliveryId, settledCard(done.notice, text))
    lanes.add(await instanceOfChat(tx, progressChatId))
  }
  return toWake(lanes)
}

/** Says to its author that somebody else has dropped a notice of which no sending waited. */
export async function tellDropped(tx: Store, dropped: TakenBack): Promise<JobRequest[]> {
  return toWake(await tellAuthor(tx, dropped))
}

async function tellAuthor(tx: Store, done: TakenBack): Promise<Iterable<ChannelInstanceId>> {
  const { authorId } = done.notice
  const chatId = authorId === done.by ? undefined : await dutyChat(tx, authorId)
  return chatId ? tellChat(tx, chatId, done) : []
}

async function tellChat(
  tx: Store,
  chatId: ChatId,
  done: TakenBack,
): Promise<readonly ChannelInstanceId[]> {
  const texts = textsFor(await localeOfChat(tx, chatId))
  return tellChats(tx, [chatId], settledCard(done.notice, await wordsFor(tx, texts, done)))
}

async function wordsFor(tx: Store, texts: Texts, { notice, by }: TakenBack): Promise<string> {
  const said = notice.state === 'cancelled' ? texts.send.dropped : texts.send.takenBack
  return said({ code: noticeCode(notice.code), name: await nameOfActor(tx, by, texts) })
}

/** Who has done something to a sending, for somebody else; null: somebody at the machine. */
export async function nameOfActor(tx: Store, by: PersonId | null, texts: Texts): Promise<string> {
  if (by === null) return texts.send.operator
  return (await nameOf(tx, by)) ?? '?'
}
