import pg from 'pg'

/** Rows in one claim, and in one settlement. */
export const CHUNK = 200

/**
 * Every statement of a loop goes through an index to as many rows as a chunk has. The planner is left no other way: of a
 * table that was filled a moment ago it knows nothing, and it would sort all that is due for each chunk.
 */
const PLANS = [
  'enable_bitmapscan=off',
  'enable_hashjoin=off',
  'enable_mergejoin=off',
  'enable_seqscan=off',
  'enable_sort=off',
  'plan_cache_mode=force_generic_plan',
]

/** Connections for the claim, the settlements and what waits behind them. */
export function openLedgerPool(databaseUrl: string | null): pg.Pool {
  return new pg.Pool({
    connectionString: databaseUrl ?? '',
    max: 6,
    options: PLANS.map((setting) => `-c ${setting}`).join(' '),
  })
}

/** A list of values without quotes, commas and braces as PostgreSQL reads an array, faster than pg writes one. */
export function arrayOf<T>(items: readonly T[], valueOf: (item: T) => string | number): string {
  return `{${items.map(valueOf).join(',')}}`
}
