import {
  parseBotEvent,
  parseJsonKeepingIds,
  verifyBotSecret,
  type ZaloBot,
} from 'zalo-api-sdk-node'
import type { ChannelLog } from '../channel-log.ts'
import type { WebhookRequest, WebhookVerdict } from '../channel.ts'
import { type AskOptions, askUntilAnswered } from '../zalo/ask-until-answered.ts'
import { warnOfUnknown } from './warn-of-unknown.ts'

export interface ZaloBotWebhook {
  /** Public https address that Zalo calls. */
  readonly url: string
  /** 8 to 256 characters. */
  readonly secret: string
}

/** How our webhook stands, as far as this process knows. */
export interface WebhookState {
  readonly url: string
  /** What Zalo's own check of it came to when it was set here; null: not known. */
  verified: boolean | null
}

/** Checks the secret in constant time, then the form of the body. Without a webhook nothing is right. */
export function verifyBotWebhook(
  { webhook, log }: { readonly webhook: ZaloBotWebhook | null; readonly log: ChannelLog },
  { headers, body }: WebhookRequest,
): WebhookVerdict {
  if (webhook === null || !verifyBotSecret(headers['x-bot-api-secret-token'], webhook.secret))
    return { kind: 'wrong-secret' }
  const text = new TextDecoder().decode(body)
  if (text.trim() === '') return { kind: 'probe' }
  try {
    const update = parseJsonKeepingIds(text)
    if (parseBotEvent(update) === null) return { kind: 'probe' }
    warnOfUnknown(log, update)
    return { kind: 'update', update }
  } catch {
    return { kind: 'not-json' }
  }
}

/** Tells Zalo where to send updates; asks until it agrees or the signal aborts. */
export async function setBotWebhook(
  bot: ZaloBot,
  webhook: ZaloBotWebhook,
  state: WebhookState,
  options: AskOptions,
): Promise<void> {
  const set = (signal: AbortSignal): ReturnType<ZaloBot['setWebhook']> =>
    bot.setWebhook(webhook, { signal })
  try {
    const { verified, hint } = await askUntilAnswered('zalo bot webhook not set', set, options)
    state.verified = verified
    // The address is stored even when Zalo's own check of it fails.
    if (verified === false) options.log.warn({ hint }, 'zalo bot webhook set but not verified')
    else options.log.info({}, 'zalo bot webhook set')
  } catch (error) {
    if (!options.signal.aborted) throw error
  }
}
