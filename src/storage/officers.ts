import { sql } from 'kysely'
import type { PersonId, PostId, UnitId } from '../domain/id.ts'
import { NAMESAKES_OFFERED } from '../domain/namesakes.ts'
import type { Role } from '../domain/role.ts'
import { chatsOfPeople } from './duty-chats.ts'
import { nameKey, ofName } from './people.ts'
import { personNow } from './person-now.ts'
import { endUnbound } from './sending/end-unbound.ts'
import type { Store } from './store.ts'

export interface OfficerPost {
  readonly postId: PostId
  readonly personId: PersonId
  readonly unitId: UnitId
  readonly role: Role
}

/** Every post of today that is more than membership, at most `limit`; of one unit when it is given. */
export async function officerPosts(
  store: Store,
  limit: number,
  unitId?: UnitId,
): Promise<OfficerPost[]> {
  let query = postQuery(store).where('role', '<>', 'member').orderBy('id').limit(limit)
  if (unitId) query = query.where('unit_id', '=', unitId)
  return (await query.execute()).map(toPost)
}

export async function findPost(store: Store, id: PostId): Promise<OfficerPost | undefined> {
  const row = await postQuery(store).where('id', '=', id).executeTakeFirst()
  return row && toPost(row)
}

export async function findPostOf(
  store: Store,
  post: { personId: PersonId; unitId: UnitId; role: Role },
): Promise<OfficerPost | undefined> {
  const row = await postQuery(store)
    .where('person_id', '=', post.personId)
    .where('unit_id', '=', post.unitId)
    .where('role', '=', post.role)
    .executeTakeFirst()
  return row && toPost(row)
}

/**
 * Ends a post today (`YYYY-MM-DD`), and what waits to go to its holder for that alone; false when it had ended already.
 */
export async function endPost(
  tx: Store,
  id: PostId,
  { now, today }: { readonly now: Date; readonly today: string },
): Promise<boolean> {
  const ended = await tx.db
    .updateTable('post')
    .set({ valid_to: today })
    .where('id', '=', id)
    .where('valid_to', 'is', null)
    .returning('person_id')
    .executeTakeFirst()
  if (!ended) return false
  await endUnbound(tx, await chatsOfPeople(tx, [ended.person_id]), now)
  return true
}

/** The posts of owners who have an account to act with. */
const actingOwners = sql<{ id: PostId; person_id: PersonId }>`
  select p.id, p.person_id from post p
  where p.role = 'owner' and p.valid_to is null
    and exists (select 1 from account a where a.person_id = p.person_id)
  order by p.id`

/** Whether somebody can act as an owner. */
export async function hasActingOwner(store: Store): Promise<boolean> {
  const { rows } = await actingOwners.execute(store.db)
  return rows.length > 0
}

/**
 * The posts of owners who can act, of whom one may have several. They are locked until the transaction ends, so that two
 * owners cannot take each other away at once.
 */
export async function lockActingOwners(
  tx: Store,
): Promise<readonly Pick<OfficerPost, 'postId' | 'personId'>[]> {
  await sql`${actingOwners} for update of p`.execute(tx.db)
  // Read anew: the account of one may have been erased while this waited.
  const { rows } = await actingOwners.execute(tx.db)
  return rows.map((row) => ({ postId: row.id, personId: row.person_id }))
}

/** People with a post in the unit and an account on some bot: those to whom a role is of use. */
export async function reachableIn(
  store: Store,
  unitId: UnitId,
  limit: number,
): Promise<PersonId[]> {
  const { rows } = await sql<{ person_id: PersonId }>`
    select distinct p.person_id from post p
    where p.unit_id = ${unitId} and p.valid_to is null
      and exists (select 1 from account a where a.person_id = p.person_id)
    order by p.person_id limit ${limit}`.execute(store.db)
  return rows.map((row) => row.person_id)
}

/** People of that name, as many as a screen offers and one more. */
export async function peopleNamed(
  store: Store,
  name: string,
  unitId?: UnitId,
): Promise<PersonId[]> {
  let query = store.db
    .selectFrom('person')
    .select(['person.id', 'person.name_enc'])
    .where('person.name_key', '=', nameKey(store, name))
    .where('person.erased_at', 'is', null)
    // Whose accounts were linked to another person's is that one.
    .where(personNow('person.id'), '=', sql.ref<PersonId>('person.id'))
    .orderBy('person.id')
  if (unitId)
    query = query.where('person.id', 'in', (nested) =>
      nested
        .selectFrom('post')
        .select('post.person_id')
        .where('post.unit_id', '=', unitId)
        .where('post.valid_to', 'is', null),
    )
  const named = ofName(store, await query.execute(), name)
  return named.slice(0, NAMESAKES_OFFERED + 1).map((row) => row.id)
}

/** Since when (`YYYY-MM-DD`) each of these people has held a post in the unit that they hold still. */
export async function sinceIn(
  store: Store,
  unitId: UnitId,
  people: readonly PersonId[],
): Promise<Map<PersonId, string>> {
  if (people.length === 0) return new Map()
  const rows = await store.db
    .selectFrom('post')
    .select(({ fn }) => ['person_id', fn.min('valid_from').as('since')])
    .where('unit_id', '=', unitId)
    .where('person_id', 'in', people)
    .where('valid_to', 'is', null)
    .groupBy('person_id')
    .execute()
  return new Map(rows.map((row) => [row.person_id, row.since]))
}

export interface NamedPost extends OfficerPost {
  /** `YYYY-MM-DD` */
  readonly since: string
}

/** Posts of a role in a unit that people of this name hold, the oldest first, as many as a screen offers and one more. */
export async function postsNamed(
  store: Store,
  wish: { readonly name: string; readonly unitId: UnitId; readonly role: Role },
): Promise<NamedPost[]> {
  const rows = await store.db
    .selectFrom('post')
    .innerJoin('person', 'person.id', 'post.person_id')
    .select(['post.id', 'post.person_id', 'post.unit_id', 'post.role', 'post.valid_from'])
    .select('person.name_enc')
    .where('post.unit_id', '=', wish.unitId)
    .where('post.role', '=', wish.role)
    .where('post.valid_to', 'is', null)
    .where('person.name_key', '=', nameKey(store, wish.name))
    .where('person.erased_at', 'is', null)
    .orderBy('post.valid_from')
    .orderBy('post.id')
    .execute()
  return ofName(store, rows, wish.name)
    .slice(0, NAMESAKES_OFFERED + 1)
    .map((row) => ({ ...toPost(row), since: row.valid_from }))
}

function postQuery(store: Store) {
  return store.db
    .selectFrom('post')
    .select(['id', 'person_id', 'unit_id', 'role'])
    .where('valid_to', 'is', null)
}

function toPost(row: {
  id: PostId
  person_id: PersonId
  unit_id: UnitId
  role: Role
}): OfficerPost {
  return { postId: row.id, personId: row.person_id, unitId: row.unit_id, role: row.role }
}
