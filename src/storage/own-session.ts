import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Tables } from './schema.ts'
import type { Store } from './store.ts'
import { within } from './within.ts'

/** A healthy database answers what is asked here in milliseconds; a connection that takes longer is given up. */
const ANSWER_LIMIT_MS = 4_000

/** The query builder on a pool, and the pool, of which a connection can be taken that need not go back. */
export class PooledDb extends Kysely<Tables> {
  readonly pool: pg.Pool
  readonly #sessions = new Set<Promise<unknown>>()

  constructor(pool: pg.Pool) {
    super({ dialect: new PostgresDialect({ pool }) })
    this.pool = pool
  }

  /** Has what is done under a lock end before the pool, which would be refused what it has still to store. */
  async whileOpen<T>(session: Promise<T>): Promise<T> {
    this.#sessions.add(session)
    try {
      return await session
    } finally {
      this.#sessions.delete(session)
    }
  }

  override async destroy(): Promise<void> {
    while (this.#sessions.size > 0) await Promise.allSettled(this.#sessions)
    await super.destroy()
  }
}

/** One connection, for a lock that lives as long as it does. */
export interface OwnSession {
  readonly store: Store
  /**
   * What `question`, which waits for nobody, comes to on this connection. Rejects when it fails or is not answered in
   * time, and at once ever after: one that a firewall has forgotten carries nothing and never says so.
   */
  ask<T>(question: (own: Store) => Promise<T>): Promise<T>
}

/**
 * Does `work` on a connection of its own. One on which a question has failed is cut and not given back: what it was
 * asked may still be open, and whoever got it next would wait behind that for ever.
 */
export async function withOwnSession<T>(
  store: Store,
  work: (session: OwnSession) => Promise<T>,
): Promise<T> {
  const { db } = store
  if (!(db instanceof PooledDb)) throw new Error('only a pool has a connection to give')
  return db.whileOpen(openSession(store, db.pool, work))
}

async function openSession<T>(
  store: Store,
  pool: pg.Pool,
  work: (session: OwnSession) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let failure: Error | undefined
  try {
    return await onlyOn(client)
      .connection()
      .execute((db) => {
        const own = { ...store, db }
        const ask: OwnSession['ask'] = async (question) => {
          if (failure) throw failure
          try {
            return await within(ANSWER_LIMIT_MS, question(own), noAnswer)
          } catch (error) {
            failure = error instanceof Error ? error : new Error(String(error))
            throw failure
          }
        }
        return work({ store: own, ask })
      })
  } finally {
    client.release(failure)
  }
}

/** A query builder that gives nothing back, which would be as good as new to the pool. */
function onlyOn(client: pg.PoolClient): Kysely<Tables> {
  const query = client.query.bind(client)
  const only = { query, release: () => undefined }
  const pool = { connect: async () => only, end: async () => undefined }
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
}

function noAnswer(): Error {
  return Object.assign(new Error('the connection does not answer'), { code: 'ETIMEDOUT' })
}
