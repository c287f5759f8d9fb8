import { sql } from 'kysely'
import type { PersonId } from '../domain/id.ts'

/** SQL for the person that the person of a column counts as: another since their accounts were linked, else the same. */
export function personNow(column: string) {
  return sql<PersonId>`counts_as(${sql.ref(column)})`
}

/** SQL for the ids of all who count as this person: the same, and who was found to be them. */
export function countingAs(personId: PersonId) {
  return sql<{ id: PersonId }>`
    with recursive same (id) as (
      select ${personId}::uuid
      union
      select l.from_person_id from account_link l join same on l.person_id = same.id
      where l.undone_at is null and l.from_person_id is not null)
    select id from same`
}
