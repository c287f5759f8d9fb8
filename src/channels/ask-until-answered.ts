import type { ChannelLog } from './channel-log.ts'
import { type Sleep, sleepFor } from './sleep.ts'

/** What goes on until it is done or the signal aborts. */
export interface Asking {
  readonly log: ChannelLog
  readonly signal: AbortSignal
  /** Waits; injected by tests. */
  readonly sleep?: Sleep | undefined
}

export interface AskOptions<Failure> extends Asking {
  /** Told of every failure before the next try. */
  readonly failed?: (failure: Failure) => Promise<void> | void
}

/**
 * How a platform is asked until it answers: a blip at start must not keep its channel down. `Failure` is the error of its
 * client, and `backOff` how long to wait after the `attempt`-th in a row, counted from 0, in milliseconds. What is asked
 * rejects by the signal, and with any other error, which is no failure of the platform.
 */
export function askingUntilAnswered<Failure extends Error>(
  FailureClass: new (...details: never) => Failure,
  backOff: (attempt: number, failure: Failure) => number,
) {
  return async <T>(
    /** What the log says of each failure. */
    what: string,
    ask: (signal: AbortSignal) => Promise<T>,
    { log, signal, sleep = sleepFor, failed }: AskOptions<Failure>,
  ): Promise<T> => {
    for (let attempt = 0; ; attempt++) {
      signal.throwIfAborted()
      try {
        return await ask(signal)
      } catch (error) {
        if (!(error instanceof FailureClass)) throw error
        signal.throwIfAborted()
        log.warn({ reason: error.message, attempt }, what)
        await failed?.(error)
        await sleep(backOff(attempt, error), signal)
      }
    }
  }
}

const FIRST_MS = 1_000
const LONGEST_MS = 60_000
/** What needs a person (a refused token, a missing permission) does not heal by asking often. */
const HUMAN_MS = 300_000

/**
 * How long to wait after the `attempt`-th failure in a row. What the platform asks for is kept to; whoever reads it sees to it
 * that a broken number makes no more than a day.
 */
export function backOffMs(
  attempt: number,
  { askedMs, needsPerson }: { readonly askedMs: number | null; readonly needsPerson: boolean },
): number {
  if (askedMs !== null) return askedMs
  return needsPerson ? HUMAN_MS : Math.min(FIRST_MS * 2 ** Math.min(attempt, 10), LONGEST_MS)
}
