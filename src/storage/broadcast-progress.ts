import { sql } from 'kysely'
import type { DeliveryState } from '../domain/delivery.ts'
import type { BroadcastId, PersonId } from '../domain/id.ts'
import { LANE_REASONS, readReason, WAITING_REASONS, type Reason } from '../domain/reason.ts'
import { hasReason } from './kept-reason.ts'
import { namesOf } from './people.ts'
import type { Store } from './store.ts'

export type DeliveryCounts = Readonly<Record<DeliveryState, number>>

/** The copies of a broadcast by state, and by platform how many are out of how many. */
export interface CountedDeliveries {
  readonly byState: DeliveryCounts
  readonly byPlatform: readonly {
    readonly platform: string
    readonly sent: number
    readonly total: number
  }[]
}

export async function countDeliveries(store: Store, id: BroadcastId): Promise<CountedDeliveries> {
  const { rows } = await sql<{ platform: string; state: DeliveryState; count: number }>`
    select i.platform, d.state, count(*)::int as count
    from delivery d join channel_instance i on i.id = d.channel_instance_id
    where d.broadcast_id = ${id}
    group by i.platform, d.state order by i.platform, d.state`.execute(store.db)
  const platforms = [...new Set(rows.map(({ platform }) => platform))]
  return {
    byState: countStates(rows),
    byPlatform: platforms.map((platform) => {
      const counts = countStates(rows.filter((row) => row.platform === platform))
      const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
      return { platform, sent: counts.sent, total }
    }),
  }
}

export interface FailedDelivery {
  /** The group's title or the person's name. */
  readonly chat: string
  readonly why: Reason
  /** It goes out by itself once that is over. */
  readonly waits: boolean
  /** As kept, with the platform's own words: for operators. */
  readonly detail: string
}

/** Told to wait for less than this, a copy is only on its way. */
const LONG_WAIT = sql`interval '1 minute'`

/** Copies that did not arrive, or not yet because something forbids it for now. */
export async function failedDeliveries(
  store: Store,
  id: BroadcastId,
  limit: number,
): Promise<FailedDelivery[]> {
  const { rows } = await sql<{
    title: string
    person_id: PersonId | null
    reason: string
    waits: boolean
  }>`
    select c.title, a.person_id, coalesce(d.reason, d.state) as reason,
      d.state in ('planned', 'waiting-for-contact') as waits
    from delivery d join chat c on c.id = d.chat_id left join account a on a.id = c.account_id
    where d.broadcast_id = ${id}
      and (d.state in ('unreachable', 'waiting-for-contact', 'rejected', 'unknown')
        or (d.state = 'planned' and (${hasReason(sql`d.reason`, [...WAITING_REASONS, ...LANE_REASONS])}
          or (${hasReason(sql`d.reason`, ['too-many'])} and d.next_at > now() + ${LONG_WAIT}))))
    order by d.state = 'planned', d.state = 'waiting-for-contact', d.id limit ${limit}`.execute(
    store.db,
  )
  const names = await namesOf(
    store,
    rows.flatMap(({ person_id }) => person_id ?? []),
  )
  return rows.map(({ title, person_id, reason, waits }) => ({
    chat: title || (person_id && names.get(person_id)) || '',
    why: readReason(reason),
    waits,
    detail: reason,
  }))
}

/** Counts by state, with a zero for each state that does not occur. */
export function countStates(
  rows: readonly { readonly state: DeliveryState; readonly count: number }[],
): DeliveryCounts {
  const counts: Record<DeliveryState, number> = {
    planned: 0,
    sending: 0,
    sent: 0,
    unreachable: 0,
    'waiting-for-contact': 0,
    rejected: 0,
    unknown: 0,
    cancelled: 0,
  }
  for (const { state, count } of rows) counts[state] += count
  return counts
}
