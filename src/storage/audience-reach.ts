import { sql } from 'kysely'
import type { PersonId, UnitId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import type { SharedPeople } from '../domain/unit-tree.ts'
import { bestChatFirst } from './sending/best-chat.ts'
import type { Store } from './store.ts'
import { unitsBelow } from './units.ts'

/** What one unit would receive with: its groups, its people, and those whom no chat reaches. */
export interface UnitReach {
  readonly unitId: UnitId
  readonly groups: number
  readonly people: number
}

/** Who has posts in more than one unit, together where these are the same units: few, beside all. */
export async function peopleOfSeveralUnits(store: Store): Promise<SharedPeople[]> {
  const rows = await sql<{ units: UnitId[]; people: string }>`
    select units, count(*) as people from (
      select array_agg(distinct unit_id) as units from post where valid_to is null
      group by person_id having count(distinct unit_id) > 1
    ) held group by units`.execute(store.db)
  return rows.rows.map(({ units, people }) => ({ units, people: Number(people) }))
}

/** Groups and people of each unit, for the head-count under the tree. */
export async function reachByUnit(store: Store): Promise<UnitReach[]> {
  const rows = await sql<{ unit_id: UnitId; groups: string; people: string }>`
    select v.unit_id,
      (select count(*) from chat_binding b join chat c on c.id = b.chat_id
        where b.unit_id = v.unit_id and b.valid_to is null and c.state = 'active') as groups,
      (select count(distinct p.person_id) from post p
        where p.unit_id = v.unit_id and p.valid_to is null) as people
    from unit_version v where v.valid_to is null`.execute(store.db)
  return rows.rows.map((row) => ({
    unitId: row.unit_id,
    groups: Number(row.groups),
    people: Number(row.people),
  }))
}

/** How an audience would be reached, platform by platform. */
export interface AudienceReach {
  /** Those that were chosen, with all below them. */
  readonly units: number
  readonly groups: number
  readonly byPlatform: readonly { platform: Platform; groups: number; privateChats: number }[]
  readonly people: number
  /** People whom neither a group nor a private chat reaches. */
  readonly unreached: readonly { personId: PersonId; unitId: UnitId }[]
  /** Units of people without a group of their own. */
  readonly unitsWithoutGroup: readonly UnitId[]
  /** Units that have neither a group nor people nor units below them. */
  readonly emptyUnits: readonly UnitId[]
  /** Units whose groups all take nothing for now. */
  readonly unitsOfLostGroups: readonly UnitId[]
}

/**
 * Counts what a broadcast to these units and all below them would do: groups first, a private copy only where no group
 * serves the post; one that is only tried (`probeChats`) serves nobody yet. Nothing is written.
 */
export async function reachOfAudience(
  store: Store,
  audience: readonly UnitId[],
): Promise<AudienceReach> {
  const units = await unitsBelow(store, audience)
  const groups = await sql<{ platform: Platform; chats: string }>`
    select i.platform, count(distinct c.id) as chats
    from chat_binding b join chat c on c.id = b.chat_id join channel_instance i on i.id = c.channel_instance_id
    where b.unit_id = any(${units}::uuid[]) and b.valid_to is null and c.state = 'active' and c.type = 'group'
    group by i.platform order by i.platform`.execute(store.db)
  const people = await sql<{
    person_id: PersonId
    unit_id: UnitId
    platform: Platform | null
    served: boolean
  }>`
    with served as (
      select distinct b.unit_id from chat_binding b join chat c on c.id = b.chat_id
      where b.valid_to is null and c.state = 'active' and c.told_state is null and c.type = 'group'
    )
    select distinct on (p.person_id) p.person_id, p.unit_id,
      bool_or(served.unit_id is not null) over (partition by p.person_id) as served,
      (select i.platform from chat c join account a on a.id = c.account_id
        join channel_instance i on i.id = c.channel_instance_id
        left join lane on lane.channel_instance_id = i.id
        where a.person_id = p.person_id and a.receives and c.type = 'private' and c.state = 'active'
        order by ${bestChatFirst} limit 1) as platform
    from post p left join served on served.unit_id = p.unit_id
    where p.unit_id = any(${units}::uuid[]) and p.valid_to is null
    order by p.person_id, p.unit_id`.execute(store.db)
  const bare = await sql<{ unit_id: UnitId; is_bound: boolean; is_peopled: boolean }>`
    select v.unit_id, exists (select 1 from chat_binding b
        where b.unit_id = v.unit_id and b.valid_to is null) as is_bound,
      exists (select 1 from post p where p.unit_id = v.unit_id and p.valid_to is null) as is_peopled
    from unit_version v join unit u on u.id = v.unit_id
    where v.valid_to is null and u.kind = 'org' and v.unit_id = any(${units}::uuid[])
      and (exists (select 1 from post p where p.unit_id = v.unit_id and p.valid_to is null)
        or not exists (select 1 from unit_version below where below.parent_id = v.unit_id and below.valid_to is null))
      and not exists (select 1 from chat_binding b join chat c on c.id = b.chat_id
        where b.unit_id = v.unit_id and b.valid_to is null and c.state = 'active')`.execute(
    store.db,
  )
  const privately = people.rows.filter((row) => !row.served)
  const platforms = new Set([
    ...groups.rows.map((row) => row.platform),
    ...privately.flatMap((row) => (row.platform ? [row.platform] : [])),
  ])
  return {
    units: units.length,
    groups: groups.rows.reduce((sum, { chats }) => sum + Number(chats), 0),
    byPlatform: [...platforms].toSorted().map((platform) => ({
      platform,
      groups: Number(groups.rows.find((row) => row.platform === platform)?.chats ?? 0),
      privateChats: privately.filter((row) => row.platform === platform).length,
    })),
    people: people.rows.length,
    unreached: privately
      .filter((row) => !row.platform)
      .map((row) => ({ personId: row.person_id, unitId: row.unit_id })),
    unitsWithoutGroup: unitsAmong(bare.rows, (row) => !row.is_bound && row.is_peopled),
    emptyUnits: unitsAmong(bare.rows, (row) => !row.is_bound && !row.is_peopled),
    unitsOfLostGroups: unitsAmong(bare.rows, (row) => row.is_bound),
  }
}

function unitsAmong<Row extends { unit_id: UnitId }>(
  rows: readonly Row[],
  are: (row: Row) => boolean,
): UnitId[] {
  return rows.filter(are).map((row) => row.unit_id)
}
