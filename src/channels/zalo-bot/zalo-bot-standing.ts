import { ZaloError } from 'zalo-api-sdk-node'
import type { ChannelFact } from '../../domain/channel-fact.ts'
import type { Sleep } from '../sleep.ts'
import type { BotLook, BotSaid } from './zalo-bot-look.ts'
import { isMonthly, type QuotaState } from './zalo-bot-outcome.ts'
import type { BotPollState } from './zalo-bot-poller.ts'
import { hearsByWebhook, type WebhookStand, type WebhookState } from './zalo-bot-webhook.ts'

/** Of the Basic package, as several reports have it: Zalo publishes no number and has no call that tells one. */
const MESSAGES_PER_MONTH = 3_000
/** A service that has just been started sets its webhook at this very moment. */
const SETTING_MS = 3_000

/** What is known of the bot in this process, and whom to ask for the rest. */
export interface BotStanding {
  readonly quota: QuotaState
  /** Null: the bot polls. */
  readonly webhook: WebhookState | null
  readonly poll: BotPollState
  readonly look: BotLook
}

/** What the bot has left. How many messages Zalo does not tell: it is counted by who keeps the ledger. */
export async function readBotStanding(
  standing: BotStanding,
  { sleep, signal }: { sleep: Sleep; signal: AbortSignal },
): Promise<ChannelFact[]> {
  const { quota, webhook, poll, look } = standing
  let known = await ask(look)
  if (known && webhook && hearsByWebhook(known.webhook, webhook) === 'not-set') {
    await sleep(SETTING_MS, signal)
    look.forget()
    known = await ask(look)
  }
  const remaining = isMonthly(quota) ? 0 : null
  return [
    { kind: 'quota', from: 'month', remaining, total: MESSAGES_PER_MONTH },
    webhook === null
      ? { kind: 'hears', by: 'polling', ok: poll.failure === null && poll.foreignWebhook === null }
      : {
          kind: 'hears',
          by: 'webhook',
          ok: known && HEARS[hearsByWebhook(known.webhook, webhook)],
        },
    ...(known?.profile.canJoinGroups === false ? [{ kind: 'no-groups' } as const] : []),
  ]
}

async function ask(look: BotLook): Promise<BotSaid | null> {
  const said = await look.say()
  return said instanceof ZaloError ? null : said
}

const HEARS: Readonly<Record<WebhookStand, boolean | null>> = {
  verified: true,
  'not-said': null,
  'not-verified': false,
  'not-set': false,
}
