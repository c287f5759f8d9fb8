import type { Kysely } from 'kysely'
import { migrations } from './migrations/index.ts'
import type { Tables } from './schema.ts'

const MIGRATION_TABLE = 'schema_migration'

export interface SchemaState {
  /** Steps that the database has. */
  readonly applied: readonly string[]
  /** Of these, steps that this build does not know. */
  readonly unknown: readonly string[]
  /** Steps that the database lacks. */
  readonly missing: readonly string[]
}

/** Compares the database with this build; changes nothing. */
export async function schemaState(db: Kysely<Tables>): Promise<SchemaState> {
  const applied = await appliedSteps(db)
  const known = Object.keys(migrations)
  return {
    applied,
    missing: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  }
}

async function appliedSteps(db: Kysely<Tables>): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === MIGRATION_TABLE)) return []
  const rows = await db
    .withTables<{ [MIGRATION_TABLE]: { name: string } }>()
    .selectFrom(MIGRATION_TABLE)
    .select('name')
    .execute()
  return rows.map(({ name }) => name)
}
