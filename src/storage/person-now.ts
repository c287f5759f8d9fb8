import { sql } from 'kysely'
import type { PersonId } from '../domain/id.ts'

/** SQL for the person that the person of a column counts as: another since their accounts were linked, else the same. */
export function personNow(column: string) {
  return sql<PersonId>`counts_as(${sql.ref(column)})`
}
