import { sql } from 'kysely'
import { lockUntilEnd } from './advisory-locks.ts'
import type { Store } from './store.ts'

/** One column of a staging table with its values, a row each. */
export interface StagedColumn {
  readonly type: 'integer' | 'text' | 'uuid' | 'bytea' | 'boolean'
  readonly values: readonly unknown[]
}

/**
 * Makes a table of this transaction only. An imported file goes there first, piece by piece, so that its
 * size is the database's matter and not this process's memory; it is judged as a whole before any of it
 * counts.
 */
export async function makeStage(tx: Store, table: string, columns: string): Promise<void> {
  await sql`drop table if exists ${sql.table(table)}`.execute(tx.db)
  await sql`create temp table ${sql.table(table)} (${sql.raw(columns)}) on commit drop`.execute(
    tx.db,
  )
}

/** Adds rows by column; all columns have the same number of values. */
export async function stageRows(
  tx: Store,
  table: string,
  columns: Readonly<Record<string, StagedColumn>>,
): Promise<void> {
  const names = sql.join(Object.keys(columns).map((name) => sql.ref(name)))
  const values = sql.join(
    Object.values(columns).map(
      ({ type, values: list }) => sql`${list as unknown[]}::${sql.raw(type)}[]`,
    ),
  )
  await sql`insert into ${sql.table(table)} (${names}) select * from unnest(${values})`.execute(
    tx.db,
  )
}

/** Statistics, which temporary tables never get by themselves: without them joins go row by row. */
export async function analyzeStage(tx: Store, table: string): Promise<void> {
  await sql`analyze ${sql.table(table)}`.execute(tx.db)
}

/**
 * Statistics of what imports write to. Until the server makes them by itself, which takes a minute, it plans as
 * for a handful of people, and counting the audience of five thousand takes another.
 */
export async function analyzeImported(tx: Store): Promise<void> {
  await sql`analyze unit, unit_version, person, post, account, chat, chat_binding`.execute(tx.db)
}

/** Lets one import at a time write; a second one waits here and then sees what the first has done. */
export async function lockImports(tx: Store): Promise<void> {
  await lockUntilEnd(tx, 'imports')
}
