import { type ZaloBot, ZaloError } from 'zalo-api-sdk-node'
import type { Asking } from '../ask-until-answered.ts'
import type { StoreUpdate } from '../channel.ts'
import { backOff } from '../zalo/ask-until-answered.ts'
import { sleepFor } from '../sleep.ts'
import { storeUntilTaken } from '../store-until-taken.ts'
import { warnOfUnknown } from './warn-of-unknown.ts'
import { keyOfZaloBot } from './zalo-bot-inbound.ts'
import { isSameAddress } from './zalo-bot-webhook.ts'

export interface BotPollOptions extends Asking {
  readonly store: StoreUpdate
  /** Seconds a quiet call stays open. */
  readonly holdSeconds?: number | undefined
  readonly now: () => number
  /** The address of a webhook that this service has set before; null: never. */
  readonly leftWebhook: string | null
}

/** How polling stands, for the channel's health. */
export interface BotPollState {
  failure: ZaloError | null
  /** Host of a webhook that somebody else has set, which silences polling. */
  foreignWebhook: string | null
}

const HOLD_SECONDS = 30
/** With updates waiting, Zalo may answer at once with the same one over and over. */
const LEAST_ROUND_MS = 1_000
/** What stands for the key of something that is no event at all. */
const NO_EVENT = ''
const WEBHOOK_RECHECK_MS = 60_000

/**
 * Fetches updates until the signal aborts. Reading an update may remove it or not, depending on what one believes:
 * so each is stored before the next call, and one that comes again is not.
 */
export async function pollZaloBot(
  bot: ZaloBot,
  state: BotPollState,
  options: BotPollOptions,
): Promise<void> {
  const { signal, log, now, sleep = sleepFor, holdSeconds = HOLD_SECONDS } = options
  let lastKey: string | null = null
  for (let failures = 0; !signal.aborted;) {
    const started = now()
    try {
      const updates = await bot.getUpdates({ timeoutSeconds: holdSeconds, signal })
      state.failure = null
      state.foreignWebhook = null
      failures = 0
      for (const update of updates) {
        const key = keyOfZaloBot(update)?.dedupKey ?? NO_EVENT
        if (key === lastKey) continue
        warnOfUnknown(log, update)
        if (key !== NO_EVENT && !(await storeUntilTaken(options.store, update, options))) return
        lastKey = key
      }
      await sleep(Math.max(0, LEAST_ROUND_MS - (now() - started)), signal)
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof ZaloError)) throw error
      state.failure = error
      const fields = { reason: error.message, failures }
      log.warn(fields, 'zalo bot updates not fetched')
      const wait = isWebhookSet(error)
        ? await clearWebhook(bot, state, options)
        : Math.max(LEAST_ROUND_MS, backOff(failures, error))
      failures += 1
      await sleep(wait, signal)
    }
  }
}

function isWebhookSet(error: ZaloError): boolean {
  return error.code === 400 && /webhook/i.test(error.text)
}

/**
 * A webhook that is left over from when this service could be called is taken away. One that somebody else has set is theirs
 * to remove: we say where it points and look again. Gives the time until then.
 */
async function clearWebhook(
  bot: ZaloBot,
  state: BotPollState,
  { log, signal, leftWebhook }: BotPollOptions,
): Promise<number> {
  try {
    const webhook = await bot.getWebhookInfo({ signal })
    if (webhook !== null && leftWebhook !== null && isSameAddress(webhook.url, leftWebhook)) {
      await bot.deleteWebhook({ signal })
      log.warn({}, 'zalo bot webhook removed because this service polls')
      return LEAST_ROUND_MS
    }
    // The path may hold a secret of its owner.
    state.foreignWebhook =
      webhook !== null && URL.canParse(webhook.url) ? new URL(webhook.url).host : '?'
    log.error({ host: state.foreignWebhook }, 'zalo bot has a webhook: polling gets nothing')
  } catch (error) {
    if (!(error instanceof ZaloError)) throw error
    log.warn({ reason: error.message }, 'zalo bot webhook not known, or not removed')
  }
  return WEBHOOK_RECHECK_MS
}
