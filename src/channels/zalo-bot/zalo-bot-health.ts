import { type ZaloBot, ZaloError } from 'zalo-api-sdk-node'
import type { ChannelHealth } from '../channel.ts'
import type { BotPollState } from './zalo-bot-poller.ts'
import { isMonthly, type QuotaState } from './zalo-bot-outcome.ts'
import type { WebhookState } from './zalo-bot-webhook.ts'

const CHECK_TIMEOUT_MS = 5_000
const FRESH_MS = 60_000

export interface BotStanding {
  readonly quota: QuotaState
  /** Null: the bot polls. */
  readonly webhook: WebhookState | null
  readonly poll: BotPollState
}

/** Asks how the bot stands, at most once a minute. */
export function createBotHealth(
  bot: ZaloBot,
  standing: BotStanding,
  now: () => number,
): () => Promise<ChannelHealth> {
  let last: { readonly at: number; readonly health: ChannelHealth } | null = null
  return async () => {
    const known = describeStanding(standing, now())
    if (known !== null) return { ok: false, detail: known }
    if (last === null || now() - last.at >= FRESH_MS)
      last = { at: now(), health: await checkHealth(bot) }
    return last.health
  }
}

async function checkHealth(bot: ZaloBot): Promise<ChannelHealth> {
  try {
    const { name } = await bot.getMe({ signal: AbortSignal.timeout(CHECK_TIMEOUT_MS) })
    return { ok: true, detail: `Zalo Bot: ${name} đang hoạt động.` }
  } catch (error) {
    if (!(error instanceof ZaloError)) throw error
    return { ok: false, detail: describeFailure(error) }
  }
}

function describeStanding({ quota, webhook, poll }: BotStanding, now: number): string | null {
  if (isMonthly(quota, now))
    return 'Zalo Bot: đã hết hạn mức tin nhắn của tháng; cần nâng gói hoặc chờ sang tháng.'
  if (webhook?.set === null) return 'Zalo Bot: chưa đặt được webhook, dịch vụ đang thử lại.'
  if (webhook?.set?.verified === false)
    return 'Zalo Bot: Zalo không gọi được webhook; kiểm tra PUBLIC_URL và chứng thư.'
  if (poll.foreignWebhook !== null)
    return `Zalo Bot: bot đang trỏ webhook về ${poll.foreignWebhook} nên không nhận được tin; hãy gỡ webhook đó.`
  return poll.failure === null ? null : describeFailure(poll.failure)
}

function describeFailure(error: ZaloError): string {
  if (error.code === 401 || error.code === 'http-401')
    return 'Zalo Bot: mã truy cập (ZALO_BOT_TOKEN) bị từ chối; lấy mã mới trong Zalo Bot Creator.'
  if (error.code === 429 || error.code === 'http-429') return 'Zalo Bot: máy chủ yêu cầu tạm chờ.'
  return 'Zalo Bot: chưa kết nối được với máy chủ, dịch vụ đang thử lại.'
}
