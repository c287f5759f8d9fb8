import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { ChannelInstanceId } from '../domain/id.ts'
import { withOwnSession, type OwnSession } from './own-session.ts'
import type { Store } from './store.ts'

/** Any numbers, each for one thing; an older process may hold them too. */
const NUMBERS = { audit: 4_720_231_120, links: 4_720_231_121, imports: 4_720_231_122 }

/** Has what else asks for this lock wait until the transaction of `tx` ends. */
export async function lockUntilEnd(tx: Store, lock: keyof typeof NUMBERS): Promise<void> {
  await sql`select pg_advisory_xact_lock(${NUMBERS[lock]})`.execute(tx.db)
}

/** Runs `work` while no other process runs theirs under the same name. */
export async function withAdvisoryLock<T>(
  store: Store,
  name: string,
  work: () => Promise<T>,
): Promise<T> {
  return withOwnSession(store, async (own) => {
    // As long as another one has it: no question that is answered at once.
    await sql`select pg_advisory_lock(hashtextextended(${name}, 0))`.execute(own.store.db)
    try {
      return await work()
    } finally {
      // The work is done all the same, and with a connection that is lost its lock goes too.
      await unlock(own, name).catch(() => undefined)
    }
  })
}

/** How often a process that waits for a lock asks again, and one that holds it whether its connection is still there. */
const LOCK_RETRY_MS = 2_000

/**
 * Runs `work` as the only process that does so under this name, waiting for the turn as long as `signal` lets it; where there
 * is somebody to wait for, `isHeld` is called once. The lock hangs on a connection: when this process dies, the next one gets
 * it at once. When the connection is lost while the process lives, the signal that `work` is given aborts, because the lock is
 * somebody else's by then; the work is to end, and this rejects.
 */
export async function whileHoldingLock(
  store: Store,
  name: string,
  signal: AbortSignal,
  work: (held: AbortSignal) => Promise<void>,
  isHeld?: () => void,
): Promise<void> {
  let mayTell = isHeld
  while (!signal.aborted) {
    const ran = await withOwnSession(store, async (own) => {
      if (!(await tryLock(own, name))) return false
      const ended = new AbortController()
      const lost = new AbortController()
      const watching = watchConnection(own, ended.signal, lost)
      try {
        await work(AbortSignal.any([signal, lost.signal]))
      } finally {
        ended.abort()
        await watching
        await unlock(own, name)
      }
      return true
    })
    if (ran) return
    mayTell?.()
    mayTell = undefined
    await sleep(LOCK_RETRY_MS, undefined, { signal }).catch(() => undefined)
  }
}

/** Does `work` as the only process that does so under this name; false, at once, where another does it. */
export type WhileFree = (name: string, work: () => Promise<boolean>) => Promise<boolean>

/** Gives `work` locks for which nobody waits, all on one connection: when this process dies, they are free. */
export async function withFreeLocks<T>(
  store: Store,
  work: (whileFree: WhileFree) => Promise<T>,
): Promise<T> {
  return withOwnSession(store, (own) =>
    work(async (name, one) => {
      if (!(await tryLock(own, name))) return false
      try {
        return await one()
      } finally {
        // With a connection that is lost its locks go too.
        await unlock(own, name).catch(() => undefined)
      }
    }),
  )
}

async function tryLock(own: OwnSession, name: string): Promise<boolean> {
  const { rows } = await own.ask(({ db }) =>
    sql<{ held: boolean }>`
      select pg_try_advisory_lock(hashtextextended(${name}, 0)) as held`.execute(db),
  )
  return rows[0]?.held ?? false
}

async function unlock(own: OwnSession, name: string): Promise<void> {
  await own.ask(({ db }) =>
    sql`select pg_advisory_unlock(hashtextextended(${name}, 0))`.execute(db),
  )
}

/** Aborts `lost` when the connection is gone, or silent: one that is not used does not show it. */
async function watchConnection(
  own: OwnSession,
  ended: AbortSignal,
  lost: AbortController,
): Promise<void> {
  for (;;) {
    await sleep(LOCK_RETRY_MS, undefined, { signal: ended }).catch(() => undefined)
    if (ended.aborted) return
    try {
      await own.ask(({ db }) => sql`select 1`.execute(db))
    } catch (error) {
      return lost.abort(error)
    }
  }
}

/** The lock of the process that receives for a bot or OA, held for as long as it has it open. */
export function receiveLock(instanceId: ChannelInstanceId): string {
  return `receive.${instanceId}`
}

/** Whether nobody holds the lock of that name now; asked in a transaction, nobody takes it before that ends. */
export async function isLockFree(store: Store, name: string): Promise<boolean> {
  const { rows } = await sql<{ free: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended(${name}, 0)) as free`.execute(store.db)
  return rows[0]?.free ?? false
}
