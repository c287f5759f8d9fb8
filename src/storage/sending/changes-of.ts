import { sql } from 'kysely'

/**
 * Whether something holds of a change of the message `d`, or of the change of one that went as a message of its own, and so on. A
 * message cannot be deleted before what changes it.
 */
export function hasChange(
  d: ReturnType<typeof sql>,
  which: (change: ReturnType<typeof sql>) => ReturnType<typeof sql<boolean>>,
) {
  return sql<boolean>`exists (
    with recursive change (id) as (
      select e.id from delivery e where e.edits_id = ${d}.id
      union all select e.id from change c join delivery e on e.edits_id = c.id)
    select from change join delivery changing on changing.id = change.id where ${which(sql`changing`)})`
}
