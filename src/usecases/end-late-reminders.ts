import type { Deps } from '../deps.ts'
import { textsFor } from '../i18n/texts-for.ts'
import { encodeAction } from '../messages/action.ts'
import { lateRemindersMessage } from '../messages/report-messages.ts'
import { PRIORITY } from '../domain/delivery.ts'
import { dutyChat, localeOfChat } from '../storage/accounts.ts'
import { findNotice } from '../storage/notices.ts'
import {
  endLateReminders as endLate,
  type LateReminders,
} from '../storage/sending/late-reminders.ts'
import { inTransaction, type Store } from '../storage/store.ts'
import { offerMessage } from './remember-menu.ts'

/** Ends the reminders that did not go in time, and says to whoever asked for them how many those are, in one transaction. */
export async function endLateReminders({
  store,
  clock,
  settings,
}: Pick<Deps, 'store' | 'clock'> & {
  readonly settings: Pick<Deps['settings'], 'timeZone'>
}): Promise<void> {
  const now = clock.now()
  await inTransaction(store, async (tx) => {
    for (const late of await endLate(tx, now, settings.timeZone)) await tell(tx, late, now)
  })
}

async function tell(tx: Store, late: LateReminders, now: Date): Promise<void> {
  const notice = await findNotice(tx, late.noticeId)
  const chatId = await dutyChat(tx, late.by)
  if (!notice || !chatId) return
  const texts = textsFor(await localeOfChat(tx, chatId))
  const message = lateRemindersMessage({ ...late, notice }, texts, (action) =>
    encodeAction(tx.keys, action),
  )
  const card = { chatId, message, purpose: 'card', priority: PRIORITY.answer } as const
  await offerMessage(tx, card, now)
}
