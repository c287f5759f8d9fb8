import { sql } from 'kysely'
import { FAILED_KNOWN_MS, UPDATE_KNOWN_MS } from '../domain/update-memory.ts'
import type { Store } from './store.ts'

/** Rows of each kind that one look forgets. */
const FORGOTTEN_AT_ONCE = 1_000
/**
 * Of each bot or OA the newest are kept whatever their age: they say when it was last heard, and the server of a Zalo bot
 * may give the last one out again for ever, also to a process that has just started. One would do if it came in order.
 */
const NEWEST_KEPT = 5

/**
 * Forgets updates that are done with: taken in, or given up, so long ago that no platform repeats them and nobody asks.
 * What waits is never forgotten. A bounded number of them, the oldest first; several processes may do it at once.
 */
export async function forgetOldUpdates(store: Store, now: Date): Promise<number> {
  const before = (ms: number): Date => new Date(now.getTime() - ms)
  const processed = await forget(store, sql`state = 'processed'`, before(UPDATE_KNOWN_MS))
  const failed = await forget(store, sql`state = 'failed'`, before(FAILED_KNOWN_MS))
  return processed + failed
}

/** The state is spelled out, so that its index serves. */
async function forget(
  { db }: Store,
  isDone: ReturnType<typeof sql>,
  before: Date,
): Promise<number> {
  const { numAffectedRows } = await sql`
    delete from inbox where seq = any(array(
      select seq from inbox
      where ${isDone} and processed_at < ${before} and seq not in (
        select newest.seq from channel_instance i, lateral (
          select seq from inbox where channel_instance_id = i.id and heard
          order by seq desc limit ${NEWEST_KEPT}) newest)
      order by processed_at limit ${FORGOTTEN_AT_ONCE}
      for update skip locked))`.execute(db)
  return Number(numAffectedRows ?? 0)
}
