import { createZaloBot, type ZaloBot } from 'zalo-api-sdk-node'
import type { ChannelInstanceId } from '../../domain/id.ts'
import type { Asking } from '../ask-until-answered.ts'
import type { ChannelLog } from '../channel-log.ts'
import type { Capabilities, Channel, ChannelFace, Destination, RenderedPart } from '../channel.ts'
import { countFailures, countWhileOthersGo } from '../count-failures.ts'
import { type Sleep, sleepFor } from '../sleep.ts'
import { askUntilAnswered } from '../zalo/ask-until-answered.ts'
import { plainActs } from '../zalo/plain-acts.ts'
import { PLAIN_ZALO } from '../zalo/plain-zalo.ts'
import type { ZaloBotAccess } from './identify-zalo-bot.ts'
import { checkBotHealth } from './zalo-bot-health.ts'
import { keyOfZaloBot, parseZaloBot } from './zalo-bot-inbound.ts'
import { createBotLook } from './zalo-bot-look.ts'
import { botOutcome, serverFailureOf, type QuotaState } from './zalo-bot-outcome.ts'
import { type BotPollState, pollZaloBot } from './zalo-bot-poller.ts'
import { renderZaloBot } from './zalo-bot-render.ts'
import { type BotStanding, readBotStanding } from './zalo-bot-standing.ts'
import {
  keepBotWebhook,
  mayBeBotWebhook,
  verifyBotWebhook,
  type WebhookState,
  type ZaloBotWebhook,
} from './zalo-bot-webhook.ts'

export interface ZaloBotConfig extends ZaloBotAccess {
  readonly instanceId: ChannelInstanceId
  /** Null: updates are polled. */
  readonly webhook: ZaloBotWebhook | null
  /** The address of a webhook that an earlier start has set; polling takes that one away. */
  readonly leftWebhook?: string | null
  readonly log: ChannelLog
  /** What people mention the bot by; more may come. Absent: it is asked in the background. */
  readonly names?: ReadonlySet<string>
  readonly now?: () => number
  /** Waits; injected by tests. */
  readonly sleep?: Sleep
  /** Limit of one call in milliseconds. */
  readonly timeoutMs?: number
  /** Seconds a quiet poll stays open. */
  readonly pollHoldSeconds?: number
}

/** Zalo publishes no rate. */
const CAPABILITIES: Capabilities = {
  buttons: 'nowhere',
  edit: false,
  maxText: PLAIN_ZALO.maxText,
  files: null,
  toast: false,
  abroad: false,
  pace: {
    perSecond: 2,
    privateGapMs: 1_000,
    groupGapMs: 1_000,
    groupPerMinute: null,
    editGapMs: { private: 0, group: 0 },
  },
  tooMany: 'lane',
  window: null,
}

export const ZALO_BOT_FACE: ChannelFace = { capabilities: CAPABILITIES, render: renderZaloBot }

/** One bot of the Bot Platform. Resolves without asking the platform, so that the service starts while it is down. */
export function createZaloBotChannel(config: ZaloBotConfig): Promise<Channel> {
  const { instanceId, webhook, log, sleep = sleepFor, now = Date.now } = config
  const bot = createZaloBot({ ...config, baseUrl: config.apiRoot })
  const closing = new AbortController()
  const quota: QuotaState = { exceeded: null }
  const webhookState: WebhookState | null = webhook && {
    url: webhook.url,
    verified: null,
    refusal: null,
  }
  const poll: BotPollState = { failure: null, foreignWebhook: null }
  const learned = new Set<string>()
  const names = config.names ?? learned
  const look = createBotLook(bot, { hasWebhook: webhook !== null, now })
  const standing: BotStanding = { quota, webhook: webhookState, poll, look }
  const asking = { log, sleep, signal: closing.signal }
  const asked = config.names ? Promise.resolve() : learnNames(bot, learned, asking)

  return Promise.resolve({
    platform: 'zalo-bot',
    instanceId,
    ...ZALO_BOT_FACE,
    ...plainActs(config, closing.signal),
    send: createBotSender(bot, quota, now),
    keyOf: keyOfZaloBot,
    parse: (update, receivedAt) => parseZaloBot(update, [...names], receivedAt),
    mayBeWebhook: (headers) => mayBeBotWebhook(webhook, headers),
    verifyWebhook: (request) => verifyBotWebhook({ webhook, log }, request),
    receive: async (store, signal) => {
      const until = { log, sleep, signal: AbortSignal.any([signal, closing.signal]) }
      if (webhook !== null && webhookState !== null) {
        return await keepBotWebhook(bot, webhook, { state: webhookState, look }, until)
      }
      const { pollHoldSeconds: holdSeconds, leftWebhook = null } = config
      return await pollZaloBot(bot, poll, { ...until, store, now, holdSeconds, leftWebhook })
    },
    health: () => checkBotHealth(standing),
    standing: (signal) =>
      readBotStanding(standing, {
        sleep,
        signal: AbortSignal.any([signal, closing.signal]),
      }),
    close: async () => {
      closing.abort()
      await asked
    },
  })
}

function createBotSender(bot: ZaloBot, quota: QuotaState, now: () => number): Channel['send'] {
  const trouble = countWhileOthersGo()
  const failures = { 'internal-error': countFailures(), trouble, 'kept-out': trouble }
  const forget = (to: Destination, part: RenderedPart): void => {
    for (const count of Object.values(failures)) count.clear(to, part)
  }
  return async (to, part, { signal, mayLeave }) => {
    const { text } = part.body
    if (typeof text !== 'string')
      return { kind: 'rejected', why: 'refused', reason: 'the part has no text' }
    try {
      const { messageId } = await bot.sendMessage(to.chatId, text, { signal, mayLeave })
      quota.exceeded = null
      forget(to, part)
      trouble.noteSent()
      return { kind: 'sent', messageIds: messageId === '' ? [] : [messageId] }
    } catch (error) {
      const failure = serverFailureOf(error)
      const count = failure && failures[failure]
      const facts = { quota, now: now(), failures: count?.of(to, part) ?? 0 }
      const outcome = botOutcome(error, facts)
      if (count && outcome.kind === 'retry-after') count.add(to, part)
      else forget(to, part)
      return outcome
    }
  }
}

async function learnNames(bot: ZaloBot, names: Set<string>, options: Asking): Promise<void> {
  const ask = (signal: AbortSignal): ReturnType<ZaloBot['getMe']> => bot.getMe({ signal })
  try {
    const { name, accountName } = await askUntilAnswered(
      'zalo does not say who the bot is',
      ask,
      options,
    )
    names.add(name).add(accountName)
  } catch (error) {
    if (!options.signal.aborted) throw error
  }
}
