import type { Database } from '../storage/database.ts'
import { isSenderRunning, isServiceRunning } from '../storage/connection-names.ts'

/** Why nothing is sent at all: no process runs that sends; null: one does. */
export async function whyNothingGoes({ db }: Pick<Database, 'db'>): Promise<string | null> {
  if (await isSenderRunning(db)) return null
  return (await isServiceRunning(db))
    ? 'Chỉ có tiến trình nhận webhook (ROLE=web) đang chạy nên tin tới được cất lại, chưa ai xử lý và không gửi gì; chạy thêm một tiến trình ROLE=worker.'
    : 'Dịch vụ đang không chạy nên không gửi và không nhận tin; chạy: npm start (hoặc systemctl start nhipcau).'
}
