import type { Config } from '../../../config/config.ts'
import { usedInstances } from '../../compose/used-instances.ts'
import { importTableSource, type ImportKind } from '../../usecases/import/import-table.ts'
import type { ImportReport } from '../../usecases/import/import-report.ts'
import { IN_NO_ROW } from '../../i18n/import-texts.ts'
import { inRetriedTransaction } from '../../storage/store.ts'
import { serviceSettings } from '../service-settings.ts'
import { findInputFile, streamInputFile } from '../input-file.ts'
import { placeOf, withStore } from '../open-store.ts'
import { progressBar } from '../progress-bar.ts'
import type { ExitCode } from '../refusal.ts'
import type { JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

/** `nhipcau import`: takes a table in, all of it or nothing, and names every bad row. */
export async function importFile(
  terminal: Terminal,
  kind: ImportKind,
  named: string,
  { json }: JsonOption,
): Promise<ExitCode> {
  const file = await findInputFile(terminal, named)
  return withStore<ExitCode>(
    terminal,
    async ({ config, store, isNew }) => {
      const bar = progressBar(terminal, file.name, file.size)
      // What it binds anew it takes from the sending, which may want the same rows.
      const report = await inRetriedTransaction(store, async (tx) =>
        importTableSource(
          { store: tx, clock: { now: () => new Date() }, settings: serviceSettings(config) },
          kind,
          streamInputFile(file, (bytes) => bar.move(bytes)),
          { instances: await usedInstances(config, tx) },
        ),
      ).finally(() => bar.end())
      if (json) terminal.out(`${JSON.stringify(report)}\n`)
      else tell(terminal, report, placeOf(config))
      if (isNew) terminal.err(`${begunAt(config)}\n`)
      return report.errors.length === 0 ? 0 : 1
    },
    // Tables may be taken in before the first start, but a demo would find them in the place of its commune.
    ({ mode }) => mode === 'real',
  )
}

/** In a wrong folder a table goes where the service will not look for it. */
function begunAt(config: Config): string {
  return `Lưu ý: vừa lập dữ liệu mới ở ${placeOf(config)}. Nếu dịch vụ đã có dữ liệu thì đây là nơi khác: xem lại DATA_DIR, DATABASE_URL. / Note: a new set of data was begun there. If your service has data already, this is another place: see DATA_DIR, DATABASE_URL.`
}

function tell(
  terminal: Terminal,
  { rows, added, changed, errors }: ImportReport,
  place: string,
): void {
  if (errors.length === 0)
    return terminal.out(
      `Đã đọc ${rows} dòng: thêm ${added}, sửa ${changed}, ở ${place}. / ${rows} rows read: ${added} added, ${changed} changed, in ${place}.\n`,
    )
  for (const { row, column, message } of errors)
    terminal.err(
      IN_NO_ROW.has(message)
        ? `${message}\n`
        : `Dòng ${row}${column === '' ? '' : `, cột ${column}`}: ${message}\n`,
    )
  if (rows === 0) return terminal.err('Chưa nhập gì. / Nothing was taken in.\n')
  terminal.err(
    `Chưa nhập gì: ${errors.length} lỗi trong ${rows} dòng. / Nothing was taken in; errors: ${errors.length}, rows: ${rows}.\n`,
  )
}
