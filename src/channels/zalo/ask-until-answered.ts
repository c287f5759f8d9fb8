import { ZaloError } from 'zalo-api-sdk-node'
import type { ChannelLog } from '../channel-log.ts'
import { type Sleep, sleepFor } from '../sleep.ts'

export interface AskOptions {
  readonly log: ChannelLog
  readonly signal: AbortSignal
  readonly sleep?: Sleep | undefined
  /** Told of every failure before the next try. */
  readonly failed?: (error: ZaloError) => Promise<void>
}

const FIRST_MS = 1_000
const LONGEST_MS = 60_000
/** What needs a person (a refused token, a missing permission) does not heal by asking often. */
const HUMAN_MS = 300_000

/** Nobody is asked for a pair that is not there; an administrator who consents should not wait long. */
const NO_TOKEN_MS = 15_000

/** How long to wait after the `attempt`-th failure in a row, counted from 0. */
export function backOff(attempt: number, error: ZaloError): number {
  if (error.retryAfterMs !== null && error.retryAfterMs > 0) return error.retryAfterMs
  if (error.code === 'no-token' && error.status === null) return NO_TOKEN_MS
  if (error.class === 'human' || error.class === 'refresh') return HUMAN_MS
  return Math.min(FIRST_MS * 2 ** Math.min(attempt, 10), LONGEST_MS)
}

/** Asks until Zalo answers: a blip at start must not keep the channel down. Rejects only by the signal. */
export async function askUntilAnswered<T>(
  what: string,
  ask: (signal: AbortSignal) => Promise<T>,
  { log, signal, sleep = sleepFor, failed }: AskOptions,
): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted()
    try {
      return await ask(signal)
    } catch (error) {
      if (!(error instanceof ZaloError)) throw error
      signal.throwIfAborted()
      log.warn({ reason: error.message, attempt }, what)
      await failed?.(error)
      await sleep(backOff(attempt, error), signal)
    }
  }
}
