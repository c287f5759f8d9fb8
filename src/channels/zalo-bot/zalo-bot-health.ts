import { ZaloError } from 'zalo-api-sdk-node'
import type { ChannelHealth } from '../channel.ts'
import type { BotStanding } from './zalo-bot-standing.ts'
import { isMonthly } from './zalo-bot-outcome.ts'
import { hearsByWebhook } from './zalo-bot-webhook.ts'

/** Says how the bot stands: what this process has met with its calls, then what Zalo says. */
export async function checkBotHealth(standing: BotStanding): Promise<ChannelHealth> {
  const met = describeMet(standing)
  if (met !== null) return { ok: false, detail: met }
  const said = await standing.look.say()
  if (said instanceof ZaloError) return { ok: false, detail: describeFailure(said) }
  const { webhook } = standing
  if (webhook !== null) {
    const hears = hearsByWebhook(said.webhook, webhook)
    if (hears === 'not-set')
      return {
        ok: false,
        detail:
          said.webhook === null
            ? 'Zalo Bot: webhook chưa được đặt; dịch vụ sẽ tự đặt trong ít phút, nếu không được thì /readyz nói vì sao.'
            : 'Zalo Bot: webhook đang trỏ về địa chỉ khác; hãy gỡ webhook đó, dịch vụ sẽ tự đặt lại trong ít phút.',
      }
    if (hears === 'not-verified')
      return {
        ok: false,
        detail:
          'Zalo Bot: Zalo không gọi được webhook; kiểm tra PUBLIC_URL và chứng thư, dịch vụ tự nhờ Zalo thử lại trong ít phút.',
      }
  }
  return { ok: true, detail: `Zalo Bot: ${said.profile.name} đang hoạt động.` }
}

function describeMet({ quota, poll, webhook }: BotStanding): string | null {
  if (webhook !== null && webhook.refusal !== null)
    return `Zalo Bot: Zalo không nhận địa chỉ webhook (“${webhook.refusal}”); hãy sửa PUBLIC_URL rồi khởi động lại dịch vụ.`
  if (isMonthly(quota))
    return 'Zalo Bot: đã hết hạn mức tin nhắn của tháng; cần nâng gói hoặc chờ sang tháng.'
  if (poll.foreignWebhook !== null)
    return `Zalo Bot: bot đang trỏ webhook về ${poll.foreignWebhook} nên không nhận được tin; hãy tắt dịch vụ đang dùng nó, rồi gọi deleteWebhook.`
  return poll.failure === null ? null : describeFailure(poll.failure)
}

function describeFailure(error: ZaloError): string {
  if (error.code === 401 || error.code === 'http-401')
    return 'Zalo Bot: mã truy cập (ZALO_BOT_TOKEN) bị từ chối; lấy mã mới trong Zalo Bot Creator.'
  if (error.code === 429 || error.code === 'http-429') return 'Zalo Bot: máy chủ yêu cầu tạm chờ.'
  return 'Zalo Bot: chưa kết nối được với máy chủ; dịch vụ tự thử lại khi đang chạy.'
}
