import { setMaxListeners } from 'node:events'
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
  let end = (): void => undefined
  const ended = new Promise<never>((_resolve, reject) => {
    const giveUp = (code: string, text: string): void =>
      reject(new ZaloError({ code, class: 'transient', text }))
    const stop = (): void => giveUp('aborted', 'stopped before the call')
    const timer = setTimeout(
      () => giveUp('timeout', `no token within ${LONGEST_WAIT_MS} ms`),
      LONGEST_WAIT_MS,
    )
    end = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
    }
    if (!signal) return
    // Many callers may share one signal; each listener goes with its wait.
    setMaxListeners(0, signal)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, ended])
  } finally {
    end()
  }
}
