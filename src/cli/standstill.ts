import type { Platform } from '../domain/platform.ts'
import { readReason, type Reason } from '../domain/reason.ts'
import { vi } from '../i18n/vi.ts'
import type { Database } from '../storage/database.ts'
import { isSenderRunning, isServiceRunning } from '../storage/connection-names.ts'

/** Why nothing is sent at all: no process runs that sends; null: one does. */
export async function whyNothingGoes({ db }: Pick<Database, 'db'>): Promise<string | null> {
  if (await isSenderRunning(db)) return null
  return (await isServiceRunning(db))
    ? 'Chỉ có tiến trình nhận webhook (ROLE=web) đang chạy nên tin tới được cất lại, chưa ai xử lý và không gửi gì; chạy thêm một tiến trình ROLE=worker.'
    : 'Dịch vụ đang không chạy nên không gửi và không nhận tin; chạy: npm start (hoặc systemctl start nhipcau).'
}

/** Why a bot or OA sends nothing until a person acts, and what that person does. */
export function whyLaneStands(lane: {
  readonly platform: Platform
  readonly detail: string
}): string {
  const why = readReason(lane.detail)
  return `Việc gửi qua ${lane.platform} đang dừng: ${vi.reason[why]} (${lane.detail}). ${remedyFor(why)}`
}

/** What an operator does about a lane that stands still; the owners read the same in chat. */
function remedyFor(why: Reason): string {
  return why === 'consent-lost'
    ? 'Chạy “nhipcau zalo-consent” để quản trị viên OA cấp quyền lại; cấp xong thì tin tự gửi tiếp. Máy không có PUBLIC_URL: đặt cặp token mới rồi khởi động lại dịch vụ.'
    : 'Sửa xong hãy khởi động lại dịch vụ.'
}
