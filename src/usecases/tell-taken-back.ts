import type { JobRequest } from '../../jobs/catalogue.ts'
import type { PersonId } from '../domain/id.ts'
import { noticeCode, type Notice } from '../domain/notice.ts'
import { textsFor } from '../i18n/texts-for.ts'
import type { Texts } from '../i18n/vi.ts'
import { settledCard } from '../messages/approval-messages.ts'
import { instanceOfChat, localeOfChat } from '../storage/accounts.ts'
import { namesOf } from '../storage/people.ts'
import type { Broadcast } from '../storage/sending/broadcasts.ts'
import type { Store } from '../storage/store.ts'
import { planProgress } from './sending/change-progress.ts'
import { tellChats } from './tell-chats.ts'
import { chatOfSender } from './whom-to-ask.ts'

/**
 * Says that a sending was taken back, in the transaction that does so: the message with `Hoàn tác` is changed where its
 * platform can, and a sender who has not done it themselves gets a message, because a change makes no sound. `by`: who has
 * done it; null: somebody at the machine.
 */
export async function tellTakenBack(
  tx: Store,
  { broadcast, notice, by }: { broadcast: Broadcast; notice: Notice; by: PersonId | null },
): Promise<JobRequest[]> {
  const { startedBy, progressChatId, progressDeliveryId } = broadcast
  const chatId = await chatOfSender(tx, broadcast)
  const texts = textsFor(chatId ? await localeOfChat(tx, chatId) : 'vi')
  const isOwn = by === startedBy
  const code = noticeCode(notice.code)
  const text = isOwn
    ? texts.send.undone({ code })
    : texts.send.takenBack({ code, name: await nameOf(tx, by, texts) })
  const message = settledCard(notice, text)
  const lanes = new Set(isOwn || !chatId ? [] : await tellChats(tx, [chatId], message))
  if (progressChatId && progressDeliveryId) {
    await planProgress(tx, progressDeliveryId, message)
    lanes.add(await instanceOfChat(tx, progressChatId))
  }
  return [...lanes].map((channelInstanceId) => ({
    name: 'run-lane',
    data: { channelInstanceId },
  }))
}

async function nameOf(tx: Store, by: PersonId | null, texts: Texts): Promise<string> {
  if (by === null) return texts.send.operator
  return (await namesOf(tx, [by])).get(by) ?? '?'
}
