import { limitTime } from '../http/time-limit.ts'
import { ZaloError } from '../zalo-error.ts'

/** Milliseconds. Two tries of ten seconds to refresh, and the store's reads and writes. */
export const LONGEST_WAIT_MS = 25_000

/**
 * Waits for shared work until `signal` aborts or the wait becomes too long, as when another process holds the store's
 * lock and stands still. The caller stops waiting and the work goes on: breaking off a refresh could lose the new pair.
 */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  const limit = limitTime(signal, LONGEST_WAIT_MS)
  const ended = new Promise<never>((_resolve, reject) => {
    const stop = (): void => reject(limit.timedOut() ? tooLate() : stopped())
    if (limit.signal.aborted) stop()
    else limit.signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, ended])
  } finally {
    limit.end()
  }
}

function tooLate(): ZaloError {
  const text = `no token within ${LONGEST_WAIT_MS} ms`
  return new ZaloError({ code: 'timeout', class: 'transient', text })
}

function stopped(): ZaloError {
  return new ZaloError({ code: 'aborted', class: 'transient', text: 'stopped before the call' })
}
