import { sql } from 'kysely'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import { countFailed } from './inbox-counts.ts'
import type { Store } from './store.ts'

export interface Standing {
  readonly units: number
  /** People with a post. */
  readonly people: number
  readonly owners: number
  readonly boundGroups: number
  readonly unboundGroups: number
  /** Notices that wait for an approver. */
  readonly pendingNotices: number
  /** Stored updates that wait to be taken in, and those of the last thirty days that could not be. */
  readonly waitingUpdates: number
  readonly failedUpdates: number
  /** Questions wait, and no chat reaches a clerk or an owner. */
  readonly questionsUnheard: boolean
}

/** Counting updates stops here. */
const COUNTED_TO = 10_000

/** How much there is of everything, today. */
export async function countStanding(store: Store): Promise<Standing> {
  const { rows } = await sql<Standing>`
    select
      (select count(*)::int from unit_version where valid_to is null) as units,
      (select count(distinct person_id)::int from post where valid_to is null) as people,
      (select count(distinct person_id)::int from post
        where valid_to is null and role = 'owner') as owners,
      (select count(*)::int from chat c where c.type = 'group' and c.state = 'active' and exists (
        select from chat_binding b where b.chat_id = c.id and b.valid_to is null)) as "boundGroups",
      (select count(*)::int from chat c where c.type = 'group' and c.state = 'active' and not exists (
        select from chat_binding b where b.chat_id = c.id and b.valid_to is null)) as "unboundGroups",
      (select count(*)::int from notice where state = 'pending') as "pendingNotices",
      (select count(*)::int from (
        select 1 from inbox where state = 'stored' limit ${COUNTED_TO}) w) as "waitingUpdates",
      ${countFailed(COUNTED_TO)} as "failedUpdates",
      exists (select from question where state = 'received') and not exists (
        select from post p join account a on a.person_id = p.person_id
        join chat c on c.account_id = a.id and c.type = 'private' and c.state = 'active'
        where p.role in ('clerk', 'owner') and p.valid_to is null) as "questionsUnheard"`.execute(
    store.db,
  )
  const [standing] = rows
  if (!standing) throw new Error('a query without a table gives one row')
  return standing
}

/** Bots and OAs whose sending stands still until a person acts. */
export async function stoppedLanes(
  store: Store,
): Promise<{ instanceId: ChannelInstanceId; platform: Platform; reason: string }[]> {
  const rows = await store.db
    .selectFrom('lane')
    .innerJoin('channel_instance', 'channel_instance.id', 'lane.channel_instance_id')
    .select(['channel_instance.id', 'channel_instance.platform', 'lane.stopped_reason'])
    .where('lane.stopped_reason', 'is not', null)
    .execute()
  return rows.map((row) => ({
    instanceId: row.id,
    platform: row.platform,
    reason: row.stopped_reason ?? '',
  }))
}

/** The server's version and how far its clock is from ours, in milliseconds. */
export async function describeServer(
  { db }: Pick<Store, 'db'>,
  now: () => number,
): Promise<{ version: string; skewMs: number }> {
  const asked = now()
  const { rows } = await sql<{ version: string; at: Date }>`
    select current_setting('server_version') as version, clock_timestamp() as at`.execute(db)
  const middle = (asked + now()) / 2
  return { version: rows[0]?.version ?? '?', skewMs: (rows[0]?.at.getTime() ?? middle) - middle }
}
