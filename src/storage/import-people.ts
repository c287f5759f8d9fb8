import { sql } from 'kysely'
import { newId, type ChannelInstanceId, type PersonId } from '../domain/id.ts'
import type { ChatState } from '../domain/platform.ts'
import type { Role } from '../domain/role.ts'
import { chatKey } from './chats.ts'
import { chatsOfPeople } from './duty-chats.ts'
import { analyzeStage, makeStage, stageRows } from './import-stage.ts'
import { matchPeople } from './import-people-match.ts'
import { nameMarks } from './name-marks.ts'
import { lockLinks, writeLink } from './account-links.ts'
import { nameKey } from './people.ts'
import { lockUnwritten, oneCopyEach } from './sending/one-copy-each.ts'
import type { Store } from './store.ts'
import { noteNameSaid, noteNamesImported } from './unsaid-names.ts'

export interface StagedPerson {
  readonly row: number
  readonly name: string
  readonly unitCode: string
  readonly role: Role
  readonly account: {
    readonly instanceId: ChannelInstanceId
    readonly externalId: string
  } | null
  /** Normalised. */
  readonly phone: string | null
}

export type PersonFaultKind =
  | 'unknown-unit'
  | 'other-name'
  | 'other-phone'
  /** A name alone that may mean several. */
  | 'several-alike'
  /** A name alone that says nothing which another row does not: of one twice, or of two. */
  | 'said-twice'
  /** One of several new ones who may be the one that is known by that name. */
  | 'which-known'

export interface PersonFault {
  readonly row: number
  readonly fault: PersonFaultKind
  readonly other: number | null
}

/** Names, numbers and ids are sealed here too: a staging table may reach the disk. */
export async function beginPeople(tx: Store): Promise<void> {
  await makeStage(
    tx,
    'import_row',
    `row_no integer, name_enc bytea, name_key bytea, exact text collate "C", plain text collate "C",
     unit_code text, role text, phone_enc bytea, phone_key bytea,
     instance_id uuid, account_key bytea, account_enc bytea, chat_key bytea, chat_enc bytea,
     person_new uuid, post_new uuid, account_new uuid, chat_new uuid,
     by_phone text collate "C", by_account text collate "C",
     unit_id uuid, ident text collate "C"`,
  )
}

export async function stagePeople(tx: Store, people: readonly StagedPerson[]): Promise<void> {
  const rows = people.map((person) => sealRow(tx, person))
  const column = <T extends keyof SealedRow>(
    name: T,
    type: 'integer' | 'text' | 'uuid' | 'bytea',
  ) => ({ type, values: rows.map((row) => row[name]) })
  await stageRows(tx, 'import_row', {
    row_no: column('row_no', 'integer'),
    name_enc: column('name_enc', 'bytea'),
    name_key: column('name_key', 'bytea'),
    exact: column('exact', 'text'),
    plain: column('plain', 'text'),
    unit_code: column('unit_code', 'text'),
    role: column('role', 'text'),
    phone_enc: column('phone_enc', 'bytea'),
    phone_key: column('phone_key', 'bytea'),
    instance_id: column('instance_id', 'uuid'),
    account_key: column('account_key', 'bytea'),
    account_enc: column('account_enc', 'bytea'),
    chat_key: column('chat_key', 'bytea'),
    chat_enc: column('chat_enc', 'bytea'),
    by_phone: column('by_phone', 'text'),
    by_account: column('by_account', 'text'),
    person_new: column('person_new', 'uuid'),
    post_new: column('post_new', 'uuid'),
    account_new: column('account_new', 'uuid'),
    chat_new: column('chat_new', 'uuid'),
  })
}

type SealedRow = ReturnType<typeof sealRow>

function sealRow(tx: Store, person: StagedPerson) {
  const { keys } = tx
  const { account, phone } = person
  const { exact, plain } = nameMarks(tx, person.name)
  const phoneKey = phone === null ? null : keys.lookup('phone', phone)
  // The same keyed hash by which accounts.ts finds an account.
  const key = account && keys.lookup('account', account.externalId)
  return {
    row_no: person.row,
    name_enc: keys.encrypt(person.name, 'person.name'),
    name_key: nameKey(tx, person.name),
    exact,
    plain,
    unit_code: person.unitCode,
    role: person.role,
    phone_enc: phone === null ? null : keys.encrypt(phone, 'person.phone'),
    phone_key: phoneKey,
    instance_id: account?.instanceId ?? null,
    account_key: key,
    account_enc: account && keys.encrypt(account.externalId, 'account.external'),
    chat_key: account && chatKey(tx, account.externalId),
    chat_enc: account && keys.encrypt(account.externalId, 'chat.external'),
    by_phone: phoneKey && `${exact}/${phoneKey.toString('hex')}`,
    by_account: account && key && `${account.instanceId}/${key.toString('hex')}`,
    person_new: newId(),
    post_new: newId(),
    account_new: newId(),
    chat_new: newId(),
  }
}

/**
 * Finds what each row means and who the people are: those who are alike in the file become one, and whom
 * the database knows is found. Answers what is wrong, at most `limit` of each kind.
 */
export async function resolvePeople(tx: Store, limit: number): Promise<PersonFault[]> {
  // Whom the database knows stays so until they are written; and before any row, as whoever links people takes it. Not while
  // the file is read: each link, and each inbox hand that has one, would wait for that.
  await lockLinks(tx)
  await sql`
    update import_row r set unit_id = v.unit_id from unit_version v
    where v.valid_to is null and lower(v.code) = lower(r.unit_code)`.execute(tx.db)
  await analyzeStage(tx, 'import_row')
  const faults = await findRowFaults(tx, limit)
  if (faults.length > 0) return faults
  await gatherPeople(tx)
  await matchPeople(tx)
  await doubtNameless(tx)
  const { rows } = await sql<PersonFault>`
    (select first_row as row, doubt as fault, null::integer as other from import_person
      where doubt is not null order by first_row limit ${limit})
    union all
    (select row_no, 'said-twice', first from (
        select row_no, ${isBare} as is_bare, first_value(row_no) over (
          partition by ident, unit_id, role order by ${isBare}, row_no) as first
        from import_row) r
      where is_bare and row_no <> first order by row_no limit ${limit})`.execute(tx.db)
  return rows
}

/** A row that names somebody and says no more by which they could be told from others. */
const isBare = sql`(by_phone is null and by_account is null)`

async function findRowFaults(tx: Store, limit: number): Promise<PersonFault[]> {
  const { rows } = await sql<{ row_no: number; fault: PersonFaultKind; other: number | null }>`
    (select row_no, 'unknown-unit' as fault, null::integer as other from import_row
      where unit_id is null order by row_no limit ${limit})
    union all
    (select r.row_no, 'other-name', f.row_no from import_row r join (
        select distinct on (by_account) by_account, row_no, exact from import_row
        where by_account is not null order by by_account, row_no) f using (by_account)
      where r.exact <> f.exact order by r.row_no limit ${limit})
    union all
    (select r.row_no, 'other-phone', f.row_no from import_row r join (
        select distinct on (by_account) by_account, row_no, phone_key from import_row
        where by_account is not null and phone_key is not null
        order by by_account, row_no) f using (by_account)
      where r.phone_key <> f.phone_key order by r.row_no limit ${limit})`.execute(tx.db)
  return rows.map((row) => ({ row: row.row_no, fault: row.fault, other: row.other }))
}

/** Who of the file can be told from others of the name: how many share it in a unit, and one of them. */
const namesakes = sql`
  select exact, unit_id, count(distinct ident) as people, min(ident) as ident from import_row
  where by_phone is not null or by_account is not null group by exact, unit_id`

/**
 * One entry for each person of the file: rows alike in name and phone, or in account, are one; a row with
 * neither is the person of that name in that unit, also one whom another row says more of.
 */
async function gatherPeople(tx: Store): Promise<void> {
  await sql`
    update import_row r set ident = coalesce(r.by_phone, a.by_phone, r.by_account,
      r.exact || '@' || r.unit_id)
    from import_row self left join (
      select by_account, min(by_phone) as by_phone from import_row
      where by_account is not null group by by_account) a on a.by_account = self.by_account
    where self.row_no = r.row_no`.execute(tx.db)
  await sql`
    update import_row r set ident = n.ident from (${namesakes}) n
    where n.exact = r.exact and n.unit_id = r.unit_id and n.people = 1
      and r.by_phone is null and r.by_account is null`.execute(tx.db)
  await makeStage(
    tx,
    'import_person',
    `ident text collate "C", first_row integer, name_enc bytea, name_key bytea,
     exact text collate "C", plain text collate "C", phone_enc bytea, phone_key bytea,
     new_id uuid, has_account boolean default false,
     person_id uuid, doubt text, is_second boolean default false,
     is_new boolean default false, is_changed boolean default false`,
  )
  await sql`
    insert into import_person (ident, first_row, name_enc, name_key, exact, plain, new_id)
      select distinct on (ident) ident, row_no, name_enc, name_key, exact, plain, person_new
      from import_row order by ident, row_no`.execute(tx.db)
  await sql`
    update import_person p set phone_enc = r.phone_enc, phone_key = r.phone_key from (
      select distinct on (ident) ident, phone_enc, phone_key from import_row
      where phone_key is not null order by ident, row_no) r where r.ident = p.ident`.execute(tx.db)
  await sql`
    update import_person p set has_account = true from import_row r
    where r.ident = p.ident and r.by_account is not null`.execute(tx.db)
  await analyzeStage(tx, 'import_row')
  await analyzeStage(tx, 'import_person')
}

/** Nobody can tell whom a name alone means where several of the file have it, unless somebody listed so is known. */
async function doubtNameless(tx: Store): Promise<void> {
  await sql`
    update import_person p set doubt = 'several-alike' from import_row r
    join (${namesakes}) n on n.exact = r.exact and n.unit_id = r.unit_id and n.people > 1
    where r.ident = p.ident and r.by_phone is null and r.by_account is null
      and p.person_id is null`.execute(tx.db)
  // Nor where the one of the file is new, and somebody of the name is in that unit already.
  await sql`
    update import_person p set doubt = 'several-alike' from import_row r
    where r.ident = p.ident and r.by_phone is null and r.by_account is null
      and p.person_id is null and exists (
        select from import_known k join post o on o.person_id = k.person_id
        where k.exact = p.exact and o.unit_id = r.unit_id and o.valid_to is null)`.execute(tx.db)
}

/**
 * Writes the staged people, which must be without fault. Posts begin and end on `today`. `stoodDown` are those of whom a
 * role as an officer has ended, and those who have come to an account in which something of an officer's may wait.
 */
export async function writePeople(
  tx: Store,
  input: {
    today: string
    now: Date
    privateChats: Extract<ChatState, 'never-started' | 'active'>
  },
): Promise<{ added: number; changed: number; stoodDown: readonly PersonId[] }> {
  await writePersons(tx)
  const left = await writeAccounts(tx)
  await writePrivateChats(tx, input.privateChats, input.now)
  for (const pair of left) {
    await writeLink(tx, { ...pair, ...input, accounts: [] })
    await noteNameSaid(tx, pair.from)
  }
  const stoodDown = await writePosts(tx, input.today)
  await shareCopiesAnew(tx, input.now)
  const newHolders = await newHoldersOfDuties(tx)
  const { rows } = await sql<{ added: string; changed: string }>`
    select count(*) filter (where is_new) as added,
      count(*) filter (where is_changed and not is_new) as changed from import_person`.execute(
    tx.db,
  )
  const [counted] = rows
  return {
    added: Number(counted?.added ?? 0),
    changed: Number(counted?.changed ?? 0),
    stoodDown: [...new Set([...stoodDown, ...newHolders])],
  }
}

async function writePersons(tx: Store): Promise<void> {
  await sql`
    update import_person set is_new = true, person_id = new_id where person_id is null`.execute(
    tx.db,
  )
  await sql`
    insert into person (id, name_enc, name_key, phone_enc, phone_key)
      select person_id, name_enc, name_key, phone_enc, phone_key from import_person
      where is_new order by first_row`.execute(tx.db)
  await sql`
    update import_person p set is_changed = true from import_known k
    where k.person_id = p.person_id and not p.is_second and (k.plain <> p.plain
      or (p.phone_key is not null and k.phone_key is distinct from p.phone_key))`.execute(tx.db)
  await sql`
    update person o set name_enc = p.name_enc, name_key = p.name_key,
      phone_enc = coalesce(p.phone_enc, o.phone_enc), phone_key = coalesce(p.phone_key, o.phone_key)
    from import_person p where o.id = p.person_id and p.is_changed`.execute(tx.db)
  await noteNamesImported(tx)
}

/** Links the accounts; answers who was known by such an account alone and is somebody of the file now. */
async function writeAccounts(tx: Store): Promise<{ from: PersonId; to: PersonId }[]> {
  await makeStage(tx, 'import_relinked', 'from_id uuid, to_id uuid')
  await sql`
    insert into import_relinked
      select distinct a.person_id, p.person_id from import_row r
      join import_person p on p.ident = r.ident
      join account a on a.channel_instance_id = r.instance_id and a.external_key = r.account_key
      where a.person_id <> p.person_id`.execute(tx.db)
  await sql`
    with linked as (
      insert into account (id, channel_instance_id, external_key, external_enc, person_id)
        select distinct on (r.instance_id, r.account_key)
          r.account_new, r.instance_id, r.account_key, r.account_enc, p.person_id
        from import_row r join import_person p on p.ident = r.ident
        where r.account_key is not null order by r.instance_id, r.account_key, r.row_no
      on conflict (channel_instance_id, external_key) do update set person_id = excluded.person_id
        where account.person_id is distinct from excluded.person_id
      returning person_id)
    update import_person p set is_changed = true from linked where linked.person_id = p.person_id`.execute(
    tx.db,
  )
  const { rows } = await sql<{ from_id: PersonId; to_id: PersonId }>`
    select distinct on (from_id) from_id, to_id from import_relinked r
    join person o on o.id = r.from_id
    where o.phone_key is null and not exists (select from account a where a.person_id = o.id)
      and not exists (select from import_person p where p.person_id = o.id)
    order by from_id, to_id`.execute(tx.db)
  return rows.map((row) => ({ from: row.from_id, to: row.to_id }))
}

/**
 * What waits to go to an account for whoever it stood for until now goes to another of theirs, or not at all. Nobody leaves
 * a unit by a file: a role ends only where it gives another one. Few hands change while a copy waits there.
 */
async function shareCopiesAnew(tx: Store, now: Date): Promise<void> {
  const relinked = await sql`select from import_relinked limit 1`.execute(tx.db)
  if (relinked.rows.length === 0) return
  await lockUnwritten(tx)
  const { rows } = await sql<{ from_id: PersonId; to_id: PersonId }>`
    select from_id, to_id from import_relinked r where exists (
      select from account a join chat c on c.account_id = a.id join delivery d on d.chat_id = c.id
      where a.person_id in (r.from_id, r.to_id) and (d.broadcast_id is not null or d.purpose = 'reminder')
        and d.state in ('planned', 'sending', 'unknown', 'waiting-for-contact'))
    order by from_id, to_id`.execute(tx.db)
  for (const { from_id, to_id } of rows) {
    const people = [from_id, to_id]
    await oneCopyEach(tx, { people, chats: await chatsOfPeople(tx, people), now })
  }
}

/** Whoever has an account now that stood for somebody else, where cards wait or a sending is shown in one of theirs. */
async function newHoldersOfDuties(tx: Store): Promise<readonly PersonId[]> {
  const { rows } = await sql<{ to_id: PersonId }>`
    select distinct r.to_id from import_relinked r
    join account a on a.person_id = r.to_id join chat c on c.account_id = a.id
    where c.id in (select progress_chat_id from broadcast where progress_chat_id is not null)
      or exists (select from delivery d where d.chat_id = c.id and d.purpose = 'card'
        and d.state in ('planned', 'waiting-for-contact'))
    order by r.to_id`.execute(tx.db)
  return rows.map((row) => row.to_id)
}

/** A person's private chat has the id of the account; where it has not, this row stays unused. */
async function writePrivateChats(tx: Store, state: ChatState, now: Date): Promise<void> {
  await sql`
    insert into chat (id, channel_instance_id, type, external_key, external_enc, account_id, state,
        state_at)
      select distinct on (r.instance_id, r.chat_key)
        r.chat_new, r.instance_id, 'private', r.chat_key, r.chat_enc, a.id, ${state}, ${now}
      from import_row r join account a
        on a.channel_instance_id = r.instance_id and a.external_key = r.account_key
      where not exists (select from chat c where c.account_id = a.id and c.type = 'private')
      order by r.instance_id, r.chat_key, r.row_no
    on conflict (channel_instance_id, external_key) do nothing`.execute(tx.db)
}

/**
 * Gives each person the posts of the file. In a unit that the file names for a person it says all their
 * roles, so that a role taken away in the file is gone; an owner is never put out by a file. Answers whose role ended; not of
 * members, who may be a whole province.
 */
async function writePosts(tx: Store, today: string): Promise<readonly PersonId[]> {
  await makeStage(tx, 'import_post', 'id uuid, person_id uuid, unit_id uuid, role text')
  await sql`
    insert into import_post
      select distinct on (p.person_id, r.unit_id, r.role) r.post_new, p.person_id, r.unit_id, r.role
      from import_row r join import_person p on p.ident = r.ident
      order by p.person_id, r.unit_id, r.role, r.row_no`.execute(tx.db)
  await analyzeStage(tx, 'import_post')
  const { rows } = await sql<{ person_id: PersonId }>`
    with ended as (
      update post o set valid_to = ${today}::date
      from (select distinct person_id, unit_id from import_post) named
      where o.person_id = named.person_id and o.unit_id = named.unit_id and o.valid_to is null
        and o.role <> 'owner' and not exists (select from import_post i
          where i.person_id = o.person_id and i.unit_id = o.unit_id and i.role = o.role)
      returning o.person_id, o.role),
    changed as (
      update import_person p set is_changed = true from ended where ended.person_id = p.person_id)
    select distinct person_id from ended where role <> 'member' order by person_id`.execute(tx.db)
  // Who joined by themselves is on the unit's roll from now on.
  await sql`
    update post o set joined = false from import_post i
    where o.person_id = i.person_id and o.unit_id = i.unit_id and o.role = i.role
      and o.valid_to is null and o.joined`.execute(tx.db)
  await sql`
    with begun as (
      insert into post (id, person_id, unit_id, role, valid_from)
        select id, person_id, unit_id, role, ${today}::date from import_post order by id
      on conflict (person_id, unit_id, role) where valid_to is null do nothing
      returning person_id)
    update import_person p set is_changed = true from begun where begun.person_id = p.person_id`.execute(
    tx.db,
  )
  return rows.map((row) => row.person_id)
}
