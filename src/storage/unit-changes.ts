import { sql } from 'kysely'
import { newId, type UnitId, type UnitVersionId } from '../domain/id.ts'
import { chatsOfPeople } from './duty-chats.ts'
import { endUnbound } from './sending/end-unbound.ts'
import type { Store } from './store.ts'

/** Keeps everybody else from changing units until the transaction ends; reading goes on. */
export async function lockUnits(tx: Store): Promise<void> {
  await sql`lock table unit_version in share row exclusive mode`.execute(tx.db)
}

/**
 * Gives a unit a new name from `today` (`YYYY-MM-DD`) on, as a new version. A version that began today is
 * changed in place, because a version lasts a day at least.
 */
export async function startUnitName(
  tx: Store,
  unitId: UnitId,
  name: string,
  today: string,
): Promise<void> {
  const inPlace = await sql`
    update unit_version set name = ${name}
    where unit_id = ${unitId} and valid_to is null and valid_from >= ${today}::date`.execute(tx.db)
  if (inPlace.numAffectedRows) return
  const { rows } = await sql<{ id: UnitVersionId }>`
    update unit_version set valid_to = ${today}::date
    where unit_id = ${unitId} and valid_to is null returning id`.execute(tx.db)
  const old = rows[0]
  if (!old) return
  await sql`
    insert into unit_version
      (id, unit_id, code, name, short_name, aliases, parent_id, area_id, valid_from)
    select ${newId()}, unit_id, code, ${name}, short_name, aliases, parent_id, area_id, ${today}::date
    from unit_version where id = ${old.id}`.execute(tx.db)
}

/**
 * Ends a unit, with the posts in it, the bindings of its groups, what waits to go to either, and its invitations; nothing
 * is deleted.
 * A version that began today ends tomorrow, because a version lasts a day at least.
 */
export async function endUnit(
  tx: Store,
  unitId: UnitId,
  { now, today }: { now: Date; today: string },
): Promise<void> {
  await sql`
    update unit_version set valid_to = greatest(${today}::date, valid_from + 1)
    where unit_id = ${unitId} and valid_to is null`.execute(tx.db)
  const left = await tx.db
    .updateTable('post')
    .set({ valid_to: today })
    .where('unit_id', '=', unitId)
    .where('valid_to', 'is', null)
    .returning('person_id')
    .execute()
  const unbound = await tx.db
    .updateTable('chat_binding')
    .set({ valid_to: now })
    .where('unit_id', '=', unitId)
    .where('valid_to', 'is', null)
    .returning('chat_id')
    .execute()
  const people = left.map((post) => post.person_id)
  const groups = unbound.map((binding) => binding.chat_id)
  await endUnbound(tx, [...groups, ...(await chatsOfPeople(tx, people))], now)
  await tx.db
    .updateTable('join_link')
    .set({ revoked_at: now })
    .where('unit_id', '=', unitId)
    .where('revoked_at', 'is', null)
    .execute()
}
