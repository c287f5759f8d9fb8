import { setMaxListeners } from 'node:events'
import { ZaloError } from '../zalo-error.ts'

/**
 * Waits for shared work until `signal` aborts. The caller stops waiting and the work goes on: breaking off a
 * refresh could lose the new pair.
 */
export async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (!signal) return await work
  // Many callers may share one signal; each listener goes with its wait.
  setMaxListeners(0, signal)
  let stop = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () =>
      reject(
        new ZaloError({ code: 'aborted', class: 'transient', text: 'stopped before the call' }),
      )
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
