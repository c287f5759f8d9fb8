import {
  type BotWebhook,
  parseBotEvent,
  parseJsonKeepingIds,
  verifyBotSecret,
  type ZaloBot,
  ZaloError,
} from 'zalo-api-sdk-node'
import type { Asking } from '../ask-until-answered.ts'
import type { ChannelLog } from '../channel-log.ts'
import type { WebhookRequest, WebhookVerdict } from '../channel.ts'
import { keepWebhook } from '../keep-webhook.ts'
import { askUntilAnswered } from '../zalo/ask-until-answered.ts'
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
  /** What Zalo says against the address; null: nothing so far, or it has taken it since. */
  refusal: string | null
}

/** How the webhook that is set stands to ours. */
export type WebhookStand = 'verified' | 'not-said' | 'not-verified' | 'not-set'

/** Whether the webhook that is set is ours and works; its check is known best where Zalo repeats it. */
export function hearsByWebhook(set: BotWebhook | null, ours: WebhookState): WebhookStand {
  if (set === null || !isSameAddress(set.url, ours.url)) return 'not-set'
  const verified = set.verified ?? ours.verified
  if (verified === null) return 'not-said'
  return verified ? 'verified' : 'not-verified'
}

/** Checks the secret in constant time. Without a webhook nothing is right. */
function carriesBotSecret(
  webhook: ZaloBotWebhook | null,
  headers: WebhookRequest['headers'],
): boolean {
  return webhook !== null && verifyBotSecret(headers['x-bot-api-secret-token'], webhook.secret)
}

/** Whether it carries the secret, or nothing at all, as Zalo's own check may. */
export function mayBeBotWebhook(
  webhook: ZaloBotWebhook | null,
  headers: WebhookRequest['headers'],
): boolean {
  const isEmpty =
    headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0
  return (webhook !== null && isEmpty) || carriesBotSecret(webhook, headers)
}

/**
 * Checks the secret, then the form of the body. Without a webhook nothing is right. An empty body brings
 * nothing and is no secret's business: what Zalo's own check carries, it does not say.
 */
export function verifyBotWebhook(
  { webhook, log }: { readonly webhook: ZaloBotWebhook | null; readonly log: ChannelLog },
  { headers, body }: WebhookRequest,
): WebhookVerdict {
  const text = new TextDecoder().decode(body)
  if (webhook !== null && text.trim() === '') return { kind: 'probe' }
  if (!carriesBotSecret(webhook, headers)) return { kind: 'wrong-secret' }
  try {
    const update = parseJsonKeepingIds(text)
    if (parseBotEvent(update) === null) return { kind: 'probe' }
    warnOfUnknown(log, update)
    return { kind: 'update', update }
  } catch {
    return { kind: 'not-json' }
  }
}

/**
 * Tells Zalo where to send updates, and again whenever it has been told to send them nowhere, or its check of our address
 * failed: it makes none by itself when the certificate has been mended. An address that somebody else has set is let be
 * (decision 0010). Until the signal aborts.
 */
export async function keepBotWebhook(
  bot: ZaloBot,
  webhook: ZaloBotWebhook,
  { state, look }: { readonly state: WebhookState; readonly look: BotLook },
  options: Asking,
): Promise<void> {
  const set = async (): Promise<void> => {
    await setBotWebhook(bot, webhook, state, options)
    look.forget()
  }
  const stands = async (): Promise<boolean> => {
    const said = await look.say()
    if (said instanceof ZaloError) return true
    if (said.webhook === null) options.log.warn({}, 'somebody has removed the zalo bot webhook')
    return said.webhook !== null && hearsByWebhook(said.webhook, state) !== 'not-verified'
  }
  await keepWebhook({ set, stands }, options)
}

/** Asks until Zalo agrees. */
async function setBotWebhook(
  bot: ZaloBot,
  webhook: ZaloBotWebhook,
  state: WebhookState,
  options: Asking,
): Promise<void> {
  const set = (signal: AbortSignal): ReturnType<ZaloBot['setWebhook']> =>
    bot.setWebhook(webhook, { signal })
  const failed = ({ code, text }: ZaloError): void => {
    if (code === 400 || code === 'http-400') state.refusal = text
  }
  const asking = { ...options, failed }
  const { verified, hint } = await askUntilAnswered('zalo bot webhook not set', set, asking)
  // The address is stored even when Zalo's own check of it fails.
  const isNews = state.verified !== false
  state.verified = verified
  state.refusal = null
  if (verified !== false) options.log.info({}, 'zalo bot webhook set')
  else if (isNews) options.log.warn({ hint }, 'zalo bot webhook set but not verified')
}
