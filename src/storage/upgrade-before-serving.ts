import type { Kysely } from 'kysely'
import { isServiceRunning, stays } from './connection-names.ts'
import { connectDatabase, type PgConfig } from './database.ts'
import { DatabaseError } from './database-error.ts'
import { migrateToLatest } from './migrate.ts'
import { schemaState } from './schema-state.ts'
import type { Tables } from './schema.ts'
import type { StorageLog } from './storage-log.ts'

/**
 * Brings the schema up to date for a service that starts, and gives the names of what was applied. Refused, with the
 * database untouched, where an older one runs on it. On connections of its own: several that start side by side do
 * not take each other for the one that runs.
 */
export async function upgradeBeforeServing(pg: PgConfig, log: StorageLog): Promise<string[]> {
  const database = connectDatabase(pg, { log, user: 'start' })
  try {
    if (await stays(isOlderServiceRunning, database.db)) throw olderService()
    return await migrateToLatest(database.db)
  } finally {
    await database.close()
  }
}

/**
 * Whether a service runs that knows less of the schema than this program: brought up to date under it, it would go on
 * with code that does not know what has changed.
 */
export async function isOlderServiceRunning(db: Kysely<Tables>): Promise<boolean> {
  // In this order: a service of our own version stands there only once nothing is missing any more.
  return (await isServiceRunning(db)) && (await schemaState(db)).missing.length > 0
}

function olderService(): DatabaseError {
  return new DatabaseError('database.older_service', {
    vi: 'Trên dữ liệu này đang có dịch vụ của bản cũ hơn chạy; hãy dừng nó (mọi tiến trình), rồi khởi động lại. Chưa thay đổi gì.',
    en: 'A service of an older version runs on these data; stop it (all its processes), then start again. Nothing was changed.',
  })
}
