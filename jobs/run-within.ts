/** After its signal, a job gets this long to put its work down. */
export const GRACE_MS = 8_000

/**
 * Gives `work` a signal, which aborts when `limitMs` is over or `stopping` aborts, and rejects some time after that was done in
 * vain. `stopping` lives as long as the process: `AbortSignal.any` would leave something of each job on it for ever.
 */
export async function runWithin(
  limitMs: number | null,
  stopping: AbortSignal,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const enough = new AbortController()
  const done = new AbortController()
  const end = (): void => enough.abort()
  const timer = limitMs === null ? undefined : setTimeout(end, limitMs)
  if (stopping.aborted) end()
  else stopping.addEventListener('abort', end, { once: true, signal: done.signal })
  try {
    await Promise.race([work(enough.signal), failAfterGrace(enough.signal, done.signal)])
  } finally {
    clearTimeout(timer)
    done.abort()
  }
}

/** Rejects some time after `signal`, unless `done` comes first; never resolves. */
function failAfterGrace(signal: AbortSignal, done: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const startGrace = (): void => {
      const timer = setTimeout(() => reject(new Error('the job did not end in time')), GRACE_MS)
      done.addEventListener('abort', () => clearTimeout(timer), { once: true })
    }
    if (signal.aborted) startGrace()
    else signal.addEventListener('abort', startGrace, { once: true, signal: done })
  })
}
