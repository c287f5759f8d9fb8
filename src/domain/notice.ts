export const NOTICE_KINDS = ['directive', 'meeting-summary', 'announcement', 'invitation'] as const
export type NoticeKind = (typeof NOTICE_KINDS)[number]

export type NoticeState = 'draft' | 'pending' | 'approved' | 'returned' | 'cancelled' | 'withdrawn'

/** `T12`, as people type and read it. */
export function noticeCode(code: number): string {
  return `T${code}`
}
