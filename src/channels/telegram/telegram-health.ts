import type { ChannelHealth } from '../channel.ts'
import { createLook, type Look } from '../remembered-look.ts'
import { isTokenRefused } from './back-off.ts'
import type { TelegramClient } from './telegram-client.ts'
import { TelegramCallError } from './telegram-error.ts'
import { fetchIdentity } from './telegram-identity.ts'
import type { PollState } from './telegram-poller.ts'
import { fetchWebhookInfo, type TelegramWebhook, type WebhookSetting } from './telegram-webhook.ts'

/** An error of the webhook that is older than this has passed. */
const RECENT_MS = 10 * 60_000
/** So many updates wait only when we do not take them. */
const MANY_WAITING = 1_000
const CHECK_TIMEOUT_MS = 5_000

/** Whoever mends something must see it soon. */
const FRESH_MS = 10_000

export interface HealthContext {
  readonly webhook: TelegramWebhook | null
  readonly now: () => Date
}

/** Asks Telegram how we stand, at most every ten seconds. */
export function createHealthLook(
  client: TelegramClient,
  context: HealthContext,
): Look<ChannelHealth> {
  const now = (): number => context.now().getTime()
  return createLook(() => askHealth(client, context), { freshMs: FRESH_MS, now })
}

/** What Telegram has against our webhook, else what it says now, and where it is content, how polling stands. */
export async function checkHealth(
  look: Look<ChannelHealth>,
  { poll, setting }: { readonly poll: PollState; readonly setting: WebhookSetting },
): Promise<ChannelHealth> {
  if (setting.refusal !== null)
    return {
      ok: false,
      detail: `Telegram: máy chủ không nhận địa chỉ webhook (“${setting.refusal}”); hãy sửa PUBLIC_URL rồi khởi động lại dịch vụ.`,
    }
  const health = await look.say()
  return health.ok && poll.failure !== null ? badHealth(poll.failure) : health
}

/** The webhook where there is one, else the token. */
async function askHealth(
  client: TelegramClient,
  { webhook, now }: HealthContext,
): Promise<ChannelHealth> {
  try {
    if (webhook !== null) return await checkWebhook(client, webhook, now())
    const { username } = await fetchIdentity(client, AbortSignal.timeout(CHECK_TIMEOUT_MS))
    return {
      ok: true,
      detail: `Telegram: @${username} đang hoạt động, nhận tin bằng hỏi định kỳ.`,
    }
  } catch (error) {
    if (!(error instanceof TelegramCallError)) throw error
    return badHealth(error)
  }
}

async function checkWebhook(
  client: TelegramClient,
  { url }: TelegramWebhook,
  now: Date,
): Promise<ChannelHealth> {
  const info = await fetchWebhookInfo(client)
  if (info === null)
    return { ok: false, detail: 'Telegram: câu trả lời về webhook không đọc được.' }
  const { pending_update_count: waiting, last_error_date: failed } = info
  if (info.url === '') {
    return {
      ok: false,
      detail:
        'Telegram: webhook chưa được đặt; dịch vụ sẽ tự đặt trong ít phút, nếu không được thì /readyz nói vì sao.',
    }
  }
  if (info.url !== url) {
    return {
      ok: false,
      detail:
        'Telegram: webhook đang trỏ về địa chỉ khác; nếu bot này không dùng ở nơi khác, hãy khởi động lại dịch vụ.',
    }
  }
  if (failed !== undefined && now.getTime() - failed * 1000 < RECENT_MS) {
    return {
      ok: false,
      detail: `Telegram: gửi tin đến dịch vụ vừa bị lỗi, ${waiting} tin đang chờ; kiểm tra PUBLIC_URL và chứng thư.`,
    }
  }
  if (waiting >= MANY_WAITING) {
    return { ok: false, detail: `Telegram: ${waiting} tin đến đang chờ dịch vụ nhận.` }
  }
  return { ok: true, detail: `Telegram: webhook hoạt động, ${waiting} tin đang chờ.` }
}

function badHealth(error: TelegramCallError): ChannelHealth {
  return { ok: false, detail: healthSentence(error) }
}

function healthSentence(error: TelegramCallError): string {
  if (isTokenRefused(error)) {
    return 'Telegram: mã truy cập (TELEGRAM_BOT_TOKEN) bị từ chối; lấy mã mới ở @BotFather.'
  }
  if (error.error_code === 409) {
    return 'Telegram: một tiến trình khác cũng đang nhận tin của bot này; chỉ được chạy một.'
  }
  if (error.error_code === 429) return 'Telegram: máy chủ yêu cầu tạm chờ.'
  return 'Telegram: chưa kết nối được với máy chủ; dịch vụ tự thử lại khi đang chạy.'
}
