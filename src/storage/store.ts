import type { Kysely } from 'kysely'
import type { Keyring } from '../domain/keyring.ts'
import type { Tables } from './schema.ts'

/** What every storage function works on: the database or a transaction in it, and the keys. */
export interface Store {
  readonly db: Kysely<Tables>
  readonly keys: Keyring
}

/**
 * Runs `work` in one transaction, the one that is open already where there is one: all of it or nothing.
 * Nothing inside may talk to a network.
 */
export function inTransaction<T>(store: Store, work: (tx: Store) => Promise<T>): Promise<T> {
  if (store.db.isTransaction) return work(store)
  return store.db.transaction().execute((db) => work({ ...store, db }))
}

/** Runs `work` as `inTransaction` does and then takes all of it back: what it would come to, with nothing done. */
export async function inTrial<T>(store: Store, work: (tx: Store) => Promise<T>): Promise<T> {
  const db = await store.db.startTransaction().execute()
  try {
    return await work({ ...store, db })
  } finally {
    await db.rollback().execute()
  }
}

/** `deadlock_detected`, https://www.postgresql.org/docs/current/errcodes-appendix.html */
const DEADLOCK = '40P01'
const DEADLOCK_TRIES = 5

/**
 * Runs `work` in a transaction that is no part of another, and again when PostgreSQL has broken it off because it and
 * somebody else waited for rows of each other; nothing of it is written then. For what a person waits for: what runs by
 * itself is tried again in any case. Throws what `work` throws, and a deadlock after some tries.
 */
export async function inRetriedTransaction<T>(
  store: Store,
  work: (tx: Store) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await store.db.transaction().execute((db) => work({ ...store, db }))
    } catch (error) {
      const isDeadlock = error instanceof Error && 'code' in error && error.code === DEADLOCK
      if (!isDeadlock || tries >= DEADLOCK_TRIES) throw error
    }
  }
}
