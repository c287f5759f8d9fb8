import { readTable } from '../../documents/read-table.ts'
import type { TableRow, TableSource } from '../../documents/table-row.ts'
import { importTexts } from '../../i18n/import-texts.ts'
import type { ErrorList } from './import-report.ts'

/** Which columns a table of ours has; the first ones must be there. */
export interface Columns<C extends string> {
  readonly names: readonly C[]
  readonly required: readonly C[]
}

/** One row of data by column; a column that the file lacks is empty. */
export interface DataRow<C extends string> {
  readonly row: number
  readonly cells: Readonly<Record<C, string>>
}

/**
 * The rows of data under the header, blank rows left out. What is wrong with the file or its shape goes
 * to `errors`; a table that cannot be read on ends there.
 */
export async function* readRows<C extends string>(
  source: TableSource,
  columns: Columns<C>,
  errors: ErrorList,
): AsyncGenerator<DataRow<C>> {
  let header: readonly (C | undefined)[] | undefined
  let count = 0
  for await (const line of readTable(source)) {
    if (line.kind === 'fault') return errors.add(line.row, '', importTexts.fault[line.fault])
    if (isBlank(line.cells)) continue
    if (!header) {
      header = readHeader(line, columns, errors)
      if (!errors.isEmpty) return
      continue
    }
    count += 1
    if (line.cells.slice(header.length).some((cell) => cell.trim() !== ''))
      errors.add(line.row, '', importTexts.extraCells)
    yield { row: line.row, cells: byColumn(line.cells, header, columns.names) }
    if (errors.isFull) return
  }
  if (!header) errors.add(1, '', importTexts.emptyFile)
  else if (count === 0) errors.add(1, '', importTexts.noRows)
}

function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '')
}

function readHeader<C extends string>(
  line: Extract<TableRow, { kind: 'row' }>,
  { names, required }: Columns<C>,
  errors: ErrorList,
): (C | undefined)[] {
  const header = line.cells.map((cell) => {
    const text = cell.trim().toLowerCase()
    const name = names.find((known) => known === text)
    if (!name && text !== '')
      errors.add(line.row, cell.trim().slice(0, 100), importTexts.unknownColumn(names))
    return name
  })
  for (const name of names)
    if (header.filter((one) => one === name).length > 1)
      errors.add(line.row, name, importTexts.doubleColumn)
  for (const name of required)
    if (!header.includes(name)) errors.add(line.row, name, importTexts.missingColumn(name))
  return header
}

function byColumn<C extends string>(
  cells: readonly string[],
  header: readonly (C | undefined)[],
  names: readonly C[],
): Record<C, string> {
  const empty = names.map((name) => [name, ''] as const)
  const given = header.flatMap((name, index) =>
    name === undefined ? [] : [[name, cells[index] ?? ''] as const],
  )
  return Object.fromEntries([...empty, ...given]) as Record<C, string>
}
