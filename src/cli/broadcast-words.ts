import type { BroadcastState } from '../domain/delivery.ts'

/** How a broadcast stands, in the words of a sentence. */
export const BROADCAST_WORDS: Readonly<Record<BroadcastState, string>> = {
  scheduled: 'đã hẹn giờ',
  starting: 'sắp gửi',
  expanding: 'đang gửi, danh sách nơi nhận chưa lập xong',
  sending: 'đang gửi',
  paused: 'tạm dừng',
  stopped: 'đã dừng hẳn',
  finished: 'đã gửi xong',
  cancelled: 'đã huỷ',
}
