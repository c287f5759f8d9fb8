import { sql } from 'kysely'
import { newId, type AccountId, type PersonId, type PostId, type UnitId } from '../domain/id.ts'
import type { Role } from '../domain/role.ts'
import { foldKey } from '../domain/text/fold-key.ts'
import { mayBeSameName } from '../domain/text/name-identity.ts'
import { personNow } from './person-now.ts'
import { uuidArray } from './sending/uuid-array.ts'
import type { Store } from './store.ts'

export interface Post {
  readonly unitId: UnitId
  readonly role: Role
}

/** Of a person whose platform has told no name. */
export const UNKNOWN_NAME = 'Chưa rõ tên'

/** The posts a person holds today. */
export async function currentPosts(store: Store, personId: PersonId): Promise<Post[]> {
  const rows = await store.db
    .selectFrom('post')
    .select(['unit_id', 'role'])
    .where('person_id', '=', personId)
    .where('valid_to', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => ({ unitId: row.unit_id, role: row.role }))
}

/**
 * Whether a row of `post` is only what its person has joined: not where a link that holds has ended the same post of theirs
 * that a roll gave them.
 */
export const isOnlyJoined = sql<boolean>`(post.joined and not exists (
  select from linked_post m join account_link l on l.id = m.link_id join post twin on twin.id = m.post_id
  where m.is_twin and l.undone_at is null and not twin.joined
    and twin.unit_id = post.unit_id and twin.role = post.role
    and ${personNow('l.person_id')} = post.person_id))`

/** Units of which a person is a member because they joined, and no roll says so. */
export async function joinedUnits(store: Store, personId: PersonId): Promise<UnitId[]> {
  const rows = await store.db
    .selectFrom('post')
    .select('unit_id')
    .where('person_id', '=', personId)
    .where(isOnlyJoined)
    .where('valid_to', 'is', null)
    .orderBy('id')
    .execute()
  return rows.map((row) => row.unit_id)
}

/** People who hold one of these roles in one of these units today. */
export async function peopleWithRole(
  store: Store,
  units: readonly UnitId[],
  roles: readonly Role[],
): Promise<PersonId[]> {
  if (units.length === 0) return []
  const rows = await store.db
    .selectFrom('post')
    .select('person_id')
    .distinct()
    .where('unit_id', 'in', units)
    .where('role', 'in', roles)
    .where('valid_to', 'is', null)
    .execute()
  return rows.map((row) => row.person_id)
}

/** Everybody who holds the owner's post anywhere. */
export function ownersOf(store: Store): Promise<PersonId[]> {
  return peopleInRole(store, 'owner')
}

/** Everybody who holds this role in any unit today. */
export async function peopleInRole(store: Store, role: Role): Promise<PersonId[]> {
  const rows = await store.db
    .selectFrom('post')
    .select('person_id')
    .distinct()
    .where('role', '=', role)
    .where('valid_to', 'is', null)
    .execute()
  return rows.map((row) => row.person_id)
}

export async function addPerson(
  tx: Store,
  person: { name: string; phone?: string | null },
): Promise<PersonId> {
  const id = newId<PersonId>()
  await tx.db
    .insertInto('person')
    .values({
      id,
      ...sealPersonName(tx, person.name),
      phone_enc: person.phone ? tx.keys.encrypt(person.phone, 'person.phone') : null,
      phone_key: person.phone ? tx.keys.lookup('phone', person.phone) : null,
    })
    .execute()
  return id
}

export async function renamePerson(tx: Store, personId: PersonId, name: string): Promise<void> {
  await tx.db
    .updateTable('person')
    .set(sealPersonName(tx, name))
    .where('id', '=', personId)
    .execute()
}

/** The name of this person; undefined: they were erased. */
export async function nameOf(store: Store, id: PersonId): Promise<string | undefined> {
  return (await namesOf(store, [id])).get(id)
}

/** The names of these people; an erased one is absent. */
export async function namesOf(
  store: Store,
  people: readonly PersonId[],
): Promise<Map<PersonId, string>> {
  if (people.length === 0) return new Map()
  const rows = await store.db
    .selectFrom('person')
    .select(['id', 'name_enc'])
    // As one parameter: a statement takes 65,535, and a list of who was not reached may be longer.
    .where(sql<boolean>`id = any(${uuidArray([...new Set(people)])}::uuid[])`)
    .where('erased_at', 'is', null)
    .execute()
  return new Map(rows.map((row) => [row.id, store.keys.decrypt(row.name_enc, 'person.name')]))
}

/** Gives a person a post unless they hold it already. `joined`: they took it themselves, by a unit's link or keyword. */
export async function addPost(
  tx: Store,
  post: { personId: PersonId; unitId: UnitId; role: Role; from: string; joined?: true },
): Promise<boolean> {
  const made = await tx.db
    .insertInto('post')
    .values({
      id: newId<PostId>(),
      person_id: post.personId,
      unit_id: post.unitId,
      role: post.role,
      valid_from: post.from,
      valid_to: null,
      joined: post.joined ?? false,
    })
    .onConflict((conflict) =>
      conflict.columns(['person_id', 'unit_id', 'role']).where('valid_to', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst()
  return made !== undefined
}

export async function linkAccount(
  tx: Store,
  accountId: AccountId,
  personId: PersonId,
): Promise<void> {
  await tx.db
    .updateTable('account')
    .set({ person_id: personId })
    .where('id', '=', accountId)
    .execute()
}

/** Somebody on a unit's roll. */
export interface OnRoll {
  readonly personId: PersonId
  /** An account stands for them, on whatever bot. */
  readonly hasAccount: boolean
}

/** People of that name with a post in the unit, but for one, and for who is known to have another telephone number than that. */
export async function rollNamed(
  store: Store,
  { name, unitId, except }: { name: string; unitId: UnitId; except: PersonId | null },
): Promise<OnRoll[]> {
  const { rows } = await sql<{ id: PersonId; name_enc: Uint8Array; has_account: boolean }>`
    select p.id, p.name_enc, exists (select from account a where a.person_id = p.id) as has_account
    from person p
    where p.name_key = ${nameKey(store, name)} and p.erased_at is null
      and p.id is distinct from ${except}::uuid
      and not exists (select from person own where own.id = ${except}::uuid and own.phone_key <> p.phone_key)
      and exists (select from post o
        where o.person_id = p.id and o.unit_id = ${unitId} and o.valid_to is null)`.execute(
    store.db,
  )
  return ofName(store, rows, name).map((row) => ({
    personId: row.id,
    hasAccount: row.has_account,
  }))
}

/** Those of the people found by the key of a name who may bear it; the key knows no marks. */
export function ofName<T extends { readonly name_enc: Uint8Array }>(
  store: Store,
  rows: readonly T[],
  name: string,
): T[] {
  return rows.filter((row) => mayBeSameName(store.keys.decrypt(row.name_enc, 'person.name'), name))
}

export function nameKey(store: Store, name: string): Buffer {
  return store.keys.lookup('person.name', foldKey(name))
}

function sealPersonName(tx: Store, name: string) {
  return {
    name_enc: tx.keys.encrypt(name, 'person.name'),
    name_key: nameKey(tx, name),
  }
}
