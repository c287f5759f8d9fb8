import type { Kysely, Migration } from 'kysely'
import { migrations as ourMigrations } from './migrations/index.ts'
import { appliedMigrations } from './migrate.ts'
import type { Tables } from './schema.ts'

export interface SchemaState {
  /** Steps that the database has. */
  readonly applied: readonly string[]
  /** Of these, steps that this build does not know. */
  readonly unknown: readonly string[]
  /** Steps that the database lacks. */
  readonly missing: readonly string[]
}

/** Compares the database with this build; changes nothing. */
export async function schemaState(
  db: Kysely<Tables>,
  migrations: Record<string, Migration> = ourMigrations,
): Promise<SchemaState> {
  const applied = await appliedMigrations(db)
  const known = Object.keys(migrations)
  return {
    applied,
    missing: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  }
}
