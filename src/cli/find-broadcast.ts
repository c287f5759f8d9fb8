import { noticeCode, type Notice } from '../domain/notice.ts'
import { latestBroadcast, type Broadcast } from '../storage/sending/broadcasts.ts'
import { findNoticeByCode } from '../storage/notices.ts'
import type { Store } from '../storage/store.ts'
import { Refusal } from './refusal.ts'

/** The notice of a code, or a refusal. */
export async function requireNotice(store: Store, code: number): Promise<Notice> {
  const notice = await findNoticeByCode(store, code)
  if (notice) return notice
  throw new Refusal(`Không có tin ${noticeCode(code)}. / There is no notice ${noticeCode(code)}.`)
}

/** The newest broadcast of a notice, or a refusal. */
export async function requireBroadcast(store: Store, code: number): Promise<Broadcast> {
  const broadcast = await latestBroadcast(store, (await requireNotice(store, code)).id)
  if (broadcast) return broadcast
  throw new Refusal(`Tin ${noticeCode(code)} chưa được gửi lần nào. / It has not been sent yet.`)
}
