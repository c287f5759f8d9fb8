import type { Platform } from '../src/domain/platform.ts'
import { namedPlatforms, decideMode, hasZaloOa } from './decide-mode.ts'
import { isLoopbackHost } from './loopback-host.ts'
import { problemSentence } from './problem-sentence.ts'
import { meetTelegramPort } from './telegram-port.ts'
import { type Values, type VariableName, variables } from './variables.ts'

/** Where the API of each platform is asked; its example is the platform's own. */
const ROOTS = {
  telegram: 'TELEGRAM_API_ROOT',
  'zalo-oa': 'ZALO_OA_API_ROOT',
  'zalo-bot': 'ZALO_BOT_API_ROOT',
} as const satisfies Record<Platform, VariableName>

/** The platforms take https only; a server on this machine, or of one's own, takes what it is given. */
function isRefusedAsWebhook(values: Values): boolean {
  if (values.PUBLIC_URL === undefined) return false
  const { protocol, hostname } = new URL(values.PUBLIC_URL)
  if (protocol === 'https:' || isLoopbackHost(hostname.replace(/^\[|\]$/g, ''))) return false
  return namedPlatforms(values)
    .map((platform) => ROOTS[platform])
    .some((root) => values[root] === variables[root].example)
}

/** Values that are right by themselves and wrong together: the start is refused. */
export function findConflicts(values: Values): string[] {
  const conflicts: string[] = []
  if (decideMode(values) === 'demo') {
    if (!isLoopbackHost(values.HOST) && !values.SANDBOX_ALLOW_REMOTE) {
      conflicts.push(
        problemSentence(
          'HOST',
          'bản chạy thử chỉ lắng nghe trên máy này (127.0.0.1, ::1 hoặc localhost); muốn mở ra ngoài thì đặt SANDBOX_ALLOW_REMOTE=1',
          'the demo listens on this machine only (127.0.0.1, ::1 or localhost); set SANDBOX_ALLOW_REMOTE=1 to open it',
        ),
      )
    }
    return conflicts
  }
  if (isRefusedAsWebhook(values)) {
    conflicts.push(
      problemSentence(
        'PUBLIC_URL',
        'cần https://, vì Telegram và Zalo không gọi webhook qua http://; chưa có https thì bỏ trống, dịch vụ tự hỏi máy chủ',
        'needs https://, because Telegram and Zalo call no webhook by http://; leave it unset without https, and the service polls',
      ),
    )
  }
  if (meetTelegramPort(values) === 'refused') {
    conflicts.push(
      problemSentence(
        'PUBLIC_URL',
        'Telegram chỉ gọi webhook ở cổng 443 (không cần ghi), 80, 88 hoặc 8443; hãy đổi cổng, hoặc bỏ trống để dịch vụ tự hỏi máy chủ',
        'Telegram calls a webhook at port 443 (need not be written), 80, 88 or 8443 only; take another port, or leave it unset, and the service polls',
      ),
    )
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
