import { resolve } from 'node:path'
import { dropSuperseded } from '../../storage/backup/drop-superseded.ts'
import { takeBackup, type TakenBackup } from '../../storage/backup/take-backup.ts'
import { codeOf } from '../../usecases/create-news.ts'
import { isServiceRunning } from '../../storage/connection-names.ts'
import { requireConfig } from '../cli-config.ts'
import { placeOf, quietLogger, requireData, withDatabase } from '../open-store.ts'
import { progressBar } from '../progress-bar.ts'
import type { ExitCode } from '../refusal.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

export interface BackupVerbOptions extends JsonOption {
  readonly out?: string
}

/** `nhipcau backup`: one file with everything but the key, made beside a running service. */
export async function backup(terminal: Terminal, options: BackupVerbOptions): Promise<ExitCode> {
  const config = requireConfig(terminal)
  const path = resolve(terminal.cwd, options.out ?? nameOfNow(new Date()))
  await requireData(config)
  return withDatabase<ExitCode>(config, quietLogger(terminal, config), async (database) => {
    const bar = progressBar(terminal, 'backup', 1)
    const taken = await takeBackup(database.pg, {
      path,
      mode: config.mode,
      key: config,
      onProgress: (done, total) => bar.move(done / Math.max(1, total)),
    }).finally(() => bar.end())
    const { tables, rows, bytes, header } = taken
    const { createdAt, keyIds } = header
    tellResult(
      terminal,
      options,
      { file: path, bytes, tables, rows, createdAt, keyIds },
      `Đã sao lưu ${rows} dòng của ${tables} bảng ở ${placeOf(config)} vào ${path} (${sizeOf(bytes)}). Tệp này KHÔNG có khoá (${keyIds.join(', ')}): hãy cất encryption.key ở nơi khác. / Backed up; the key is not in the file.`,
    )
    await dropOlder(terminal, path, taken)
    // Backups of a place that is not the service's would be found out on the day one is needed.
    if (!(await isServiceRunning(database.db)))
      terminal.err(
        `Lưu ý: không có dịch vụ nào đang chạy ở ${placeOf(config)}. Nếu dịch vụ đang chạy thì bản sao lưu này là của nơi khác: xem lại DATA_DIR, DATABASE_URL. / No service runs there; if yours does, this is a backup of another place.\n`,
      )
    return 0
  })
}

/** Not on the output, which a program may read. The backup is there, whatever comes of it. */
async function dropOlder(terminal: Terminal, path: string, { header }: TakenBackup): Promise<void> {
  try {
    const dropped = await dropSuperseded(path, header)
    if (dropped.length > 0)
      terminal.err(
        `Đã xoá ${dropped.length} bản sao lưu trước cập nhật cũ hơn: ${dropped.join(', ')}. / Deleted older backups from before upgrades.\n`,
      )
  } catch (error) {
    terminal.err(
      `Không xoá được bản sao lưu trước cập nhật cũ (${codeOf(error as NodeJS.ErrnoException)}); xin tự xoá. / Older backups from before upgrades could not be deleted.\n`,
    )
  }
}

/** `nhipcau-2026-03-20-143005.backup`, in UTC. */
function nameOfNow(now: Date): string {
  const [day = '', time = ''] = now.toISOString().slice(0, 19).split('T')
  return `nhipcau-${day}-${time.replaceAll(':', '')}.backup`
}

function sizeOf(bytes: number): string {
  const kilobytes = Math.ceil(bytes / 1024)
  return kilobytes < 1024 ? `${kilobytes} KB` : `${(kilobytes / 1024).toFixed(1)} MB`
}
