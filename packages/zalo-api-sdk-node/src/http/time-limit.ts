import { setMaxListeners } from 'node:events'

export interface TimeLimit {
  /** Aborts when the caller's signal does or when the time is over. */
  readonly signal: AbortSignal
  readonly timedOut: () => boolean
  /** Lets go of the timer and of the caller's signal. */
  readonly end: () => void
}

/**
 * A time limit on top of a caller's signal. Not `AbortSignal.any`: on Node 20 each combination leaves something
 * behind on a signal that lives as long as the process.
 */
export function limitTime(signal: AbortSignal | undefined, ms: number): TimeLimit {
  const own = new AbortController()
  let late = false
  const stop = (): void => own.abort()
  const timer = setTimeout(() => {
    late = true
    stop()
  }, ms)
  if (signal !== undefined) {
    // Many calls may share one signal; each listener goes with its call.
    setMaxListeners(0, signal)
    signal.addEventListener('abort', stop, { once: true })
    if (signal.aborted) stop()
  }
  return {
    signal: own.signal,
    timedOut: () => late,
    end: () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    },
  }
}
