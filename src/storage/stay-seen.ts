import { sql } from 'kysely'
import type { Store } from './store.ts'

/** A pool ends a connection that nobody has used for ten seconds. */
const ASK_EVERY_MS = 2_000

/**
 * Keeps a connection in use, by which commands see that this process runs (`isServiceRunning`): one that only answers
 * webhooks asks nothing for hours. After the database was away, it stands there again by the next question.
 */
export function staySeen({ db }: Pick<Store, 'db'>): { stop(): void } {
  let isAsking = false
  const timer = setInterval(() => {
    if (isAsking) return
    isAsking = true
    void sql`select 1`
      .execute(db)
      // What else needs the database says so.
      .catch(() => undefined)
      .finally(() => {
        isAsking = false
      })
  }, ASK_EVERY_MS)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
