import type { ChannelInstanceId } from '../../domain/id.ts'
import type { ChannelLog } from '../channel-log.ts'
import type { Capabilities, Channel, ChannelFace } from '../channel.ts'
import type { Sleep } from '../sleep.ts'
import { countCodePoints, shortenText } from '../split-text.ts'
import { cleanText } from '../styled-text.ts'
import { TelegramClient } from './telegram-client.ts'
import { publishMenus } from './telegram-commands.ts'
import { downloadFile } from './telegram-download.ts'
import { TelegramCallError } from './telegram-error.ts'
import { checkHealth, createHealthLook } from './telegram-health.ts'
import { awaitIdentity, botIdOfToken, type BotIdentity } from './telegram-identity.ts'
import { keyOfUpdate, parseUpdate } from './telegram-inbound.ts'
import { pollTelegram, type PollState } from './telegram-poller.ts'
import { MAX_TEXT, renderTelegram } from './telegram-render.ts'
import { editRendered, sendRendered } from './telegram-send.ts'
import {
  keepTelegramWebhook,
  type WebhookSetting,
  type TelegramWebhook,
  carriesTelegramSecret,
  verifyTelegramWebhook,
} from './telegram-webhook.ts'

export interface TelegramConfig {
  readonly instanceId: ChannelInstanceId
  readonly token: string
  /** `https://api.telegram.org`, or the root of a server that speaks like it. */
  readonly apiRoot: string
  /** Null: updates are polled. */
  readonly webhook: TelegramWebhook | null
  readonly log: ChannelLog
  /** Who the bot is, if that is known; else it is asked in the background. */
  readonly identity?: BotIdentity
  readonly now?: () => Date
  /** Waits; injected by tests. */
  readonly sleep?: Sleep
  /** Limit of one call in milliseconds. */
  readonly timeoutMs?: number
  /** Seconds an empty poll stays open. */
  readonly pollHoldSeconds?: number
}

/** Bot API: 0-200 characters, https://core.telegram.org/bots/api#answercallbackquery */
const MAX_TOAST = 200
/** Bot API: up to 64 of A-Z a-z 0-9 _ -, https://core.telegram.org/bots/features#deep-linking */
const START_PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/u

/** The published limits, with half a call a second in hand against clocks that differ. */
const CAPABILITIES: Capabilities = {
  buttons: 'everywhere',
  edit: true,
  maxText: MAX_TEXT,
  files: { extensions: null, tokenLifeMs: null },
  toast: true,
  abroad: true,
  pace: {
    perSecond: 29.5,
    privateGapMs: 1_000,
    groupGapMs: 1_000,
    groupPerMinute: 20,
    editGapMs: { private: 2_000, group: 15_000 },
  },
  tooMany: 'chat',
  window: null,
}

export const TELEGRAM_FACE: ChannelFace = {
  capabilities: CAPABILITIES,
  render: (message) => renderTelegram(message),
}

/**
 * One Telegram bot. Resolves without asking the platform, so that the service starts while Telegram is down; what only
 * Telegram knows (the bot's user name, for links and `/cmd@bot`) is asked in the background until it answers.
 */
export function createTelegramChannel(config: TelegramConfig): Promise<Channel> {
  const { instanceId, webhook, log, sleep, now = () => new Date() } = config
  const client = new TelegramClient(config)
  const closing = new AbortController()
  const poll: PollState = { failure: null }
  const setting: WebhookSetting = { refusal: null }
  const look = createHealthLook(client, { webhook, now })
  let bot: BotIdentity = config.identity ?? {
    externalId: botIdOfToken(config.token),
    username: null,
  }
  const asking = { log, sleep, signal: closing.signal }
  const asked =
    bot.username === null
      ? awaitIdentity(client, asking)
          .then((identity) => void (bot = identity))
          .catch(() => undefined)
      : Promise.resolve()

  return Promise.resolve({
    platform: 'telegram',
    instanceId,
    ...TELEGRAM_FACE,
    startLink: (payload) => startLink(bot, payload),
    send: (to, part, context) => sendRendered(client, to, part, context),
    edit: (to, messageId, part, context) => editRendered(client, to, messageId, part, context),
    answerPress: (pressId, text, alert) => answerPress(client, log, { pressId, text, alert }),
    download: (file, maxBytes) => downloadFile(client, file, { maxBytes, signal: closing.signal }),
    keyOf: keyOfUpdate,
    parse: (update, receivedAt) => parseUpdate(update, { bot, receivedAt }),
    mayBeWebhook: (headers) => carriesTelegramSecret(webhook, headers),
    verifyWebhook: (request) => verifyTelegramWebhook(webhook, request),
    receive: async (store, signal) => {
      const until = { ...asking, signal: AbortSignal.any([signal, closing.signal]) }
      if (webhook !== null) return keepTelegramWebhook(client, webhook, { look, setting }, until)
      return pollTelegram(client, poll, { ...until, store, holdSeconds: config.pollHoldSeconds })
    },
    publishCommands: (menus, signal) =>
      publishMenus(client, menus, {
        ...asking,
        signal: AbortSignal.any([signal, closing.signal]),
      }),
    health: () => checkHealth(look, { poll, setting }),
    standing: async () => {
      const { ok } = await checkHealth(look, { poll, setting })
      return [{ kind: 'hears', by: webhook === null ? 'polling' : 'webhook', ok }]
    },
    close: async () => {
      closing.abort()
      await asked
      await client.disconnect()
    },
  })
}

function startLink({ username }: BotIdentity, payload: string): string | null {
  if (!START_PAYLOAD.test(payload)) throw new RangeError('not a payload for a start link')
  return username === null ? null : `https://t.me/${username}?start=${payload}`
}

interface PressAnswer {
  readonly pressId: string
  readonly text: string | null
  readonly alert: boolean
}

/** A press that waited too long cannot be answered any more; the work it asked for is done all the same. */
async function answerPress(
  client: TelegramClient,
  log: ChannelLog,
  { pressId, text, alert }: PressAnswer,
): Promise<boolean> {
  const limit = { max: MAX_TOAST, count: countCodePoints }
  const words = text === null ? {} : { text: shortenText(cleanText(text), limit) }
  try {
    await client.callApi('answerCallbackQuery', {
      callback_query_id: pressId,
      ...words,
      show_alert: alert,
    })
    return true
  } catch (error) {
    if (!(error instanceof TelegramCallError)) throw error
    log.debug({ reason: error.message }, 'telegram press not answered')
    return false
  }
}
