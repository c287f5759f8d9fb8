import { readCsv } from './read-csv.ts'
import { readXlsx } from './read-xlsx.ts'
import type { TableRow, TableSource } from './table-row.ts'

/** Bytes of a CSV file, which is read as a stream: above a million rows of ours. */
const CSV_MAX_BYTES = 256 * 1024 * 1024

/** The rows of a .csv or .xlsx file, the header among them. Every failure is a last row of its own. */
export async function* readTable(source: TableSource): AsyncGenerator<TableRow> {
  const extension = /\.([^.]{1,8})$/.exec(source.name.trim())?.[1]?.toLowerCase()
  if (extension === 'xlsx') return yield* readXlsx(source)
  if (extension !== 'csv') return yield { kind: 'fault', row: 1, fault: 'unsupported' }
  if (source.size > CSV_MAX_BYTES) return yield { kind: 'fault', row: 1, fault: 'too-large' }
  yield* readCsv(source)
}
