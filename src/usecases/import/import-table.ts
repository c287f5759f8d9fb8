/*
 * For callers: `importTable(deps, 'units' | 'chats' | 'people', bytes, fileName, options?)` takes the bytes of
 * a .csv or .xlsx file; `importTableSource` takes a file that is read as a stream. `deps` needs `store`,
 * `clock` and `settings` only.
 */
import { tableOfBytes, type TableSource } from '../../documents/table-row.ts'
import type { Deps } from '../../deps.ts'
import { appendAudit } from '../../storage/audit.ts'
import { analyzeImported, lockImports } from '../../storage/import-stage.ts'
import { inTransaction, type Store } from '../../storage/store.ts'
import { importChats } from './import-chats.ts'
import type { ImportContext } from './import-context.ts'
import { importPeople } from './import-people.ts'
import type { ImportReport } from './import-report.ts'
import { importUnits } from './import-units.ts'

export const IMPORT_KINDS = ['units', 'chats', 'people'] as const
export type ImportKind = (typeof IMPORT_KINDS)[number]

/** From so many rows on an import changes how queries are best answered. */
const MANY_ROWS = 100

export type ImportDeps = Pick<Deps, 'store' | 'clock' | 'settings'>
export type ImportOptions = Pick<ImportContext, 'privateChats' | 'instances'>

const IMPORTS: Readonly<
  Record<
    ImportKind,
    (tx: Store, source: TableSource, context: ImportContext) => Promise<ImportReport>
  >
> = { units: importUnits, chats: importChats, people: importPeople }

/** Takes in a table that lies in memory; all of it or, with any error, nothing. */
export function importTable(
  deps: ImportDeps,
  kind: ImportKind,
  bytes: Uint8Array,
  fileName: string,
  options: ImportOptions = {},
): Promise<ImportReport> {
  return importTableSource(deps, kind, tableOfBytes(fileName, bytes), options)
}

/** Takes in a table that is read as a stream; all of it or, with any error, nothing. */
export function importTableSource(
  { store, clock, settings }: ImportDeps,
  kind: ImportKind,
  source: TableSource,
  options: ImportOptions = {},
): Promise<ImportReport> {
  return inTransaction(store, async (tx) => {
    const now = clock.now()
    await lockImports(tx)
    const report = await IMPORTS[kind](tx, source, {
      now,
      timeZone: settings.timeZone,
      ...options,
    })
    if (report.added + report.changed > 0)
      await appendAudit(tx, {
        at: now,
        actor: null,
        action: `import-${kind}`,
        detail: { rows: report.rows, added: report.added, changed: report.changed },
      })
    if (report.added + report.changed >= MANY_ROWS) await analyzeImported(tx)
    return report
  })
}
