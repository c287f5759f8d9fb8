import { sql } from 'kysely'
import {
  newId,
  type AccountId,
  type ChannelInstanceId,
  type ChatId,
  type LinkId,
  type PersonId,
} from '../domain/id.ts'
import type { Locale } from '../domain/locale.ts'
import type { Platform } from '../domain/platform.ts'
import { chatsOfPeople } from './duty-chats.ts'
import { openAccountName } from './accounts.ts'
import { keepAcknowledged } from './acknowledgements.ts'
import { lockUntilEnd } from './advisory-locks.ts'
import { linkAccount } from './people.ts'
import { personNow } from './person-now.ts'
import { oneCopyEach } from './sending/one-copy-each.ts'
import type { Store } from './store.ts'
import { noteNameSaid } from './unsaid-names.ts'

/** The person whom an account stands for; locked, so that the answer holds until the transaction ends. */
export async function personOfAccount(tx: Store, id: AccountId): Promise<PersonId | null> {
  const row = await tx.db
    .selectFrom('account')
    .select('person_id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row?.person_id ?? null
}

/** The people for whom accounts stand. */
export async function peopleBehind(
  store: Store,
  accounts: readonly AccountId[],
): Promise<PersonId[]> {
  if (accounts.length === 0) return []
  const rows = await store.db
    .selectFrom('account')
    .select('person_id')
    .distinct()
    .where('id', 'in', accounts)
    .execute()
  return rows.flatMap((row) => row.person_id ?? [])
}

/** The accounts of a person on every bot. */
export async function accountsOf(store: Store, personId: PersonId): Promise<AccountId[]> {
  const rows = await store.db
    .selectFrom('account')
    .select('id')
    .where('person_id', '=', personId)
    .execute()
  return rows.map((row) => row.id)
}

/**
 * Gives another person all accounts and posts of one: two entries turned out to be one human, who counts once from now on,
 * also in what went out before. For good: no account comes by this link, so none shows a button that takes it back.
 */
export async function becomePerson(
  tx: Store,
  link: {
    readonly from: PersonId
    readonly to: PersonId
    readonly now: Date
    readonly today: string
  },
): Promise<void> {
  for (const account of await accountsOf(tx, link.from)) await linkAccount(tx, account, link.to)
  await linkPeople(tx, { ...link, accounts: [] })
  // Nobody asks any more for the name of whom no account stands for.
  await noteNameSaid(tx, link.from)
}

/** Lets accounts of a person stand for nobody from now on; what was acknowledged with them stays the person's. */
export async function releaseAccounts(
  tx: Store,
  accounts: readonly AccountId[],
  personId: PersonId,
): Promise<void> {
  await keepAcknowledged(tx, accounts, personId)
  await tx.db
    .updateTable('account')
    .set({ person_id: null })
    .where('id', 'in', accounts)
    .where('person_id', '=', personId)
    .execute()
}

/** An account with all others that stand for the same person. */
export async function accountsBeside(store: Store, id: AccountId): Promise<AccountId[]> {
  const rows = await store.db
    .selectFrom('account')
    .innerJoin('account as own', 'own.person_id', 'account.person_id')
    .select('account.id')
    .where('own.id', '=', id)
    .execute()
  return rows.length > 0 ? rows.map((row) => row.id) : [id]
}

/** So long a link must have stood before its other accounts go with one. */
const LINK_SETTLES_MS = 24 * 3_600_000

/**
 * The accounts that are erased with one that asks for it at a moment: all of its person's. That one alone where one of them was
 * linked within the day before: whoever held a telephone for a minute may have linked it, and would erase what is its owner's.
 */
export async function accountsErasedWith(
  store: Store,
  id: AccountId,
  asked: Date,
): Promise<AccountId[]> {
  const all = await accountsBeside(store, id)
  const young = await store.db
    .selectFrom('linked_account')
    .innerJoin('account_link', 'account_link.id', 'linked_account.link_id')
    .select('account_link.id')
    .where('linked_account.account_id', 'in', all)
    .where('account_link.undone_at', 'is', null)
    .where('account_link.linked_at', '>', new Date(asked.getTime() - LINK_SETTLES_MS))
    .limit(1)
    .executeTakeFirst()
  return young ? [id] : all
}

/** An account as a person knows it: the app and the name shown there, empty when there is none. */
export interface ShownAccount {
  readonly id: AccountId
  readonly personId: PersonId | null
  readonly instanceId: ChannelInstanceId
  readonly platform: Platform
  readonly name: string
  /** The link by which it came to the person; null: none, or one undone. */
  readonly linkId: LinkId | null
}

/** The accounts of a person, the oldest first; each with the first link that still holds it. */
export async function shownAccounts(store: Store, personId: PersonId): Promise<ShownAccount[]> {
  return readShown(store, sql`a.person_id = ${personId}`)
}

/** One account as it is shown. */
export async function shownAccount(store: Store, id: AccountId): Promise<ShownAccount | undefined> {
  return (await readShown(store, sql`a.id = ${id}`))[0]
}

async function readShown(store: Store, which: ReturnType<typeof sql>): Promise<ShownAccount[]> {
  const { rows } = await sql<{
    id: AccountId
    person_id: PersonId | null
    instance_id: ChannelInstanceId
    platform: Platform
    name_enc: Buffer | null
    link_id: LinkId | null
  }>`
    select a.id, a.person_id, i.id as instance_id, i.platform, a.name_enc, (
        select l.id from linked_account m join account_link l on l.id = m.link_id
        where m.account_id = a.id and l.undone_at is null
          and ${personNow('l.person_id')} = a.person_id
        order by l.linked_at, l.id limit 1) as link_id
    from account a join channel_instance i on i.id = a.channel_instance_id
    where ${which} order by a.created_at, a.id`.execute(store.db)
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    instanceId: row.instance_id,
    platform: row.platform,
    name: openAccountName(store, row.name_enc),
    linkId: row.link_id,
  }))
}

/** The private chats in which accounts can be told something, each with the account's language. */
export async function privateChatsOf(
  store: Store,
  accounts: readonly AccountId[],
): Promise<{ chatId: ChatId; locale: Locale }[]> {
  if (accounts.length === 0) return []
  const rows = await store.db
    .selectFrom('chat')
    .innerJoin('account', 'account.id', 'chat.account_id')
    .select(['chat.id', 'account.locale'])
    .where('chat.account_id', 'in', accounts)
    .where('chat.type', '=', 'private')
    .where('chat.state', '=', 'active')
    .orderBy('chat.id')
    .execute()
  return rows.map((row) => ({ chatId: row.id, locale: row.locale }))
}

/** Two links at one moment follow one another, so that no two persons count as each other. */
export async function lockLinks(tx: Store): Promise<void> {
  await lockUntilEnd(tx, 'links')
}

/** Locks accounts, in one order whoever asks, so that two links of one account follow one another. */
export async function lockAccounts(tx: Store, ids: readonly AccountId[]): Promise<void> {
  await tx.db
    .selectFrom('account')
    .select('id')
    .where('id', 'in', ids)
    .orderBy('id')
    .forUpdate()
    .execute()
}

interface Link {
  readonly to: PersonId
  readonly from: PersonId | null
  readonly accounts: readonly AccountId[]
  readonly now: Date
  readonly today: string
}

/**
 * Gives accounts to a person. When they stood for another until now, that one's posts come along, and from now
 * on counts as the person; what both held is ended there (`today`, YYYY-MM-DD).
 */
export async function writeLink(tx: Store, link: Link): Promise<LinkId> {
  const id = newId<LinkId>()
  await tx.db
    .insertInto('account_link')
    .values({ id, person_id: link.to, from_person_id: link.from, linked_at: link.now })
    .execute()
  for (const accountId of link.accounts) {
    await tx.db
      .insertInto('linked_account')
      .values({ account_id: accountId, link_id: id })
      .execute()
    await linkAccount(tx, accountId, link.to)
  }
  if (link.from) await bringPosts(tx, { ...link, id, from: link.from })
  return id
}

/** The same, and what waits goes once to both, who are one human now. */
export async function linkPeople(tx: Store, link: Link): Promise<LinkId> {
  const id = await writeLink(tx, link)
  const people = [link.to]
  await oneCopyEach(tx, { people, chats: await chatsOfPeople(tx, people), now: link.now })
  return id
}

async function bringPosts(
  tx: Store,
  { id, from, to, today }: { id: LinkId; from: PersonId; to: PersonId; today: string },
): Promise<void> {
  await sql`
    insert into linked_post (link_id, post_id, is_twin)
    select ${id}::uuid, p.id, exists (select from post o where o.person_id = ${to}
      and o.unit_id = p.unit_id and o.role = p.role and o.valid_to is null)
    from post p where p.person_id = ${from} and p.valid_to is null`.execute(tx.db)
  await sql`
    update post p set valid_to = ${today}::date from linked_post m
    where m.link_id = ${id} and m.is_twin and p.id = m.post_id`.execute(tx.db)
  await sql`
    update post p set person_id = ${to} from linked_post m
    where m.link_id = ${id} and not m.is_twin and p.id = m.post_id`.execute(tx.db)
}

/** A link that holds, locked, with the person whom its accounts stand for today. */
export async function lockLink(
  tx: Store,
  id: LinkId,
): Promise<{ id: LinkId; from: PersonId | null; holder: PersonId } | undefined> {
  const { rows } = await sql<{ from_person_id: PersonId | null; holder: PersonId }>`
    select l.from_person_id, ${personNow('l.person_id')} as holder
    from account_link l where l.id = ${id} and l.undone_at is null for update of l`.execute(tx.db)
  const [row] = rows
  return row && { id, from: row.from_person_id, holder: row.holder }
}

/**
 * Takes a link back: its accounts stand again for whom they stood before, with the posts that came along. What has
 * ended since stays ended, and what has gone elsewhere since stays there. What waits goes to each for what they hold
 * themselves. Gives the accounts that went back.
 */
export async function undoLink(
  tx: Store,
  link: { readonly id: LinkId; readonly from: PersonId | null; readonly holder: PersonId },
  at: { readonly now: Date; readonly today: string },
): Promise<AccountId[]> {
  const chats = await chatsOfPeople(tx, [link.holder])
  const { rows } = await sql<{ id: AccountId }>`
    update account a set person_id = ${link.from}::uuid from linked_account m
    where m.link_id = ${link.id} and a.id = m.account_id and a.person_id = ${link.holder}
    returning a.id`.execute(tx.db)
  if (link.from) await returnPosts(tx, { ...link, from: link.from }, at.today)
  await tx.db
    .updateTable('account_link')
    .set({ undone_at: at.now })
    .where('id', '=', link.id)
    .execute()
  const people = link.from ? [link.holder, link.from] : [link.holder]
  await oneCopyEach(tx, { people, chats, now: at.now })
  return rows.map((row) => row.id)
}

async function returnPosts(
  tx: Store,
  { id, from, holder }: { id: LinkId; from: PersonId; holder: PersonId },
  today: string,
): Promise<void> {
  const heldBy = (person: PersonId) =>
    sql`exists (select from post o where o.person_id = ${person} and o.unit_id = p.unit_id
      and o.role = p.role and o.valid_to is null)`
  const isTheirs = sql`p.id = m.post_id and ${personNow('p.person_id')} = ${holder}`
  // What was ended as a twin, by this link or by one that took it further, holds again if the other one's has not been
  // taken away since.
  await sql`
    update post p set valid_to = null, person_id = ${from} from linked_post m
    where m.link_id = ${id} and ${isTheirs} and ${heldBy(holder)} and not ${heldBy(from)}
      and exists (select from linked_post t join account_link l on l.id = t.link_id
        where t.post_id = p.id and t.is_twin and l.undone_at is null)`.execute(tx.db)
  // They may have been given the same post anew, by a roll.
  await sql`
    update post p set valid_to = ${today}::date from linked_post m
    where m.link_id = ${id} and not m.is_twin and p.id = m.post_id and p.person_id = ${holder}
      and p.valid_to is null and ${heldBy(from)}`.execute(tx.db)
  await sql`
    update post p set person_id = ${from} from linked_post m
    where m.link_id = ${id} and not m.is_twin and ${isTheirs}`.execute(tx.db)
}
