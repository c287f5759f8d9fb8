import { sql } from 'kysely'
import type { PersonId } from '../domain/id.ts'
import { putMark, readSetting, removeMark } from './settings.ts'
import type { Store } from './store.ts'

const MARK = 'name-unsaid.'

/** Somebody was made for an account, and bears its display name until they say what they are called. */
export async function noteNameUnsaid(tx: Store, person: PersonId): Promise<void> {
  await putMark(tx, markOf(person))
}

export async function isNameUnsaid(store: Store, person: PersonId): Promise<boolean> {
  return (await readSetting(store, markOf(person))) !== undefined
}

export async function noteNameSaid(tx: Store, person: PersonId): Promise<void> {
  await removeMark(tx, markOf(person))
}

/** Whoever an import knows again has said their name: the roll says what they are called. */
export async function noteNamesImported(tx: Store): Promise<void> {
  await sql`
    delete from setting where name in (
      select ${MARK} || person_id from import_person where not is_new)`.execute(tx.db)
}

function markOf(person: PersonId): string {
  return `${MARK}${person}`
}
