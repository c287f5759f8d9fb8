import { checkBackupFile } from '../../storage/backup/backup-file.ts'
import { requireFit, restoreBackup } from '../../storage/backup/restore-backup.ts'
import { findKeys, keyPathOf } from '../../storage/installation.ts'
import {
  holdRestored,
  moveRestored,
  type RestoredHold,
} from '../../usecases/restoring/hold-restored.ts'
import { requireConfig } from '../cli-config.ts'
import { findInputFile } from '../input-file.ts'
import { quietLogger, withDatabase } from '../open-store.ts'
import { progressBar } from '../progress-bar.ts'
import { Refusal, type ExitCode } from '../refusal.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

export interface RestoreVerbOptions extends JsonOption {
  /** The service was stopped before the backup and has not run since. */
  readonly moved?: true
}

/** `nhipcau restore`: all of a backup into an empty place, or nothing. */
export async function restore(
  terminal: Terminal,
  named: string,
  options: RestoreVerbOptions,
): Promise<ExitCode> {
  const { moved } = options
  const config = requireConfig(terminal)
  const file = await findInputFile(terminal, named)
  // The file is read twice: once to see that it is whole, once to take it in.
  const bar = progressBar(terminal, file.name, 2 * file.size)
  try {
    const backup = await checkBackupFile(file.path, (bytes) => bar.move(bytes))
    const { header } = backup
    const { mode } = config
    const keyPath = keyPathOf(config)
    const keys = requireFit(backup, { mode, keys: await findKeys(config), keyPath })
    if (moved && header.running) throw wasRunning()
    return await withDatabase<ExitCode>(config, quietLogger(terminal, config), async ({ pg }) => {
      const createdAt = new Date(header.createdAt)
      const restored = await restoreBackup(pg, backup, {
        mode,
        keys,
        keyPath,
        onRead: (bytes) => bar.move(file.size + bytes),
        afterLoad: (tx) => {
          const input = { createdAt, now: new Date(), timeZone: config.timeZone }
          return moved ? moveRestored(tx, input) : holdRestored(tx, input)
        },
      })
      bar.end()
      const { rows, applied, after } = restored
      tellResult(
        terminal,
        options,
        { createdAt: header.createdAt, rows, applied, ...after },
        sentences(rows, applied, after).join('\n'),
      )
      return 0
    })
  } finally {
    bar.end()
  }
}

function sentences(rows: number, applied: readonly string[], held: RestoredHold): string[] {
  return [
    `Đã khôi phục ${rows} dòng. / ${rows} rows were restored.`,
    ...(applied.length > 0
      ? [`Đã nâng cấp dữ liệu: ${applied.join(', ')}. / The data were brought up to date.`]
      : []),
    ...(held.paused.length > 0
      ? [
          `Đang tạm dừng, chờ người gửi xem lại rồi “Tiếp tục” hoặc “Dừng hẳn”: ${held.paused.join(', ')}. / Held broadcasts.`,
        ]
      : []),
    ...(held.cancelled.length > 0
      ? [`Đã huỷ lịch gửi: ${held.cancelled.join(', ')}. / No longer scheduled.`]
      : []),
    ...(held.messages + held.updates > 0
      ? [
          `Không làm tiếp: ${held.messages} tin trả lời hoặc thẻ đang gửi, ${held.updates} tin đến chưa đọc. / Dropped, because it may have been done since.`,
        ]
      : []),
    'Vai trò, liên kết, lời mời đã thu hồi sau lúc sao lưu thì nay lại có hiệu lực: chủ quản xem lại bằng /canbo ngay khi dịch vụ chạy. / Roles, links and invitations taken away since the backup hold again; owners look through /canbo.',
    'Ai đã rút hoặc được xoá dữ liệu sau lúc sao lưu thì nay lại có: xoá lại bằng `nhipcau erase` theo sổ của cơ quan trước khi trả lời câu hỏi cũ. / Erase again whoever was erased since the backup.',
    'Bây giờ có thể chạy dịch vụ: npm start. / The service can be started now.',
  ]
}

function wasRunning(): Refusal {
  return new Refusal(
    'Bản sao lưu này được tạo khi dịch vụ đang chạy nên không dùng --moved được; hãy khôi phục không có --moved, hoặc dừng dịch vụ rồi sao lưu lại. / The backup was made while the service was running; restore without --moved.',
  )
}
