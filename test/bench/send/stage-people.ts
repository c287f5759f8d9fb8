import { sql } from 'kysely'
import { newId, type ChannelInstanceId, type UnitId } from '../../../src/domain/id.ts'
import type { Store } from '../../../src/storage/store.ts'
import { givenGroup, givenUnit } from '../../support/rows.ts'

/** Units with so many people each; together they make every size of audience that is measured. */
const UNITS: readonly (readonly [string, number])[] = [
  ['a', 600],
  ['b', 400],
  ['c', 600],
  ['d', 400],
  ['e', 8_000],
  ['f', 90_000],
  ['g', 900_000],
]
const GROUPS = 50
const BATCH = 20_000

/** Fills a database with people, their private chats with ids from 1 on, and groups; gives the units by name. */
export async function stagePeople(
  store: Store,
  instanceId: ChannelInstanceId,
  most: number,
): Promise<Record<string, string>> {
  const units: Record<string, string> = {}
  let next = 1
  for (const [name, count] of UNITS) {
    if (next + count - 1 > most) break
    const unitId = await givenUnit(store, `bench-${name}`)
    units[name] = unitId
    for (let left = count; left > 0; left -= BATCH) {
      await addPeople(store, { instanceId, unitId, from: next, count: Math.min(left, BATCH) })
      next += Math.min(left, BATCH)
    }
  }
  for (let group = 1; group <= GROUPS; group++) {
    const unitId = await givenUnit(store, `bench-group-${group}`)
    units[`group-${group}`] = unitId
    await givenGroup(store, instanceId, String(-group), unitId)
  }
  await sql`analyze`.execute(store.db)
  return units
}

async function addPeople(
  { db, keys }: Store,
  people: { instanceId: ChannelInstanceId; unitId: UnitId; from: number; count: number },
): Promise<void> {
  const { instanceId, unitId, from, count } = people
  const numbers = Array.from({ length: count }, (_, index) => String(from + index))
  const ids = numbers.map(() => newId<string>())
  const externals = numbers.map((number) => Buffer.from(keys.encrypt(number, 'chat.external')))
  const name = Buffer.from(keys.encrypt('Lan', 'person.name'))
  await sql`
    with people as (
      select * from unnest(${ids}::uuid[], ${numbers}::bigint[], ${externals}::bytea[])
        as people (id, number, external_enc)
    ), person as (
      insert into person (id, name_enc, name_key) select id, ${name}, int8send(number) from people
    ), post as (
      insert into post (id, person_id, unit_id, role, valid_from)
      select gen_random_uuid(), id, ${unitId}, 'member', '2026-01-01' from people
    ), account as (
      insert into account (id, channel_instance_id, external_key, external_enc, person_id)
      select id, ${instanceId}, int8send(number), external_enc, id from people
    )
    insert into chat (id, channel_instance_id, type, external_key, external_enc, account_id)
    select id, ${instanceId}, 'private', int8send(number), external_enc, id
    from people`.execute(db)
}
