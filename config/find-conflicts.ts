import { decideMode, hasZaloOa } from './decide-mode.ts'
import { isLoopbackHost } from './loopback-host.ts'
import { problemSentence } from './problem-sentence.ts'
import type { Values } from './variables.ts'

/** Values that are right by themselves and wrong together: the start is refused. */
export function findConflicts(values: Values): string[] {
  const conflicts: string[] = []
  if (decideMode(values) === 'demo') {
    if (!isLoopbackHost(values.HOST) && !values.SANDBOX_ALLOW_REMOTE) {
      conflicts.push(
        problemSentence(
          'HOST',
          'bản dùng thử chỉ lắng nghe trên máy này (127.0.0.1, ::1 hoặc localhost); muốn mở ra ngoài thì đặt SANDBOX_ALLOW_REMOTE=1',
          'the demo listens on this machine only (127.0.0.1, ::1 or localhost); set SANDBOX_ALLOW_REMOTE=1 to open it',
        ),
      )
    }
    return conflicts
  }
  if (hasZaloOa(values)) {
    for (const name of ['ZALO_OA_APP_ID', 'ZALO_OA_APP_SECRET'] as const) {
      if (values[name] !== undefined) continue
      conflicts.push(
        problemSentence(
          name,
          'còn thiếu; Zalo OA cần cả ZALO_OA_APP_ID và ZALO_OA_APP_SECRET',
          'is missing; Zalo OA needs both ZALO_OA_APP_ID and ZALO_OA_APP_SECRET',
        ),
      )
    }
  }
  return conflicts
}
