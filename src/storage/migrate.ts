import { type Kysely, type Migration, Migrator, sql } from 'kysely'
import { DatabaseError } from './database-error.ts'
import { migrations as ourMigrations } from './migrations/index.ts'
import type { Tables } from './schema.ts'

const MIGRATION_TABLE = 'schema_migration'
const LOCK_TABLE = 'schema_migration_lock'

/**
 * Brings the schema up to this build, forward only, and gives the names of what was applied. Two
 * processes that start together take turns by a lock in the database. A database that knows a
 * migration which this build does not know is refused, untouched; so is one whose next migration fails.
 */
export async function migrateToLatest(
  db: Kysely<Tables>,
  migrations: Record<string, Migration> = ourMigrations,
): Promise<string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: LOCK_TABLE,
    // What was applied is sorted by the machine's clock, which may have been wrong; and two builds may have
    // brought their steps in another order.
    allowUnorderedMigrations: true,
  })
  await refuseNewer(db, migrations)
  const { error, results = [] } = await migrator.migrateToLatest()
  if (error) {
    // The other process may have been a newer build, whose turn came between the check and ours.
    await refuseNewer(db, migrations)
    throw migrationFailed(results.find(({ status }) => status === 'Error')?.migrationName, error)
  }
  return results.map(({ migrationName }) => migrationName)
}

/**
 * Applies what is missing of `wanted` (of all, where that is not said) inside the caller's transaction, and
 * writes it down where the migrator does. For a database that nobody else works on.
 */
export async function applyMigrations(
  tx: Kysely<Tables>,
  migrations: Record<string, Migration>,
  wanted: readonly string[] = Object.keys(migrations),
): Promise<string[]> {
  const table = sql.table(MIGRATION_TABLE)
  await sql`
    create table if not exists ${table}
      (name varchar(255) not null primary key, timestamp varchar(255) not null)`.execute(tx)
  const applied = await appliedMigrations(tx)
  const missing = Object.entries(migrations)
    .filter(([name]) => wanted.includes(name) && !applied.includes(name))
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
  for (const [name, migration] of missing) {
    await migration.up(tx)
    await sql`
      insert into ${table} (name, timestamp) values (${name}, ${new Date().toISOString()})`.execute(
      tx,
    )
  }
  return missing.map(([name]) => name)
}

/** Throws when the database has a migration that `migrations` lacks. */
async function refuseNewer(
  db: Kysely<Tables>,
  migrations: Record<string, Migration>,
): Promise<void> {
  const unknown = (await appliedMigrations(db)).find((name) => !Object.hasOwn(migrations, name))
  if (unknown === undefined) return
  throw new DatabaseError('database.newer_schema', {
    vi: `Cơ sở dữ liệu thuộc bản Nhịp Cầu mới hơn (có bước "${unknown}" mà bản này chưa biết); hãy dùng bản mới hơn.`,
    en: `The database belongs to a newer version of Nhịp Cầu (it has the step "${unknown}", unknown to this one); use the newer version.`,
  })
}

/** Steps that the database has, in order. */
export async function appliedMigrations(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === MIGRATION_TABLE)) return []
  const rows = await db
    .withTables<{ [MIGRATION_TABLE]: { name: string } }>()
    .selectFrom(MIGRATION_TABLE)
    .select('name')
    .orderBy('name')
    .execute()
  return rows.map(({ name }) => name)
}

function migrationFailed(name: string | undefined, error: unknown): DatabaseError {
  const failed = new DatabaseError('database.migration_failed', {
    vi: `Không nâng cấp được cơ sở dữ liệu${name ? ` ở bước "${name}"` : ''}; dữ liệu vẫn như trước khi nâng cấp.`,
    en: `The database could not be brought up to date${name ? ` at the step "${name}"` : ''}; the data is as it was before.`,
  })
  failed.cause = error
  return failed
}
