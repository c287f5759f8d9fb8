import {
  parseBotEvent,
  parseJsonKeepingIds,
  verifyBotSecret,
  type ZaloBot,
  ZaloError,
} from 'zalo-api-sdk-node'
import type { ChannelLog } from '../channel-log.ts'
import type { WebhookRequest, WebhookVerdict } from '../channel.ts'
import { type AskOptions, askUntilAnswered } from '../zalo/ask-until-answered.ts'
import { sleepFor } from '../zalo/sleep.ts'
import { warnOfUnknown } from './warn-of-unknown.ts'
import type { BotLook } from './zalo-bot-look.ts'

export interface ZaloBotWebhook {
  /** Public https address that Zalo calls. */
  readonly url: string
  /** 8 to 256 characters. */
  readonly secret: string
}

/** Whether both are one address; Zalo may write it in another way than it was given. */
export function isSameAddress(one: string, other: string): boolean {
  return hrefOf(one) === hrefOf(other)
}

function hrefOf(url: string): string {
  return URL.canParse(url) ? new URL(url).href : url
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

/** Longer than a person takes to wonder. */
const LOOK_EVERY_MS = 300_000

/**
 * Tells Zalo where to send updates, and again whenever it has been told to send them nowhere; an address that somebody
 * else has set is let be (decision 0010). Until the signal aborts.
 */
export async function keepBotWebhook(
  bot: ZaloBot,
  webhook: ZaloBotWebhook,
  { state, look }: { readonly state: WebhookState; readonly look: BotLook },
  options: AskOptions,
): Promise<void> {
  const { log, signal, sleep = sleepFor } = options
  while (!signal.aborted) {
    await setBotWebhook(bot, webhook, state, options)
    look.forget()
    for (let isThere = true; isThere && !signal.aborted;) {
      await sleep(LOOK_EVERY_MS, signal).catch(() => undefined)
      if (signal.aborted) return
      const said = await look.say()
      isThere = said instanceof ZaloError || said.webhook !== null
    }
    if (!signal.aborted) log.warn({}, 'somebody has removed the zalo bot webhook')
  }
}

/** Asks until Zalo agrees or the signal aborts. */
async function setBotWebhook(
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
