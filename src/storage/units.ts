import { sql, type RawBuilder } from 'kysely'
import type { Lineage } from '../domain/approval-scope.ts'
import { newId, type PersonId, type UnitId, type UnitVersionId } from '../domain/id.ts'
import type { NamedUnit, Unit, UnitKind } from '../domain/unit.ts'
import { compareCodes, type SharedPeople } from '../domain/unit-tree.ts'
import { bestChatFirst } from './sending/best-chat.ts'
import { uuidArray } from './sending/uuid-array.ts'
import type { Store } from './store.ts'

/** Every unit as it stands today, parents before children by code order. */
export async function currentUnits(store: Store): Promise<Unit[]> {
  const rows = await unitQuery(store).orderBy('unit_version.code').execute()
  return rows.map(toUnit)
}

export async function findUnit(store: Store, id: UnitId): Promise<Unit | undefined> {
  const row = await unitQuery(store).where('unit.id', '=', id).executeTakeFirst()
  return row && toUnit(row)
}

export async function findUnitByCode(store: Store, code: string): Promise<Unit | undefined> {
  const row = await unitQuery(store)
    .where(sql<boolean>`lower(unit_version.code) = lower(${code})`)
    .executeTakeFirst()
  return row && toUnit(row)
}

/** The unit itself and everything below it. */
export async function unitsBelow(store: Store, roots: readonly UnitId[]): Promise<UnitId[]> {
  if (roots.length === 0) return []
  const rows = await sql<{ unit_id: UnitId }>`
    with recursive below as (
      select unit_id from unit_version
        where valid_to is null and unit_id = any(${roots}::uuid[])
      union
      select child.unit_id from unit_version child join below on child.parent_id = below.unit_id
        where child.valid_to is null
    ) select unit_id from below`.execute(store.db)
  return rows.rows.map((row) => row.unit_id)
}

/** The same with those that were closed, each where it stood last: what they have sent is the business of the office above. */
export async function unitsEverBelow(store: Store, roots: readonly UnitId[]): Promise<UnitId[]> {
  if (roots.length === 0) return []
  const rows = await sql<{ unit_id: UnitId }>`
    with recursive last as (
      select distinct on (unit_id) unit_id, parent_id from unit_version
        order by unit_id, valid_to desc nulls first
    ), below as (
      select unit_id from last where unit_id = any(${roots}::uuid[])
      union
      select child.unit_id from last child join below on child.parent_id = below.unit_id
    ) select unit_id from below`.execute(store.db)
  return rows.rows.map((row) => row.unit_id)
}

/**
 * The unit itself and everything above it, nearest first. A closed one stands where it stood last: what it has sent is the
 * business of the office above it.
 */
export async function unitsAbove(store: Store, unitId: UnitId): Promise<UnitId[]> {
  const rows = await sql<{ unit_id: UnitId }>`
    with recursive above as (
      select own.*, 0 as height from ${lastVersion(sql`${unitId}::uuid`)} own
      union all
      select parent.*, height + 1 from above
        cross join lateral ${lastVersion(sql`above.parent_id`)} parent
        where height < 50
    ) select unit_id from above order by height`.execute(store.db)
  return rows.rows.map((row) => row.unit_id)
}

/**
 * Each of these units with everything above it, nearest first (`unitsAbove`). An area outside the tree of offices is the
 * authority's own: its root stands above it.
 */
export async function lineagesOf(
  store: Store,
  units: readonly UnitId[],
): Promise<Map<UnitId, Lineage>> {
  const rows = await sql<{ of: UnitId; kind: UnitKind; lineage: [UnitId, ...UnitId[]] }>`
    with recursive above as (
      select wanted.id as of, own.*, 0 as height
        from unnest(${uuidArray([...new Set(units)])}::uuid[]) wanted(id)
        cross join lateral ${lastVersion(sql`wanted.id`)} own
      union all
      select above.of, parent.*, height + 1 from above
        cross join lateral ${lastVersion(sql`above.parent_id`)} parent
        where height < 50
    ) select of, array_agg(unit_id order by height) as lineage,
        (array_agg(unit.kind order by height desc))[1] as kind
      from above join unit on unit.id = unit_id group by of`.execute(store.db)
  const root = rows.rows.some(({ kind }) => kind === 'area') ? await rootUnit(store) : undefined
  return new Map(
    rows.rows.map(({ of, kind, lineage }) => [
      of,
      kind === 'area' && root ? [...lineage, root.id] : lineage,
    ]),
  )
}

/** The last name of each of these units, of one that is closed too. */
export async function namesOfUnits(
  store: Store,
  units: readonly UnitId[],
): Promise<Map<UnitId, string>> {
  if (units.length === 0) return new Map()
  const rows = await store.db
    .selectFrom('unit_version')
    .distinctOn('unit_id')
    .select(['unit_id', 'name'])
    .where('unit_id', 'in', units)
    .orderBy('unit_id')
    .orderBy('valid_from', 'desc')
    .execute()
  return new Map(rows.map(({ unit_id, name }) => [unit_id, name]))
}

/** The chosen units in the order of their codes; one of several of its name with the unit above it. */
export async function nameChosenUnits(
  store: Store,
  units: readonly UnitId[],
): Promise<NamedUnit[]> {
  const rows = await sql<{ name: string; code: string; above: string | null; is_shared: boolean }>`
    select v.name, v.code,
      (select name from unit_version p where p.unit_id = v.parent_id
        order by p.valid_from desc limit 1) as above,
      exists (select 1 from unit_version o
        where o.valid_to is null and o.name = v.name and o.unit_id <> v.unit_id) as is_shared
    from (select distinct on (unit_id) * from unit_version
      where unit_id = any(${uuidArray(units)}::uuid[]) order by unit_id, valid_from desc) v`.execute(
    store.db,
  )
  return rows.rows
    .toSorted((a, b) => compareCodes(a.code, b.code))
    .map(({ name, above, is_shared }) => ({ name, above: is_shared ? above : null }))
}

/** The version of today, found by its index; of a closed unit its last. */
function lastVersion(unitId: RawBuilder<unknown>) {
  return sql`(
    (select unit_id, parent_id from unit_version where unit_id = ${unitId} and valid_to is null)
    union all
    (select unit_id, parent_id from unit_version where unit_id = ${unitId} and valid_to is not null
      order by valid_to desc limit 1)
    limit 1)`
}

/** Turns two-person approval on or off for a unit; the caller logs it. */
export async function setApprovalRequired(
  tx: Store,
  unitId: UnitId,
  required: boolean,
): Promise<void> {
  await tx.db
    .updateTable('unit')
    .set({ approval_required: required })
    .where('id', '=', unitId)
    .execute()
}

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
  readonly byPlatform: readonly { platform: string; groups: number; privateChats: number }[]
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
  const groups = await sql<{ platform: string; chats: string }>`
    select i.platform, count(distinct c.id) as chats
    from chat_binding b join chat c on c.id = b.chat_id join channel_instance i on i.id = c.channel_instance_id
    where b.unit_id = any(${units}::uuid[]) and b.valid_to is null and c.state = 'active' and c.type = 'group'
    group by i.platform order by i.platform`.execute(store.db)
  const people = await sql<{
    person_id: PersonId
    unit_id: UnitId
    platform: string | null
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

function unitQuery(store: Store) {
  return store.db
    .selectFrom('unit')
    .innerJoin('unit_version', 'unit_version.unit_id', 'unit.id')
    .where('unit_version.valid_to', 'is', null)
    .select([
      'unit.id',
      'unit.kind',
      'unit.approval_required',
      'unit_version.id as version_id',
      'unit_version.code',
      'unit_version.name',
      'unit_version.short_name',
      'unit_version.aliases',
      'unit_version.parent_id',
      'unit_version.area_id',
    ])
}

type UnitRow = Awaited<ReturnType<ReturnType<typeof unitQuery>['executeTakeFirstOrThrow']>>

function toUnit(row: UnitRow): Unit {
  return {
    id: row.id,
    versionId: row.version_id,
    kind: row.kind,
    code: row.code,
    name: row.name,
    shortName: row.short_name,
    aliases: row.aliases,
    parentId: row.parent_id,
    areaId: row.area_id,
    approvalRequired: row.approval_required,
  }
}

/** The topmost organisation unit that was there first: the authority itself. */
export async function rootUnit(store: Store): Promise<Unit | undefined> {
  const row = await unitQuery(store)
    .where('unit_version.parent_id', 'is', null)
    .where('unit.kind', '=', 'org')
    .orderBy('unit.id')
    .limit(1)
    .executeTakeFirst()
  return row && toUnit(row)
}

/** Adds a unit with its first version. The code must be free among today's units. */
export async function addUnit(
  tx: Store,
  unit: {
    id: UnitId
    kind: UnitKind
    code: string
    name: string
    parentId: UnitId | null
    /** `YYYY-MM-DD` */
    from: string
  },
): Promise<void> {
  await tx.db.insertInto('unit').values({ id: unit.id, kind: unit.kind }).execute()
  await tx.db
    .insertInto('unit_version')
    .values({
      id: newId<UnitVersionId>(),
      unit_id: unit.id,
      code: unit.code,
      name: unit.name,
      parent_id: unit.parentId,
      valid_from: unit.from,
    })
    .execute()
}
