import { sql, type RawBuilder } from 'kysely'
import type { Reason } from '../domain/reason.ts'

/** Whether a kept reason, in the column `kept`, has one of these words; `readReason` reads it so outside the database. */
export function hasReason(kept: RawBuilder<unknown>, reasons: readonly Reason[]) {
  return sql<boolean>`(split_part(${kept}, ':', 1) = any(${reasons}::text[]))`
}
