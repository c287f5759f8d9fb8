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
