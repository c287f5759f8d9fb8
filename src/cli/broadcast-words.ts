import type { BroadcastState } from '../domain/delivery.ts'
import type { ServiceState } from './put-jobs.ts'

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

/** Why what a command has written waits, as the first half of a sentence. */
export const WAITS_FOR: Readonly<
  Record<Exclude<ServiceState, 'running'>, { vi: string; en: string; until: string }>
> = {
  stopped: {
    vi: 'dịch vụ đang không chạy',
    until: 'khi dịch vụ chạy lại',
    en: 'the service is not running; it goes when the service runs again',
  },
  'queue-silent': {
    vi: 'hàng đợi không trả lời',
    until: 'khi hàng đợi hoạt động lại',
    en: 'the queue does not answer; it goes when the queue works again',
  },
}
