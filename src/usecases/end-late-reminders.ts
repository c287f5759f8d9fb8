import type { Deps } from '../deps.ts'
import { textsFor } from '../i18n/texts-for.ts'
import { pressWith } from '../messages/action.ts'
import { lateRemindersMessage } from '../messages/report-messages.ts'
import { dutyChat } from '../storage/duty-chats.ts'
import { localeOfChat } from '../storage/chats.ts'
import { findNotice } from '../storage/notices.ts'
import { endSomeReminders, type LateReminders } from '../storage/sending/late-reminders.ts'
import { inTransaction, type Store } from '../storage/store.ts'
import { afterTenSeconds } from './after-ten-seconds.ts'
import { offerMessage } from './remember-menu.ts'
import { cardFor } from './tell-chats.ts'

/**
 * Ends the reminders that did not go in time, and says to whoever asked for them how many those are. Of a great many, some in
 * each transaction and as far as there is time, the others with the next sweep. All are told of with the last of these
 * transactions: in each, a hundred messages would say the same. Of what a process ended that died before it, nobody is told;
 * the notice's report says who has not acknowledged, and `Nhắc` there reminds them.
 */
export async function endLateReminders(
  {
    store,
    clock,
    settings,
  }: Pick<Deps, 'store' | 'clock'> & {
    readonly settings: Pick<Deps['settings'], 'timeZone'>
  },
  limits: { readonly isEnough?: () => boolean; readonly atOnce?: number } = {},
): Promise<void> {
  const now = clock.now()
  const { isEnough = afterTenSeconds(clock), atOnce } = limits
  const ended = new Map<string, LateReminders>()
  const endSome = async (tx: Store): Promise<boolean> => {
    const { late, hasMore } = await endSomeReminders(tx, now, settings.timeZone, atOnce)
    for (const some of late) {
      const key = `${some.broadcastId} ${some.by}`
      const count = (ended.get(key)?.count ?? 0) + some.count
      ended.set(key, { ...some, count })
    }
    const goesOn = hasMore && !isEnough()
    if (!goesOn) for (const all of ended.values()) await tell(tx, all, now)
    return goesOn
  }
  while (await inTransaction(store, endSome));
}

async function tell(tx: Store, late: LateReminders, now: Date): Promise<void> {
  const notice = await findNotice(tx, late.noticeId)
  const chatId = await dutyChat(tx, late.by)
  if (!notice || !chatId) return
  const texts = textsFor(await localeOfChat(tx, chatId))
  const message = lateRemindersMessage({ ...late, notice }, texts, pressWith(tx.keys))
  await offerMessage(tx, cardFor(chatId, message), now)
}
