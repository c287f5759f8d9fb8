import { sql, type RawBuilder } from 'kysely'

/** What units are sorted by: their codes, the numbers in them as numbers, as `compareCodes` does. */
export function byCode(code: RawBuilder<unknown>): RawBuilder<string> {
  const padded = sql`regexp_replace(${code}, '(\\d+)', '00000000000000000000\\1', 'g')`
  return sql`regexp_replace(${padded}, '\\d+(\\d{20})(?!\\d)', '\\1', 'g') collate "C", ${code}`
}
