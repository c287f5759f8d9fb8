import type { TableSource } from '../../documents/table-row.ts'
import { dayOf } from '../../domain/time/format.ts'
import { importTexts } from '../../i18n/import-texts.ts'
import {
  beginUnits,
  findUnitFaults,
  resolveUnits,
  stageUnits,
  writeUnits,
  type StagedUnit,
  type UnitFault,
} from '../../storage/import-units.ts'
import type { Store } from '../../storage/store.ts'
import { inBatches } from './in-batches.ts'
import { readCells } from './cell.ts'
import type { ImportContext } from './import-context.ts'
import { ErrorList, ERRORS_ASKED, type ImportReport } from './import-report.ts'
import { readRows, type Columns, type DataRow } from './read-rows.ts'

type UnitColumn = 'code' | 'name' | 'short_name' | 'kind' | 'parent_code' | 'area_code' | 'aliases'

const COLUMNS: Columns<UnitColumn> = {
  names: ['code', 'name', 'short_name', 'kind', 'parent_code', 'area_code', 'aliases'],
  required: ['code', 'name', 'kind'],
}
const NAME_MAX = 300
const SHORT_NAME_MAX = 100
const ALIASES_MAX = 50

/**
 * Takes in a table of units, in a transaction of the caller's. The code says which unit a row is; parents
 * may come after their children. With any error nothing is written.
 */
export async function importUnits(
  tx: Store,
  source: TableSource,
  context: ImportContext,
): Promise<ImportReport> {
  const errors = new ErrorList()
  await beginUnits(tx)
  const rows = await inBatches(
    readRows(source, COLUMNS, errors),
    (row) => readUnit(row, errors),
    (units) => stageUnits(tx, units),
  )
  await resolveUnits(tx)
  for (const fault of await findUnitFaults(tx, ERRORS_ASKED)) explain(fault, errors)
  if (!errors.isEmpty) return { rows, added: 0, changed: 0, errors: errors.list() }
  return { rows, ...(await writeUnits(tx, dayOf(context.now, context.timeZone))), errors: [] }
}

/** A row whose code is bad cannot be staged; any other goes on, so that rows that name it are not blamed. */
function readUnit(row: DataRow<UnitColumn>, errors: ErrorList): StagedUnit | undefined {
  const cells = readCells(row, errors)
  const kind = row.cells.kind.trim().toLowerCase()
  if (kind !== 'org' && kind !== 'area') cells.fail('kind', importTexts.badKind)
  const areaCode = cells.unitCode('area_code')
  if (kind === 'area' && areaCode !== '') cells.fail('area_code', importTexts.areaOfArea)
  const code = cells.unitCode('code', { required: true })
  const unit = {
    row: row.row,
    name: cells.text('name', { max: NAME_MAX, required: true }),
    shortName: cells.text('short_name', { max: SHORT_NAME_MAX }),
    kind: kind === 'org' || kind === 'area' ? kind : null,
    parentCode: cells.unitCode('parent_code'),
    areaCode,
    aliases: readAliases(cells.text('aliases', { max: ALIASES_MAX * SHORT_NAME_MAX })),
  } as const
  if (unit.aliases.length > ALIASES_MAX)
    cells.fail('aliases', importTexts.tooManyAliases(ALIASES_MAX))
  return code === '' ? undefined : { ...unit, code }
}

function readAliases(text: string): string[] {
  const aliases = text.split('|').map((alias) => alias.trim())
  return [...new Set(aliases.filter((alias) => alias !== ''))]
}

function explain({ row, fault, other }: UnitFault, errors: ErrorList): void {
  switch (fault) {
    case 'double':
      return errors.add(row, 'code', importTexts.doubleOf(other ?? row))
    case 'kind-changed':
      return errors.add(row, 'kind', importTexts.kindChanged)
    case 'unknown-parent':
      return errors.add(row, 'parent_code', importTexts.unknownUnit)
    case 'parent-kind':
      return errors.add(row, 'parent_code', importTexts.parentOfOtherKind)
    case 'unknown-area':
      return errors.add(row, 'area_code', importTexts.unknownUnit)
    case 'not-an-area':
      return errors.add(row, 'area_code', importTexts.areaIsNotArea)
    case 'cycle':
      return errors.add(row, 'parent_code', importTexts.cycle)
  }
}
