import { namedPlatforms, decideMode, hasPlatform, hasZaloOa } from './decide-mode.ts'
import { problemSentence } from './problem-sentence.ts'
import { meetTelegramPort } from './telegram-port.ts'
import type { Values, VariableName } from './variables.ts'

/** What an operator should look at although the service can start. */
export function findWarnings(values: Values): string[] {
  const warnings: string[] = []
  const warn = (name: VariableName, vi: string, en: string) =>
    warnings.push(problemSentence(name, vi, en))

  if (decideMode(values) === 'demo') {
    if (hasPlatform(values) || values.DATABASE_URL !== undefined) {
      warn(
        'SANDBOX',
        'đây là bản chạy thử nên token và DATABASE_URL không được dùng',
        'the demo runs, so tokens and DATABASE_URL are not used',
      )
    }
    return warnings
  }
  if (!hasPlatform(values)) {
    warn(
      'TELEGRAM_BOT_TOKEN',
      'chưa có token nào của Telegram hay Zalo nên không gửi và không nhận được tin; xem lại tên biến và tệp .env',
      'there is no token of Telegram or Zalo, so nothing is sent or received; look at the names and at .env',
    )
  }
  if (meetTelegramPort(values) === 'polled') {
    warn(
      'PUBLIC_URL',
      'Telegram chỉ gọi webhook ở cổng 443, 80, 88 hoặc 8443, nên bot Telegram nhận tin bằng hỏi định kỳ; Zalo vẫn dùng địa chỉ này',
      'Telegram calls a webhook at port 443, 80, 88 or 8443 only, so the Telegram bot polls; Zalo goes on using the address',
    )
  }
  if (
    values.ZALO_OA_WEBHOOK_SECRET !== undefined &&
    values.ZALO_OA_WEBHOOK_SECRET === values.ZALO_OA_APP_SECRET
  ) {
    warn(
      'ZALO_OA_WEBHOOK_SECRET',
      'trùng với ZALO_OA_APP_SECRET; hãy lấy OA Secret Key ở trang Webhook của ứng dụng',
      'equals ZALO_OA_APP_SECRET; take the OA Secret Key from the application’s webhook page',
    )
  }
  if (hasZaloOa(values) && values.PUBLIC_URL !== undefined && !values.ZALO_OA_WEBHOOK_SECRET) {
    warn(
      'ZALO_OA_WEBHOOK_SECRET',
      'chưa đặt nên webhook của Zalo OA sẽ bị từ chối',
      'is unset, so webhooks of the Zalo OA will be refused',
    )
  }
  // No conflict: once a first pair has been stored, neither is needed here.
  for (const [given, missing] of [
    ['ZALO_OA_ACCESS_TOKEN', 'ZALO_OA_REFRESH_TOKEN'],
    ['ZALO_OA_REFRESH_TOKEN', 'ZALO_OA_ACCESS_TOKEN'],
  ] as const) {
    if (values[given] === undefined || values[missing] !== undefined) continue
    warn(
      missing,
      `chưa đặt nên ${given} không được dùng; cặp token đầu tiên phải có cả hai`,
      `is unset, so ${given} is not used; the first pair of tokens needs both`,
    )
  }
  if (
    values.TELEGRAM_BOT_TOKEN !== undefined &&
    values.TELEGRAM_BOT_TOKEN === values.ZALO_BOT_TOKEN
  ) {
    warn(
      'ZALO_BOT_TOKEN',
      'trùng với TELEGRAM_BOT_TOKEN; có thể đã dán nhầm',
      'equals TELEGRAM_BOT_TOKEN; it may have been pasted by mistake',
    )
  }
  for (const [name, platforms] of [
    ['RESIDENT_CHANNELS', values.RESIDENT_CHANNELS ?? []],
    ['OWNERS', values.OWNERS.map(({ platform }) => platform)],
  ] as const) {
    const configured = namedPlatforms(values)
    const missing = [...new Set(platforms)].filter((platform) => !configured.includes(platform))
    if (missing.length === 0) continue
    const names = missing.join(', ')
    warn(name, `chưa có token cho ${names}`, `there is no token for ${names}`)
  }
  return warnings
}
