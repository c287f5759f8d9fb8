import { z } from 'zod'
import { isSameSecret } from '../../domain/same-secret.ts'
import { clip } from '../../domain/text/clip.ts'
import type { Asking } from '../ask-until-answered.ts'
import type { WebhookRequest, WebhookVerdict } from '../channel.ts'
import { keepWebhook } from '../keep-webhook.ts'
import type { Look } from '../remembered-look.ts'
import { askTelegram } from './back-off.ts'
import type { TelegramClient } from './telegram-client.ts'
import { TelegramCallError } from './telegram-error.ts'
import { ALLOWED_UPDATES } from './update-schema.ts'

export interface TelegramWebhook {
  /** Address that Telegram calls; https on port 443, 80, 88 or 8443 unless the server is a local one. */
  readonly url: string
  /** 1-256 characters of A-Z a-z 0-9 _ -, sent with every update. */
  readonly secret: string
}

const SECRET_HEADER = 'x-telegram-bot-api-secret-token'
/** Updates at the same time; each is only stored, so few are enough for thousands a minute. */
const MAX_CONNECTIONS = 40

const decoder = new TextDecoder('utf-8', { fatal: true })

/** Checks the secret in constant time. Without a webhook nothing is right. */
export function carriesTelegramSecret(
  webhook: TelegramWebhook | null,
  headers: WebhookRequest['headers'],
): boolean {
  const given = headers[SECRET_HEADER]
  return webhook !== null && given !== undefined && isSameSecret(given, webhook.secret)
}

/** Checks the secret, then the form of the body. */
export function verifyTelegramWebhook(
  webhook: TelegramWebhook | null,
  { headers, body }: WebhookRequest,
): WebhookVerdict {
  if (!carriesTelegramSecret(webhook, headers)) return { kind: 'wrong-secret' }
  try {
    const update: unknown = JSON.parse(decoder.decode(body))
    return typeof update === 'object' && update !== null && !Array.isArray(update)
      ? { kind: 'update', update }
      : { kind: 'not-json' }
  } catch {
    return { kind: 'not-json' }
  }
}

/** What came of setting the webhook, for the channel's health. */
export interface WebhookSetting {
  /** What Telegram says against its address; null: nothing so far, or it has taken it since. */
  refusal: string | null
}

/** In characters; the longest one of Telegram's own is half of it. */
const LONGEST_REFUSAL = 200

/**
 * Tells Telegram where to send updates, and again whenever it has been told to send them nowhere; it keeps what waits for a
 * day. An address that somebody else has set is let be. Until the signal aborts.
 */
export async function keepTelegramWebhook(
  client: TelegramClient,
  webhook: TelegramWebhook,
  { look, setting }: { look: Pick<Look<unknown>, 'forget'>; setting: WebhookSetting },
  options: Asking,
): Promise<void> {
  const { log, signal } = options
  const set = async (): Promise<void> => {
    await setTelegramWebhook(client, webhook, setting, options)
    look.forget()
  }
  const stands = async (): Promise<boolean> => {
    try {
      const info = await fetchWebhookInfo(client, signal)
      if (info?.url !== '') return true
      log.warn({}, 'somebody has removed the telegram webhook')
      return false
    } catch (error) {
      if (!(error instanceof TelegramCallError)) throw error
      log.debug({ reason: error.message }, 'telegram does not say how its webhook stands')
      return true
    }
  }
  await keepWebhook({ set, stands }, options)
}

/** Asks until Telegram agrees. Waiting updates are kept. */
async function setTelegramWebhook(
  client: TelegramClient,
  webhook: TelegramWebhook,
  setting: WebhookSetting,
  options: Asking,
): Promise<void> {
  const set = (signal: AbortSignal): Promise<unknown> =>
    client.callApi(
      'setWebhook',
      {
        url: webhook.url,
        secret_token: webhook.secret,
        allowed_updates: ALLOWED_UPDATES,
        max_connections: MAX_CONNECTIONS,
        drop_pending_updates: false,
      },
      { signal },
    )
  const failed = ({ error_code, description }: TelegramCallError): void => {
    // It may heal by itself, as a host name does that has only just been entered; mostly a person must act.
    if (error_code === 400) setting.refusal = clip(description, LONGEST_REFUSAL)
  }
  await askTelegram('telegram webhook not set', set, { ...options, failed })
  setting.refusal = null
  options.log.info({}, 'telegram webhook set')
}

const webhookInfoSchema = z.object({
  url: z.string(),
  pending_update_count: z.number().int().nonnegative(),
  last_error_date: z.number().int().optional(),
})

const INFO_TIMEOUT_MS = 5_000

/** How the webhook stands; null: the answer is of no form that is known. Throws a `TelegramCallError`. */
export async function fetchWebhookInfo(
  client: TelegramClient,
  signal?: AbortSignal,
): Promise<z.infer<typeof webhookInfoSchema> | null> {
  const answer = await client.callApi('getWebhookInfo', {}, { timeoutMs: INFO_TIMEOUT_MS, signal })
  return webhookInfoSchema.safeParse(answer).data ?? null
}
