import { sql } from 'kysely'
import { PRIORITY } from '../../domain/delivery.ts'
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

/** Ended in one transaction: their rows are locked, and the lane that has some in hand waits for it. */
const AT_ONCE = 5_000

/**
 * The reminders of each bot that wait longest: where none of these is late, no other is. A million may wait, and this is asked
 * every few seconds. The priority is spelled as a range, or the planner would take all deliveries ever made in the order of
 * their ids for as cheap as the index of what waits.
 */
const oldest = (atOnce: number) => sql`
  select first.id from channel_instance i, lateral (
    select d.id from delivery d
    where d.channel_instance_id = i.id and d.broadcast_id is null and ${isPlanned} and d.purpose = 'reminder'
      and d.priority between ${PRIORITY.normal} and ${PRIORITY.normal}
    order by d.priority, d.id limit ${atOnce}) first`

/**
 * Ends some of the reminders that may go no more, and says whether there may be others. One that a lane is claiming is passed
 * over.
 */
export async function endSomeReminders(
  tx: Store,
  now: Date,
  timeZone: string,
  atOnce = AT_ONCE,
): Promise<{ readonly late: readonly LateReminders[]; readonly hasMore: boolean }> {
  const { rows } = await sql<LateReminders | { readonly by: null; readonly count: number }>`
    with ended as (
      update delivery d set state = ${stateWhenGoesNoMore}, reason = 'too-late', message_enc = null,
        settled_at = ${now}
      where d.id = any(array(
          select d.id from delivery d
          where d.id = any(array(${oldest(atOnce)})) and ${ofKnown(sql`${isPlanned} and not ${mayMessageGo(sql`d`, now, timeZone)}`)}
          limit ${atOnce} for update skip locked))
      returning d.subject_id, d.created_at
    )
    select b.id as "broadcastId", b.notice_id as "noticeId", m.sent_by as by, count(*)::int as count
    from ended e left join (broadcast b join reminder m on m.broadcast_id = b.id)
      on b.notice_id = e.subject_id and m.sent_at = e.created_at
    group by b.id, b.notice_id, m.id, m.sent_by`.execute(tx.db)
  return {
    late: rows.filter((row) => row.by !== null),
    hasMore: rows.reduce((sum, { count }) => sum + count, 0) >= atOnce,
  }
}
