import { importTableSource, type ImportKind } from '../../usecases/import/import-table.ts'
import type { ImportReport } from '../../usecases/import/import-report.ts'
import { inRetriedTransaction } from '../../storage/store.ts'
import { serviceSettings } from '../service-settings.ts'
import { findInputFile, streamInputFile } from '../input-file.ts'
import { withStore } from '../open-store.ts'
import { progressBar } from '../progress-bar.ts'
import type { ExitCode } from '../refusal.ts'
import type { Terminal } from '../terminal.ts'

/** `nhipcau import`: takes a table in, all of it or nothing, and names every bad row. */
export async function importFile(
  terminal: Terminal,
  kind: ImportKind,
  named: string,
  { json }: { json?: true },
): Promise<ExitCode> {
  const file = await findInputFile(terminal, named)
  const report = await withStore(
    terminal,
    async ({ config, store }) => {
      const bar = progressBar(terminal, file.name, file.size)
      try {
        // What it binds anew it takes from the sending, which may want the same rows.
        return await inRetriedTransaction(store, (tx) =>
          importTableSource(
            { store: tx, clock: { now: () => new Date() }, settings: serviceSettings(config) },
            kind,
            streamInputFile(file, (bytes) => bar.move(bytes)),
          ),
        )
      } finally {
        bar.end()
      }
    },
    // Tables may be taken in before the first start.
    { begins: true },
  )
  if (json) terminal.out(`${JSON.stringify(report)}\n`)
  else tell(terminal, report)
  return report.errors.length === 0 ? 0 : 1
}

function tell(terminal: Terminal, { rows, added, changed, errors }: ImportReport): void {
  if (errors.length === 0)
    return terminal.out(
      `Đã đọc ${rows} dòng: thêm ${added}, sửa ${changed}. / ${rows} rows read: ${added} added, ${changed} changed.\n`,
    )
  for (const { row, column, message } of errors)
    terminal.err(`Dòng ${row}${column === '' ? '' : `, cột ${column}`}: ${message}\n`)
  terminal.err(
    `Chưa nhập gì: ${errors.length} lỗi trong ${rows} dòng. / Nothing was taken in: ${errors.length} errors in ${rows} rows.\n`,
  )
}
