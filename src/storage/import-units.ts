import { sql } from 'kysely'
import { newId } from '../domain/id.ts'
import type { UnitKind } from '../domain/unit.ts'
import { analyzeStage, makeStage, stageRows } from './import-stage.ts'
import type { Store } from './store.ts'

export interface StagedUnit {
  readonly row: number
  readonly code: string
  readonly name: string
  readonly shortName: string
  /** Null: the cell was wrong, so nothing is written anyway. */
  readonly kind: UnitKind | null
  readonly parentCode: string
  readonly areaCode: string
  readonly aliases: readonly string[]
}

export type UnitFaultKind =
  | 'double'
  | 'kind-changed'
  | 'unknown-parent'
  | 'parent-kind'
  | 'unknown-area'
  | 'not-an-area'
  | 'cycle'

export interface UnitFault {
  readonly row: number
  readonly fault: UnitFaultKind
  /** The row that this one is a double of. */
  readonly other: number | null
}

const ALIAS_SEPARATOR = '|'

/** Begins an import of units: makes the staging table and keeps others from changing units meanwhile. */
export async function beginUnits(tx: Store): Promise<void> {
  await sql`lock table unit_version in share row exclusive mode`.execute(tx.db)
  await makeStage(
    tx,
    'import_unit',
    `row_no integer, code text, name text, short_name text, kind text, parent_code text,
     area_code text, alias_list text, new_id uuid, version_id uuid,
     code_key text, unit_id uuid, is_new boolean, replaces uuid,
     parent_id uuid, parent_kind text, area_id uuid, area_kind text`,
  )
}

export async function stageUnits(tx: Store, units: readonly StagedUnit[]): Promise<void> {
  const text = (read: (unit: StagedUnit) => string | null) =>
    ({ type: 'text', values: units.map(read) }) as const
  await stageRows(tx, 'import_unit', {
    row_no: { type: 'integer', values: units.map(({ row }) => row) },
    code: text(({ code }) => code),
    name: text(({ name }) => name),
    short_name: text(({ shortName }) => shortName),
    kind: text(({ kind }) => kind),
    parent_code: text(({ parentCode }) => parentCode),
    area_code: text(({ areaCode }) => areaCode),
    alias_list: text(({ aliases }) => aliases.join(ALIAS_SEPARATOR)),
    new_id: { type: 'uuid', values: units.map(() => newId()) },
    version_id: { type: 'uuid', values: units.map(() => newId()) },
  })
}

/** Finds the unit, parent and area that each staged row means. */
export async function resolveUnits(tx: Store): Promise<void> {
  await sql`update import_unit set code_key = lower(code)`.execute(tx.db)
  await sql`
    update import_unit i set unit_id = v.unit_id, is_new = false from unit_version v
    where v.valid_to is null and lower(v.code) = i.code_key`.execute(tx.db)
  await sql`
    update import_unit set unit_id = new_id, is_new = true where unit_id is null`.execute(tx.db)
  await analyzeStage(tx, 'import_unit')
  await makeStage(tx, 'import_unit_known', 'code_key text, unit_id uuid, kind text, parent_id uuid')
  await sql`
    insert into import_unit_known (code_key, unit_id, kind)
      select distinct on (code_key) code_key, unit_id, kind from import_unit
      order by code_key, row_no`.execute(tx.db)
  await sql`
    insert into import_unit_known
      select lower(v.code), v.unit_id, u.kind, v.parent_id
      from unit_version v join unit u on u.id = v.unit_id
      where v.valid_to is null and not exists (
        select from import_unit i where i.code_key = lower(v.code))`.execute(tx.db)
  await analyzeStage(tx, 'import_unit_known')
  await sql`
    update import_unit i set parent_id = k.unit_id, parent_kind = k.kind from import_unit_known k
    where i.parent_code <> '' and k.code_key = lower(i.parent_code)`.execute(tx.db)
  await sql`
    update import_unit i set area_id = k.unit_id, area_kind = k.kind from import_unit_known k
    where i.area_code <> '' and k.code_key = lower(i.area_code)`.execute(tx.db)
  await sql`
    update import_unit_known k set parent_id = i.parent_id from import_unit i
    where i.unit_id = k.unit_id`.execute(tx.db)
}

/** What is wrong with the staged rows as a whole, at most `limit` of each kind. */
export async function findUnitFaults(tx: Store, limit: number): Promise<UnitFault[]> {
  const { rows } = await sql<{ row_no: number; fault: UnitFaultKind; other: number | null }>`
    with recursive rooted as (
      select unit_id from import_unit_known where parent_id is null
      union all
      select k.unit_id from import_unit_known k join rooted on k.parent_id = rooted.unit_id
    )
    (select row_no, 'double' as fault, other from (
        select row_no, min(row_no) over (partition by code_key) as other from import_unit) all_rows
      where row_no <> other order by row_no limit ${limit})
    union all
    (select i.row_no, 'kind-changed', null from import_unit i join unit u on u.id = i.unit_id
      where not i.is_new and u.kind <> i.kind order by row_no limit ${limit})
    union all
    (select row_no, 'unknown-parent', null from import_unit
      where parent_code <> '' and parent_id is null order by row_no limit ${limit})
    union all
    (select row_no, 'parent-kind', null from import_unit
      where parent_kind <> kind order by row_no limit ${limit})
    union all
    (select row_no, 'unknown-area', null from import_unit
      where area_code <> '' and area_id is null order by row_no limit ${limit})
    union all
    (select row_no, 'not-an-area', null from import_unit
      where area_kind <> 'area' order by row_no limit ${limit})
    union all
    (select i.row_no, 'cycle', null from import_unit i
      join import_unit_known k on k.unit_id = i.unit_id
      where not exists (select from rooted where rooted.unit_id = i.unit_id)
      order by i.row_no limit ${limit})`.execute(tx.db)
  return rows.map((row) => ({ row: row.row_no, fault: row.fault, other: row.other }))
}

/**
 * Writes the staged units, which must be without fault. A unit that is different gets a new version from
 * `today` (`YYYY-MM-DD`) on; one that began today is changed in place, because a version lasts a day at
 * least.
 */
export async function writeUnits(
  tx: Store,
  today: string,
): Promise<{ added: number; changed: number }> {
  await sql`
    insert into unit (id, kind) select unit_id, kind from import_unit where is_new order by row_no`.execute(
    tx.db,
  )
  const added = await sql`
    insert into unit_version
      (id, unit_id, code, name, short_name, aliases, parent_id, area_id, valid_from)
    select version_id, unit_id, code, name, short_name, ${aliases}, parent_id, area_id, ${today}::date
    from import_unit i where is_new order by row_no`.execute(tx.db)
  const changed = await sql`
    update import_unit i set replaces = v.id from unit_version v
    where not i.is_new and v.unit_id = i.unit_id and v.valid_to is null
      and (v.name, v.short_name, v.aliases, v.parent_id, v.area_id)
        is distinct from (i.name, i.short_name, ${aliases}, i.parent_id, i.area_id)`.execute(tx.db)
  await sql`
    update unit_version v set name = i.name, short_name = i.short_name, aliases = ${aliases},
      parent_id = i.parent_id, area_id = i.area_id
    from import_unit i where v.id = i.replaces and v.valid_from >= ${today}::date`.execute(tx.db)
  await sql`
    update unit_version v set valid_to = ${today}::date
    from import_unit i where v.id = i.replaces and v.valid_from < ${today}::date`.execute(tx.db)
  await sql`
    insert into unit_version
      (id, unit_id, code, name, short_name, aliases, parent_id, area_id, valid_from)
    select i.version_id, i.unit_id, old.code, i.name, i.short_name, ${aliases}, i.parent_id, i.area_id,
      ${today}::date
    from import_unit i join unit_version old on old.id = i.replaces
    where old.valid_to is not null order by i.row_no`.execute(tx.db)
  return {
    added: Number(added.numAffectedRows ?? 0),
    changed: Number(changed.numAffectedRows ?? 0),
  }
}

const aliases = sql`case when i.alias_list = '' then '{}'::text[]
  else string_to_array(i.alias_list, ${sql.lit(ALIAS_SEPARATOR)}) end`
