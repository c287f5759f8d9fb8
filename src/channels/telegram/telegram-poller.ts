import type { Asking } from '../ask-until-answered.ts'
import type { ChannelLog } from '../channel-log.ts'
import type { StoreUpdate } from '../channel.ts'
import { sleepFor } from '../sleep.ts'
import { storeUntilTaken } from '../store-until-taken.ts'
import { backOff } from './back-off.ts'
import type { TelegramClient } from './telegram-client.ts'
import { TelegramCallError } from './telegram-error.ts'
import { ALLOWED_UPDATES } from './update-schema.ts'

export interface PollOptions extends Asking {
  readonly store: StoreUpdate
  /** Seconds an empty call stays open; the server allows up to 50. */
  readonly holdSeconds?: number | undefined
  readonly now?: () => number
}

/** How polling stands, for the channel's health. */
export interface PollState {
  /** The last failure since the last answer; null: the last call was answered. */
  failure: TelegramCallError | null
}

const HOLD_SECONDS = 25
/** How much longer than the hold a call may take before it counts as lost. */
const MARGIN_MS = 15_000
/** An empty answer that comes sooner than this does not lead to the next call at once. */
const LEAST_ROUND_MS = 1_000
/** Another process of ours polls while it is being replaced; ask again when it may be gone. */
const CONFLICT_MS = 5_000

/**
 * Fetches updates until the signal aborts. The offset, which tells Telegram to forget, moves only when every update
 * of the batch is stored; a crash in between brings them again and their keys tell them apart.
 */
export async function pollTelegram(
  client: TelegramClient,
  state: PollState,
  options: PollOptions,
): Promise<void> {
  const { signal, log, sleep = sleepFor, now = Date.now } = options
  let offset: number | undefined
  let failures = 0
  while (!signal.aborted) {
    const started = now()
    try {
      const updates = await fetchUpdates(client, offset, options)
      state.failure = null
      failures = 0
      for (const update of updates)
        if (!(await storeUntilTaken(options.store, update, options))) return
      offset = nextOffset(updates) ?? offset
      if (nextOffset(updates) === undefined) await sleep(LEAST_ROUND_MS - (now() - started), signal)
    } catch (error) {
      if (!(error instanceof TelegramCallError)) throw error
      if (signal.aborted) return
      state.failure = error
      await sleep(await answerFailure(client, error, failures++, log, signal), signal)
    }
  }
}

async function fetchUpdates(
  client: TelegramClient,
  offset: number | undefined,
  { signal, holdSeconds = HOLD_SECONDS }: PollOptions,
): Promise<unknown[]> {
  const answer = await client.callApi(
    'getUpdates',
    {
      ...(offset !== undefined && { offset }),
      limit: 100,
      timeout: holdSeconds,
      allowed_updates: ALLOWED_UPDATES,
    },
    { signal, timeoutMs: holdSeconds * 1000 + MARGIN_MS },
  )
  if (Array.isArray(answer)) return answer
  throw new TelegramCallError('getUpdates', {
    failure: 'not-api',
    error_code: 0,
    description: 'no list of updates',
  })
}

function nextOffset(updates: readonly unknown[]): number | undefined {
  const ids = updates
    .map((update) => (update as { update_id?: unknown } | null)?.update_id)
    .filter((id) => Number.isSafeInteger(id))
    .map(Number)
  return ids.length === 0 ? undefined : Math.max(...ids) + 1
}

/** Says what went wrong, mends what can be mended, and gives the time to wait. */
async function answerFailure(
  client: TelegramClient,
  error: TelegramCallError,
  failures: number,
  log: ChannelLog,
  signal: AbortSignal,
): Promise<number> {
  const fields = { reason: error.message, failures }
  if (error.error_code !== 409) {
    log.warn(fields, 'telegram updates not fetched')
    return backOff(failures, error)
  }
  if (!error.description.toLowerCase().includes('webhook is active')) {
    log.warn(fields, 'another process fetches the updates of this telegram bot')
    return CONFLICT_MS
  }
  // We poll because no public address that Telegram calls is configured, so the webhook is left over from another set-up.
  log.warn(fields, 'telegram webhook removed because this service polls')
  await client
    .callApi('deleteWebhook', { drop_pending_updates: false }, { signal })
    .catch((failure: unknown) => log.warn({ error: failure }, 'telegram webhook not removed'))
  return backOff(failures, error)
}
