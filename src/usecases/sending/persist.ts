import { setTimeout as sleep } from 'node:timers/promises'
import type { ChannelInstanceId } from '../../domain/id.ts'
import type { StorageLog } from '../../storage/storage-log.ts'
import { codeOf, createNews } from '../create-news.ts'

/** Far below the lease, and below what a stop leaves for it. */
const PAUSE_MS = { first: 300, longest: 3_000 }

/**
 * Writes what a platform has answered, however long the database is away: only this process knows it.
 * Gives up when the process must end.
 */
export type Persist = <T>(write: () => Promise<T>) => Promise<T>

/** `cut`: the process must end; what waits for its next try then has it at once, as its last. */
export function createPersist(
  log: Pick<StorageLog, 'warn'>,
  lane: ChannelInstanceId,
  cut: AbortSignal,
): Persist {
  const isNews = createNews()
  return async (write) => {
    for (let ms = PAUSE_MS.first; ; ms = Math.min(2 * ms, PAUSE_MS.longest)) {
      try {
        return await write()
      } catch (error) {
        const failure = error as NodeJS.ErrnoException
        // Where the disk is full, the log stands on it too.
        if (isNews(failure))
          log.warn({ code: codeOf(failure), lane }, 'an outcome could not be written yet')
        if (cut.aborted) throw error
        await sleep(ms, undefined, { signal: cut }).catch(() => undefined)
      }
    }
  }
}
