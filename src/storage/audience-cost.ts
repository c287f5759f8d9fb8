import { sql } from 'kysely'
import type { ChannelInstanceId, UnitId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import type { ReachedChats } from '../domain/sending-cost.ts'
import { chatKey } from './chats.ts'
import { bestChatFirst } from './sending/best-chat.ts'
import type { Store } from './store.ts'

/** Since when a person must have written for a private message to be free, or to go at all. */
export interface WindowStart {
  readonly instanceId: ChannelInstanceId
  readonly freeSince: Date
  readonly openSince: Date
}

/** A group that its platform has said is locked. */
export interface LockedGroup {
  readonly instanceId: ChannelInstanceId
  readonly externalId: string
}

export interface InstanceReach extends ReachedChats {
  readonly instanceId: ChannelInstanceId
  readonly platform: Platform
  readonly name: string
}

/**
 * Counts the chats that a sending to these units takes on each bot or OA, as `writeCopies` chooses them. Groups
 * and people who have to write first are counted; how the others stand is an estimate. When somebody last wrote is not
 * kept, because it would lead from a question to its asker; the newest answer that was planned in the chat stands for
 * it, mostly a moment later. It errs both ways: somebody who did something that got no answer looks less free than they
 * are; somebody whose answer came long after their words (an office's to a question, or after a standstill) looks free
 * and is paid for. Who was never answered counts as paid. And it holds now: until the sending windows go on closing.
 * A group that is locked but was not written to since is lost, and serves its unit all the same: its people get no
 * private copy either.
 */
export async function reachByInstance(
  store: Store,
  units: readonly UnitId[],
  { windows, locked }: { windows: readonly WindowStart[]; locked: readonly LockedGroup[] },
): Promise<InstanceReach[]> {
  const locks = locked.map(({ instanceId, externalId }) => ({
    instanceId,
    key: chatKey(store, externalId).toString('hex'),
  }))
  const { rows } = await sql<{
    id: ChannelInstanceId
    platform: Platform
    name: string
    groups: number
    free: number
    paid: number
    closed: number
    lost: number
  }>`
    with bound as (
      select distinct b.unit_id, c.id as chat_id, c.channel_instance_id, c.state, c.told_state,
        c.state <> 'active' or exists (
          select 1 from json_to_recordset(${JSON.stringify(locks)}::json)
            as l("instanceId" uuid, "key" text)
          where l."instanceId" = c.channel_instance_id
            and l."key" = encode(c.external_key, 'hex')) as is_lost
      from chat_binding b join chat c on c.id = b.chat_id
      where b.unit_id = any(${units}::uuid[]) and b.valid_to is null and c.type = 'group'
    ), served as (
      select unit_id from bound where state = 'active' and told_state is null
    ), alone as (
      select p.person_id from post p
      where p.unit_id = any(${units}::uuid[]) and p.valid_to is null
      group by p.person_id
      having not bool_or(p.unit_id in (select unit_id from served))
    ), preferred as (
      select distinct on (alone.person_id) c.id, c.channel_instance_id, c.state
      from alone
      join account a on a.receives and a.person_id = alone.person_id
      join chat c on c.account_id = a.id and c.type = 'private'
        and c.state in ('active', 'waiting-for-contact')
      left join lane on lane.channel_instance_id = c.channel_instance_id
      order by alone.person_id, ${bestChatFirst}
    ), heard as (
      select p.channel_instance_id, p.state, w."freeSince", w."openSince",
        case when w."instanceId" is not null then (
          select max(d.created_at) from delivery d
          where d.chat_id = p.id and d.purpose = 'answer' and d.edits_id is null) end as at
      from preferred p
      left join json_to_recordset(${JSON.stringify(windows)}::json)
        as w("instanceId" uuid, "freeSince" timestamptz, "openSince" timestamptz)
        on w."instanceId" = p.channel_instance_id
    ), judged as (
      select channel_instance_id,
        case when state <> 'active' or at < "openSince" then 'closed'
          when "freeSince" is null or at >= "freeSince" then 'free'
          else 'paid' end as verdict
      from heard
    ), counted as (
      select channel_instance_id, 0 as groups,
        count(*) filter (where verdict = 'free') as free,
        count(*) filter (where verdict = 'paid') as paid,
        count(*) filter (where verdict = 'closed') as closed, 0 as lost
      from judged group by channel_instance_id
      union all
      select channel_instance_id, count(distinct chat_id) filter (where not is_lost), 0, 0, 0,
        count(distinct chat_id) filter (where is_lost)
      from bound group by channel_instance_id
    )
    select i.id, i.platform, i.name, sum(c.groups)::int as groups, sum(c.free)::int as free,
      sum(c.paid)::int as paid, sum(c.closed)::int as closed, sum(c.lost)::int as lost
    from counted c join channel_instance i on i.id = c.channel_instance_id
    group by i.id, i.platform, i.name order by i.platform, i.id`.execute(store.db)
  return rows.map(({ id, ...reach }) => ({ instanceId: id, ...reach }))
}
