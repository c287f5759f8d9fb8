import { BackupError } from './backup-error.ts'

/** The file is not as it was written: cut short, changed, or badly copied. */
export function damaged(): BackupError {
  return new BackupError(
    'Bản sao lưu bị hỏng, bị cắt ngắn hoặc đã bị sửa; chưa khôi phục gì. Hãy dùng bản sao khác.',
    'The backup is damaged, cut short or changed; nothing was restored. Use another copy.',
  )
}
