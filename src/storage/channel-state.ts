import { sql } from 'kysely'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import { countFailed } from './inbox-counts.ts'
import { countedState } from './sending/counted-state.ts'
import { isPlanned } from './sending/delivery-conditions.ts'
import { isBotGone } from './sending/retire-bot.ts'
import type { Store } from './store.ts'

/** How one bot or OA stands, as far as the database knows: no platform is asked. */
export interface ChannelState {
  readonly instanceId: ChannelInstanceId
  readonly platform: Platform
  readonly name: string
  /** Why its lane has stopped; null: it runs. */
  readonly stoppedReason: string | null
  /** An operator has said that it is not used any more. */
  readonly isRetired: boolean
  /** Copies and answers that are still to go, counted up to `COUNTED_TO`. */
  readonly waiting: number
  /** Calls of the last hour by what came of them. */
  readonly sent: number
  readonly failed: number
  readonly unknown: number
  readonly lastCall: { readonly at: Date; readonly outcome: string | null } | null
}

/** Groups and stored updates of the whole installation. */
export interface Backlog {
  readonly groups: number
  readonly unboundGroups: number
  /** Groups that the bot may not write to any more. */
  readonly deadGroups: number
  /** When the longest-waiting update of an open bot or OA came in; null: none waits. */
  readonly oldestUpdate: Date | null
  /** Of the last thirty days. */
  readonly failedUpdates: number
}

/** Counting stops here: a commune's screen needs no larger number, and the query stays short. */
const COUNTED_TO = 10_000
const HOUR_MS = 3_600_000

export async function readChannelStates(store: Store, now: Date): Promise<ChannelState[]> {
  const since = new Date(now.getTime() - HOUR_MS)
  const { rows } = await sql<{
    id: ChannelInstanceId
    platform: Platform
    name: string
    stopped_reason: string | null
    retired: boolean
    waiting: string
    sent: string
    failed: string
    unknown: string
    last_at: Date | null
    last_outcome: string | null
  }>`
    select i.id, i.platform, i.name, l.stopped_reason, exists (
        select from chat c where c.channel_instance_id = i.id and ${isBotGone}) as retired, w.waiting, c.sent, c.failed, c.unknown,
      a.started_at as last_at, a.outcome as last_outcome
    from channel_instance i
    left join lane l on l.channel_instance_id = i.id
    left join lateral (
      select started_at, outcome from attempt
      where channel_instance_id = i.id order by started_at desc limit 1) a on true
    left join lateral (
      select count(*) filter (where outcome = 'sent') as sent,
        count(*) filter (where outcome in ('unreachable', 'rejected', 'auth')) as failed,
        count(*) filter (where outcome = 'unknown') as unknown
      from attempt where channel_instance_id = i.id and started_at > ${since}) c on true
    left join lateral (
      select count(*) as waiting from (
        (select 1 from delivery d
          where d.channel_instance_id = i.id and ${isPlanned} and d.broadcast_id is null
          limit ${COUNTED_TO})
        union all
        (select 1 from broadcast b join delivery d on d.broadcast_id = b.id
          where b.finished_at is null and d.channel_instance_id = i.id and d.broadcast_id is not null and ${isPlanned}
            and ${countedState} = 'planned'
          limit ${COUNTED_TO})) planned) w on true
    order by i.platform, i.id`.execute(store.db)
  return rows.map((row) => ({
    instanceId: row.id,
    platform: row.platform,
    name: row.name,
    stoppedReason: row.stopped_reason,
    isRetired: row.retired,
    waiting: Number(row.waiting),
    sent: Number(row.sent),
    failed: Number(row.failed),
    unknown: Number(row.unknown),
    lastCall: row.last_at && { at: row.last_at, outcome: row.last_outcome },
  }))
}

export async function readBacklog(
  store: Store,
  open: readonly ChannelInstanceId[],
): Promise<Backlog> {
  const { rows } = await sql<{
    groups: string
    unbound: string
    dead: string
    oldest: Date | null
    failed: number
  }>`
    select
      count(*) as groups,
      count(*) filter (where c.state = 'active' and b.id is null) as unbound,
      count(*) filter (where c.state <> 'active') as dead,
      (select min(received_at) from inbox
        where state = 'stored' and channel_instance_id = any(${open}::uuid[])) as oldest,
      ${countFailed(COUNTED_TO)} as failed
    from chat c left join chat_binding b on b.chat_id = c.id and b.valid_to is null
    where c.type = 'group' and coalesce(c.state_reason, '') <> 'migrated'`.execute(store.db)
  const [row] = rows
  return {
    groups: Number(row?.groups ?? 0),
    unboundGroups: Number(row?.unbound ?? 0),
    deadGroups: Number(row?.dead ?? 0),
    oldestUpdate: row?.oldest ?? null,
    failedUpdates: row?.failed ?? 0,
  }
}
