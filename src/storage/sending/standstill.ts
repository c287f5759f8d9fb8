import { sql } from 'kysely'
import type { BroadcastId } from '../../domain/id.ts'
import { beyondClock } from '../../domain/time/ahead-of-clock.ts'
import type { Store } from '../store.ts'
import { hasCopyDue, isWaitingAndDue } from './due-deliveries.ts'

/** How things are with a broadcast of which nothing has come to an end for a while. */
export type Standstill =
  /** Nothing of it is due, or its bot sends what goes before it. */
  | 'none'
  /** Its bot may send and does not: there is no line, or the platform takes nothing. */
  | 'stuck'
  /** The platform has told its bot how long to wait: for quota, as a rule. */
  | 'told-to-wait'
  /** Its bot may not send before a person has acted. */
  | 'stopped'

/** Told to wait for less than this, a copy is as good as due: without a line each try is put off by some seconds. */
const SOON_MS = 60_000
/** A bot that has brought something within this time sends. */
const SENDS_MS = 60_000
/** A bot that is told to wait for longer knows more than that something is wrong. */
const LONG_WAIT = sql`interval '10 minutes'`

/** Asks the bots and OAs that have something due of it. */
export async function standstillOf(store: Store, id: BroadcastId, now: Date): Promise<Standstill> {
  const after = (ms: number): Date => new Date(now.getTime() + ms)
  const { rows } = await sql<{ sends: boolean; is_stopped: boolean; is_told: boolean }>`
    select exists (
        select from attempt a where a.channel_instance_id = i.id and a.outcome = 'sent'
          and a.started_at > ${after(-SENDS_MS)} and a.started_at <= ${beyondClock(now)}) as sends,
      l.stopped_reason is not null as is_stopped,
      coalesce(l.wait_from <= ${beyondClock(now)} and l.wait_until > ${now}
        and l.wait_until - l.wait_from > ${LONG_WAIT}, false) as is_told
    from broadcast b cross join channel_instance i left join lane l on l.channel_instance_id = i.id
    where b.id = ${id} and ${hasCopyDue(sql`i.id`, isWaitingAndDue(after(SOON_MS)))}`.execute(
    store.db,
  )
  if (rows.length === 0 || rows.some(({ sends }) => sends)) return 'none'
  const running = rows.filter(({ is_stopped }) => !is_stopped)
  if (running.length === 0) return 'stopped'
  return running.every(({ is_told }) => is_told) ? 'told-to-wait' : 'stuck'
}
