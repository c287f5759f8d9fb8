import { sql } from 'kysely'
import type { BroadcastState, DeliveryState } from '../domain/delivery.ts'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import { countFailed } from './inbox-counts.ts'
import { countedState } from './sending/counted-state.ts'
import { isPlanned } from './sending/delivery-conditions.ts'
import type { Store } from './store.ts'

/** How the installation stands, for who watches it: numbers only. */
export interface OperatingFigures {
  /** Of the bots and OAs that are open here, but for `left`, which waits for others, and what has failed. */
  readonly inbox: {
    readonly waiting: number
    readonly left: number
    readonly failed: number
    readonly oldestSeconds: number
  }
  /** Copies of all broadcasts; a reminder or an answer in doubt is nothing that somebody has to look into. */
  readonly unknown: number
  readonly broadcasts: readonly { readonly state: BroadcastState; readonly count: number }[]
  readonly channels: readonly ChannelFigures[]
}

export interface ChannelFigures {
  readonly id: ChannelInstanceId
  readonly platform: Platform
  /** Somebody sends for it. */
  readonly isHeld: boolean
  /** It stands still until a person acts. */
  readonly isStopped: boolean
  readonly fence: number
  /** What is no broadcast's and waits. */
  readonly messages: number
  /** Copies of open broadcasts. */
  readonly copies: readonly { readonly state: DeliveryState; readonly count: number }[]
}

/** Counting stops here, for each broadcast and for each of the other sums. */
const COUNTED_TO = 50_000

export async function readOperatingFigures(
  store: Store,
  open: readonly ChannelInstanceId[],
): Promise<OperatingFigures> {
  const [sums, broadcasts, channels, copies] = await Promise.all([
    readSums(store, open),
    countBroadcasts(store),
    readChannels(store),
    countCopies(store),
  ])
  return {
    inbox: {
      waiting: sums.waiting,
      left: sums.left,
      failed: sums.failed,
      oldestSeconds: Number(sums.oldest_seconds ?? 0),
    },
    unknown: sums.unknown,
    broadcasts,
    channels: channels.map((channel) => ({
      id: channel.id,
      platform: channel.platform,
      isHeld: channel.is_held,
      isStopped: channel.is_stopped,
      fence: Number(channel.fence),
      messages: channel.messages,
      copies: copies.filter(({ id }) => id === channel.id),
    })),
  }
}

interface Sums {
  waiting: number
  left: number
  failed: number
  oldest_seconds: string | null
  unknown: number
}

async function readSums({ db }: Store, open: readonly ChannelInstanceId[]): Promise<Sums> {
  const isOpen = sql`channel_instance_id = any(${open}::uuid[])`
  const { rows } = await sql<Sums>`
    select
      (select count(*)::int from (
        select 1 from inbox where state = 'stored' and ${isOpen} limit ${COUNTED_TO}) w) as waiting,
      (select count(*)::int from (
        select 1 from inbox where state = 'stored' and not ${isOpen} limit ${COUNTED_TO}) l) as left,
      ${countFailed(COUNTED_TO)} as failed,
      (select extract(epoch from now() - min(received_at)) from (
        select received_at from inbox where state = 'stored' and ${isOpen} limit ${COUNTED_TO}) o
      ) as oldest_seconds,
      (select count(*)::int from (
        select 1 from delivery where settled_as = 'unknown' and broadcast_id is not null
        limit ${COUNTED_TO}) u) as unknown`.execute(db)
  const [sums] = rows
  if (!sums) throw new Error('a query without a table gives one row')
  return sums
}

function countBroadcasts({ db }: Store): Promise<{ state: BroadcastState; count: number }[]> {
  return db
    .selectFrom('broadcast')
    .select(['state', sql<number>`count(*)::int`.as('count')])
    .where('finished_at', 'is', null)
    .groupBy('state')
    .execute()
}

interface ChannelRow {
  id: ChannelInstanceId
  platform: Platform
  is_held: boolean
  is_stopped: boolean
  fence: string
  messages: number
}

async function readChannels({ db }: Store): Promise<ChannelRow[]> {
  const { rows } = await sql<ChannelRow>`
    select i.id, i.platform,
      coalesce(l.owner is not null and l.lease_until > now(), false) as is_held,
      coalesce(l.stopped_reason is not null, false) as is_stopped,
      coalesce(l.fence, 0) as fence,
      (select count(*)::int from (
        select 1 from delivery d where d.channel_instance_id = i.id and ${isPlanned}
          and d.broadcast_id is null limit ${COUNTED_TO}) m) as messages
    from channel_instance i left join lane l on l.channel_instance_id = i.id
    order by i.platform, i.id`.execute(db)
  return rows
}

interface CopyRow {
  id: ChannelInstanceId
  state: DeliveryState
  count: number
}

async function countCopies({ db }: Store): Promise<CopyRow[]> {
  const { rows } = await sql<CopyRow>`
    select d.channel_instance_id as id, d.state, count(*)::int as count
    from broadcast b, lateral (
      select d.channel_instance_id, ${countedState} as state from delivery d
      where d.broadcast_id = b.id
      limit ${COUNTED_TO}) d
    where b.finished_at is null
    group by d.channel_instance_id, d.state`.execute(db)
  return rows
}
