import { parseBotEvent } from '../webhook/bot-event.ts'
import { ZaloError } from '../zalo-error.ts'
import type { ZaloBot } from './zalo-bot.ts'

/** How to poll. */
export interface BotPollOptions {
  /** Ends the polling. */
  readonly signal: AbortSignal
  /** How long a quiet call stays open; default: 30. */
  readonly timeoutSeconds?: number
  /** The least time from one call to the next; default: 1 second, below which Zalo answers 429. */
  readonly leastRoundMs?: number
  /** Told of each failure that is tried again. */
  readonly onFailure?: (error: ZaloError) => void
}

const REMEMBERED = 100
const LONGEST_WAIT_MS = 60_000

/**
 * The updates of a bot by long polling, one at a time and as they came (`parseBotEvent` reads them), until the signal
 * aborts. Zalo forgets an update once it was fetched, or gives it again on every call, depending on what one
 * believes: so the next call is made only when the caller comes for the next update (store it first), updates that
 * were just seen are left out, and calls keep a distance. A quiet window is no failure; what is `transient` is tried
 * again, ever more slowly. Throws ZaloError for anything else, such as 400 while a webhook is set: who set it may
 * need it, so it is not removed. One poller for a token: two take each other's messages.
 */
export async function* pollBotUpdates(
  bot: Pick<ZaloBot, 'getUpdates'>,
  options: BotPollOptions,
): AsyncGenerator<unknown, void, void> {
  const { signal, timeoutSeconds = 30, leastRoundMs = 1_000, onFailure } = options
  const seen = new Set<string>()
  for (let failures = 0; !signal.aborted;) {
    const started = Date.now()
    let wait = leastRoundMs
    try {
      for (const update of await bot.getUpdates({ timeoutSeconds, signal }))
        if (isNew(update, seen)) yield update
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof ZaloError) || error.class !== 'transient') throw error
      onFailure?.(error)
      wait =
        error.retryAfterMs === null
          ? Math.min(leastRoundMs * 2 ** Math.min(++failures, 10), LONGEST_WAIT_MS)
          : Math.max(leastRoundMs, error.retryAfterMs)
    }
    await sleep(wait - (Date.now() - started), signal)
  }
}

function isNew(update: unknown, seen: Set<string>): boolean {
  const event = parseBotEvent(update)
  const message = event?.kind === 'unknown' ? event.message : event
  // What has no id cannot be told apart: the caller decides.
  if (!message) return true
  const key = `${message.name}:${message.messageId}`
  if (seen.has(key)) return false
  seen.add(key)
  const oldest = seen.values().next()
  if (seen.size > REMEMBERED && !oldest.done) seen.delete(oldest.value)
  return true
}

/** Resolves after the time or when the signal aborts. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end, { once: true })
  })
}
