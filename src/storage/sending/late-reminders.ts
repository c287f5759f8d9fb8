import { sql } from 'kysely'
import type { BroadcastId, NoticeId, PersonId } from '../../domain/id.ts'
import { gapLimits } from '../../domain/sending-gaps.ts'
import type { Store } from '../store.ts'
import { isPlanned, ofKnown, stateWhenGoesNoMore } from './delivery-conditions.ts'

/**
 * Whether message `d` may go by itself. A reminder says what was so when somebody pressed, and no longer than that may wait
 * unasked (`wasWantedLongAgo`): who is still to be reminded then, in a long run too, is by one more press.
 */
export function mayMessageGo(d: ReturnType<typeof sql>, now: Date, timeZone: string) {
  const { releasedBefore } = gapLimits(now, timeZone).normal
  return sql<boolean>`(${d}.purpose <> 'reminder' or ${d}.created_at >= ${releasedBefore})`
}

/** Reminders that did not go in time, of those that somebody asked for at once. */
export interface LateReminders {
  readonly broadcastId: BroadcastId
  readonly noticeId: NoticeId
  readonly by: PersonId
  readonly count: number
}

/** Ends the reminders that may go no more. */
export async function endLateReminders(
  tx: Store,
  now: Date,
  timeZone: string,
): Promise<readonly LateReminders[]> {
  const { rows } = await sql<LateReminders>`
    with ended as (
      update delivery d set state = ${stateWhenGoesNoMore}, reason = 'too-late', message_enc = null,
        settled_at = ${now}
      where d.id = any(array(
          select d.id from delivery d
          where d.broadcast_id is null and ${isPlanned} and not ${mayMessageGo(sql`d`, now, timeZone)}))
        and ${ofKnown(isPlanned)}
      returning d.subject_id, d.created_at
    )
    select b.id as "broadcastId", b.notice_id as "noticeId", m.sent_by as by, count(*)::int as count
    from ended e join broadcast b on b.notice_id = e.subject_id
    join reminder m on m.broadcast_id = b.id and m.sent_at = e.created_at
    group by b.id, b.notice_id, m.id, m.sent_by`.execute(tx.db)
  return rows
}
