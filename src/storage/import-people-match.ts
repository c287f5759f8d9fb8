import { type RawBuilder, sql } from 'kysely'
import type { PersonId } from '../domain/id.ts'
import { analyzeStage, makeStage, stageRows } from './import-stage.ts'
import { nameMarks } from './name-marks.ts'
import { personNow } from './person-now.ts'
import type { Store } from './store.ts'

/** Known people whose names are opened at a time. */
const BATCH = 1_000

/**
 * Finds for each person of the file whom the database knows already: by name and phone, by account, by
 * name without its diacritics and phone, and at last by name in the same unit, where only one can be
 * meant. Nobody known is taken twice.
 */
export async function matchPeople(tx: Store): Promise<void> {
  await gatherKnown(tx)
  await matchLinked(tx)
  await assign(
    tx,
    sql`select p.ident, k.person_id, p.first_row from import_person p
      join import_known k on k.exact = p.exact and k.phone_key = p.phone_key`,
  )
  await assign(
    tx,
    sql`select p.ident, k.person_id, p.first_row from import_person p
      join import_row r on r.ident = p.ident
      join account a on a.channel_instance_id = r.instance_id and a.external_key = r.account_key
      join import_known k on k.person_id = a.person_id`,
  )
  await assign(
    tx,
    sql`select p.ident, k.person_id, p.first_row from import_person p
      join import_known k on k.name_key = p.name_key and k.phone_key = p.phone_key`,
  )
  await matchWithinUnits(tx)
  await sql`
    update import_person p set person_id = ${personNow('p.person_id')} from account_link l
    where l.from_person_id = p.person_id and l.undone_at is null`.execute(tx.db)
  // One of several people of the file says what somebody is called: two spellings would take turns.
  await sql`
    update import_person p set is_second = true
    where p.person_id in (
        select ${personNow('l.person_id')} from account_link l where l.undone_at is null)
      and exists (select from import_person o
        where o.person_id = p.person_id and o.first_row < p.first_row)`.execute(tx.db)
}

/**
 * Somebody who has linked accounts has perhaps a row for each of them; a roll written before does not part them. So
 * this person, and nobody else, may be several people of the file.
 */
async function matchLinked(tx: Store): Promise<void> {
  await sql`
    update import_person p set person_id = a.person_id from import_row r
    join account a on a.channel_instance_id = r.instance_id and a.external_key = r.account_key
    where r.ident = p.ident and exists (
      select from account_link l where l.undone_at is null
        and exists (select from linked_account m where m.link_id = l.id)
        and ${personNow('l.person_id')} = a.person_id)`.execute(tx.db)
}

/** Everybody who may be meant, with the hashes of the name that the file's rows have too. */
async function gatherKnown(tx: Store): Promise<void> {
  await makeStage(
    tx,
    'import_known',
    `person_id uuid, name_key bytea, exact text collate "C", plain text collate "C", phone_key bytea`,
  )
  // By joins, not by `in (…) or in (…)`: that is a search from the start for each person once it is long.
  await makeStage(tx, 'import_known_id', 'id uuid')
  await sql`
    insert into import_known_id
      select p.id from person p
      join (select distinct name_key from import_person) named on named.name_key = p.name_key
      union
      select a.person_id from account a join import_row r
        on r.instance_id = a.channel_instance_id and r.account_key = a.external_key
        where a.person_id is not null`.execute(tx.db)
  await analyzeStage(tx, 'import_known_id')
  await sql`
    declare import_known_people no scroll cursor for
      select p.id, p.name_enc, p.name_key, p.phone_key
      from import_known_id known join person p on p.id = known.id
      where p.erased_at is null`.execute(tx.db)
  for (;;) {
    const { rows } = await sql<{
      id: PersonId
      name_enc: Buffer
      name_key: Buffer
      phone_key: Buffer | null
    }>`fetch ${sql.lit(BATCH)} from import_known_people`.execute(tx.db)
    if (rows.length === 0) break
    const marks = rows.map((row) => nameMarks(tx, tx.keys.decrypt(row.name_enc, 'person.name')))
    await stageRows(tx, 'import_known', {
      person_id: { type: 'uuid', values: rows.map((row) => row.id) },
      name_key: { type: 'bytea', values: rows.map((row) => row.name_key) },
      exact: { type: 'text', values: marks.map(({ exact }) => exact) },
      plain: { type: 'text', values: marks.map(({ plain }) => plain) },
      phone_key: { type: 'bytea', values: rows.map((row) => row.phone_key) },
    })
  }
  await sql`close import_known_people`.execute(tx.db)
  await analyzeStage(tx, 'import_known')
}

/** Gives each person of the file the known one of `candidates` (ident, person_id, first_row), each once. */
async function assign(tx: Store, candidates: RawBuilder<unknown>): Promise<void> {
  await sql`
    update import_person p set person_id = chosen.person_id from (
      select distinct on (person_id) ident, person_id from (
        select distinct on (c.ident) c.ident, c.person_id, c.first_row from (${candidates}) c
        join import_person open on open.ident = c.ident and open.person_id is null
        where not exists (select from import_person taken where taken.person_id = c.person_id)
        order by c.ident, c.person_id) one_each
      order by person_id, first_row) chosen
    where chosen.ident = p.ident`.execute(tx.db)
}

/**
 * By name in a unit: somebody listed without a phone may have got one since, or an account. Where the
 * row gives neither and several are left, or several rows give one and one is left, nobody can tell who is meant.
 */
async function matchWithinUnits(tx: Store): Promise<void> {
  await makeStage(
    tx,
    'import_candidate',
    `ident text collate "C", person_id uuid, unit_id uuid, first_row integer, is_bare boolean,
     is_bare_row boolean`,
  )
  // Each step joins by what few share; a unit has thousands on both sides, and their square is too much.
  await sql`
    insert into import_candidate
      select distinct p.ident, k.person_id, r.unit_id, p.first_row,
        k.phone_key is null and not exists (select from account a where a.person_id = k.person_id),
        p.phone_key is null and not p.has_account
      from import_person p join import_known k on k.exact = p.exact
      join import_row r on r.ident = p.ident
      where p.person_id is null and (p.phone_key is null or k.phone_key is null)
        and not exists (
          select from import_person taken where taken.person_id = k.person_id)`.execute(tx.db)
  await analyzeStage(tx, 'import_candidate')
  await sql`
    delete from import_candidate c where not exists (
      select from post o where o.person_id = c.person_id and o.unit_id = c.unit_id
        and o.valid_to is null)`.execute(tx.db)
  // Another account on the same bot is another human.
  await sql`
    delete from import_candidate c using account a
    where a.person_id = c.person_id and (c.ident, a.channel_instance_id) in (
      select ident, instance_id from import_row where instance_id is not null)`.execute(tx.db)
  // Who has neither phone nor account is meant before anybody else of that name.
  await sql`
    delete from import_candidate c where not is_bare and exists (
      select from import_candidate bare where bare.ident = c.ident and bare.is_bare)`.execute(tx.db)
  await sql`
    update import_person p set doubt = 'several-alike' from (
      select ident from import_candidate where is_bare_row group by ident
      having count(distinct person_id) > 1) several
    where several.ident = p.ident`.execute(tx.db)
  // Rows that say least choose first: the others can stand for themselves as somebody new.
  await assign(tx, onlyCandidates(true))
  await sql`
    update import_person p set doubt = 'which-known' from (
      select ident, count(*) over (partition by person_id) as people from (
        select distinct ident, person_id from (${onlyCandidates(false)}) c where not exists (
          select from import_person taken where taken.person_id = c.person_id)) one_each) several
    where several.ident = p.ident and several.people > 1`.execute(tx.db)
  await assign(tx, onlyCandidates(false))
}

/** Whom a person of the file may be, where that is one alone. */
function onlyCandidates(isBareRow: boolean): RawBuilder<unknown> {
  return sql`select ident, person_id, first_row from import_candidate
    where is_bare_row = ${isBareRow} and ident in (
      select ident from import_candidate group by ident having count(distinct person_id) = 1)`
}
