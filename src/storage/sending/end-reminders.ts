import { sql } from 'kysely'
import type { AccountId, NoticeId } from '../../domain/id.ts'
import type { Store } from '../store.ts'
import { isOpenInChat, mayBeOut } from './delivery-conditions.ts'

/**
 * Ends the reminders of a notice that still wait to go to somebody in private, under any of their accounts: they have
 * acknowledged it. One that a lane has in hand is refused by its claim; one of which something may be out is left as it is.
 */
export async function endReminders(
  tx: Store,
  of: { readonly noticeId: NoticeId; readonly accounts: readonly AccountId[] },
  now: Date,
): Promise<void> {
  await sql`
    update delivery d set state = 'cancelled', message_enc = null, settled_at = ${now}
    where d.chat_id = any(array(
        select c.id from chat c
        where c.account_id = any(${of.accounts}::uuid[]) and c.type = 'private'))
      and ${isOpenInChat(sql`d`)} and d.state = 'planned'
      and d.purpose = 'reminder' and d.subject_id = ${of.noticeId} and not ${mayBeOut}`.execute(
    tx.db,
  )
}
