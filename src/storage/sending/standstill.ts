import { sql } from 'kysely'
import type { BroadcastId, ChannelInstanceId } from '../../domain/id.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import type { Store } from '../store.ts'
import { hasCopyDue, isWaitingAndDue } from './due-deliveries.ts'

/** Told to wait for less than this, a copy is as good as due: without a line each try is put off by some seconds. */
const SOON_MS = 60_000
/** A bot that has brought something within this time sends. */
const SENDS_MS = 60_000
/** A bot that is told to wait for longer knows more than that something is wrong. */
const LONG_WAIT = sql`interval '10 minutes'`

/**
 * Whether a bot or OA of the configuration has something of it due that it may send and does not: there is no line, or the
 * platform takes nothing. One that a person must mend first is not stuck, nor one that the platform has told how long to wait
 * (for quota, as a rule), nor any where one of them sends what goes before it.
 */
export async function isStuck(
  store: Store,
  id: BroadcastId,
  { configured, now }: { readonly configured: readonly ChannelInstanceId[]; readonly now: Date },
): Promise<boolean> {
  const after = (ms: number): Date => new Date(now.getTime() + ms)
  const { rows } = await sql<{ sends: boolean; may_send: boolean }>`
    select exists (
        select from attempt a where a.channel_instance_id = i.id and a.outcome = 'sent'
          and a.started_at > ${after(-SENDS_MS)} and a.started_at <= ${beyondClock(now)}) as sends,
      l.stopped_reason is null and not coalesce(l.wait_from <= ${beyondClock(now)} and l.wait_until > ${now}
        and l.wait_until - l.wait_from > ${LONG_WAIT}, false) as may_send
    from broadcast b cross join channel_instance i left join lane l on l.channel_instance_id = i.id
    where b.id = ${id} and i.id = any(${configured}::uuid[])
      and ${hasCopyDue(sql`i.id`, isWaitingAndDue(after(SOON_MS)))}`.execute(store.db)
  return rows.some(({ may_send }) => may_send) && !rows.some(({ sends }) => sends)
}
