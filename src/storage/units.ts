import { sql, type RawBuilder } from 'kysely'
import type { Lineage } from '../domain/approval-scope.ts'
import { newId, type UnitId, type UnitVersionId } from '../domain/id.ts'
import type { NamedUnit, Unit, UnitKind } from '../domain/unit.ts'
import { compareCodes } from '../domain/unit-tree.ts'
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
