import { sql } from 'kysely'
import {
  newId,
  type AccountId,
  type ChannelInstanceId,
  type ChatId,
  type PersonId,
} from '../domain/id.ts'
import type { ChatState, ChatType } from '../domain/platform.ts'
import type { Locale } from '../domain/locale.ts'
import { readReason, type Reason } from '../domain/reason.ts'
import { isForContact } from './sending/delivery-conditions.ts'
import type { Store } from './store.ts'

/** A human on one platform; `personId` is null until somebody says who it is. */
export interface Account {
  readonly id: AccountId
  readonly personId: PersonId | null
  readonly name: string
  readonly locale: Locale
}

/** The account behind a platform id, made at first sight; its display name is kept up to date. */
export async function enterAccount(
  tx: Store,
  seen: { instanceId: ChannelInstanceId; externalId: string; name: string },
): Promise<Account> {
  const key = accountKey(tx, seen.externalId)
  const found = await tx.db
    .selectFrom('account')
    .select(['id', 'person_id', 'name_enc', 'locale'])
    .where('channel_instance_id', '=', seen.instanceId)
    .where('external_key', '=', key)
    .executeTakeFirst()
  if (found) {
    const known = openAccountName(tx, found.name_enc)
    if (seen.name && seen.name !== known) {
      await tx.db
        .updateTable('account')
        .set({ name_enc: sealName(tx, seen.name) })
        .where('id', '=', found.id)
        .execute()
    }
    return {
      id: found.id,
      personId: found.person_id,
      name: seen.name || known,
      locale: found.locale,
    }
  }
  const made = await tx.db
    .insertInto('account')
    .values({
      id: newId<AccountId>(),
      channel_instance_id: seen.instanceId,
      external_key: key,
      external_enc: tx.keys.encrypt(seen.externalId, 'account.external'),
      name_enc: seen.name ? sealName(tx, seen.name) : null,
    })
    .onConflict((conflict) =>
      conflict.columns(['channel_instance_id', 'external_key']).doUpdateSet((eb) => ({
        external_key: eb.ref('excluded.external_key'),
      })),
    )
    .returning(['id', 'person_id', 'locale'])
    .executeTakeFirstOrThrow()
  return { id: made.id, personId: made.person_id, name: seen.name, locale: made.locale }
}

export interface Chat {
  readonly id: ChatId
  readonly instanceId: ChannelInstanceId
  readonly type: ChatType
  readonly title: string
  readonly state: ChatState
  readonly internal: boolean
  readonly accountId: AccountId | null
  /** The owners have been asked which unit this group belongs to. */
  readonly isAnnounced: boolean
  /** Messages wait for a word from the other side. */
  readonly isAwaited: boolean
}

interface SeenChat {
  readonly instanceId: ChannelInstanceId
  readonly externalId: string
  readonly type: ChatType
  readonly title: string
  readonly accountId: AccountId | null
}

/**
 * The chat behind a platform id, made at first sight; title and account are kept up to date. Reads first:
 * an upsert would leave a dead row for every message.
 */
export async function enterChat(tx: Store, seen: SeenChat): Promise<Chat> {
  const found = await findChat(tx, seen)
  if (found && !tellsNews(found, seen)) return found
  await writeChat(tx, seen)
  const written = await findChat(tx, seen)
  if (!written) throw new Error('a chat that was just written is not there')
  return written
}

async function findChat(tx: Store, seen: SeenChat): Promise<Chat | undefined> {
  const row = await tx.db
    .selectFrom('chat')
    .select(['id', 'channel_instance_id', 'type', 'title', 'state'])
    .select(['internal', 'account_id', 'announced_at'])
    // Asked for private chats only: planning it costs more than the rest, and groups are not waited for.
    .$if(seen.type === 'private', (query) =>
      query.select(
        sql<boolean>`exists (select 1 from delivery d where d.chat_id = chat.id and ${isForContact})`.as(
          'is_awaited',
        ),
      ),
    )
    .where('channel_instance_id', '=', seen.instanceId)
    .where('external_key', '=', chatKey(tx, seen.externalId))
    .executeTakeFirst()
  return (
    row && {
      id: row.id,
      instanceId: row.channel_instance_id,
      type: row.type,
      title: row.title,
      state: row.state,
      internal: row.internal,
      accountId: row.account_id,
      isAnnounced: row.announced_at !== null,
      isAwaited: Boolean(row.is_awaited),
    }
  )
}

function tellsNews(known: Chat, seen: SeenChat): boolean {
  const title = titleOf(seen)
  return (title !== '' && title !== known.title) || (!known.accountId && ownerOf(seen) !== null)
}

async function writeChat(tx: Store, seen: SeenChat): Promise<void> {
  await tx.db
    .insertInto('chat')
    .values({
      id: newId<ChatId>(),
      channel_instance_id: seen.instanceId,
      type: seen.type,
      external_key: chatKey(tx, seen.externalId),
      external_enc: tx.keys.encrypt(seen.externalId, 'chat.external'),
      title: titleOf(seen),
      account_id: ownerOf(seen),
    })
    .onConflict((conflict) =>
      conflict.columns(['channel_instance_id', 'external_key']).doUpdateSet((eb) => ({
        title: eb
          .case()
          .when('excluded.title', '<>', '')
          .then(eb.ref('excluded.title'))
          .else(eb.ref('chat.title'))
          .end(),
        account_id: eb.fn.coalesce('chat.account_id', 'excluded.account_id'),
      })),
    )
    .execute()
}

function titleOf({ type, title }: SeenChat): string {
  return type === 'group' ? title.slice(0, 200) : ''
}

function ownerOf({ type, accountId }: SeenChat): AccountId | null {
  return type === 'private' ? accountId : null
}

/**
 * The private chat for what somebody's office asks of them, which does not stop with the notices: on a bot that may send, the
 * account that wrote last.
 */
export async function dutyChat(store: Store, personId: PersonId): Promise<ChatId | undefined> {
  return (await privateChats(store, personId).executeTakeFirst())?.id
}

/** The private chat for what somebody's office asks of them, on a bot or OA that may send now; none of `except`. */
export async function dutyChatNow(
  store: Store,
  personId: PersonId,
  except: readonly ChatId[] = [],
): Promise<ChatId | undefined> {
  const row = await privateChats(store, personId)
    .where('lane.stopped_reason', 'is', null)
    .where('chat.id', '<>', sql<ChatId>`all(${except}::uuid[])`)
    .executeTakeFirst()
  return row?.id
}

/** The private chat for what somebody's office asks of them, on another bot or OA than `except` that may send now. */
export async function dutyChatElsewhere(
  store: Store,
  personId: PersonId,
  except: ChannelInstanceId,
): Promise<ChatId | undefined> {
  const row = await privateChats(store, personId)
    .where('chat.channel_instance_id', '<>', except)
    .where('lane.stopped_reason', 'is', null)
    .executeTakeFirst()
  return row?.id
}

/** The language that the account behind a private chat has chosen; Vietnamese where nobody has. */
export async function localeOfChat(store: Store, chatId: ChatId): Promise<Locale> {
  const row = await store.db
    .selectFrom('chat')
    .innerJoin('account', 'account.id', 'chat.account_id')
    .select('account.locale')
    .where('chat.id', '=', chatId)
    .executeTakeFirst()
  return row?.locale ?? 'vi'
}

/** Why no chat reaches a person: what is wrong with the one that was known last. */
export async function whyUnreached(store: Store, personId: PersonId): Promise<Reason> {
  const row = await store.db
    .selectFrom('chat')
    .innerJoin('account', 'account.id', 'chat.account_id')
    .select(['chat.state', 'chat.state_reason'])
    .where('account.person_id', '=', personId)
    .where('chat.type', '=', 'private')
    .orderBy('chat.state_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row || row.state === 'active') return 'never-started'
  const kept = readReason(row.state_reason)
  return kept === 'unknown' ? row.state : kept
}

/**
 * Notes that a person with several accounts writes here now, so that what comes next finds them here. Who has one
 * account, or wrote here last, costs no row. Only the order is kept: when somebody wrote is nobody's business.
 */
export async function preferChat(tx: Store, id: ChatId): Promise<void> {
  await sql`
    update chat c set state_at = others.latest + interval '1 millisecond'
    from (
      select max(o.state_at) as latest
      from chat mine join account a on a.id = mine.account_id
      join account other on other.person_id = a.person_id and other.id <> a.id
      join chat o on o.account_id = other.id and o.type = 'private'
      where mine.id = ${id}) others
    where c.id = ${id} and others.latest >= c.state_at`.execute(tx.db)
}

/** The private chats in which a person can be told something, the best first. */
function privateChats(store: Store, personId: PersonId) {
  return (
    store.db
      .selectFrom('chat')
      .innerJoin('account', 'account.id', 'chat.account_id')
      .leftJoin('lane', 'lane.channel_instance_id', 'chat.channel_instance_id')
      .select('chat.id')
      .where('account.person_id', '=', personId)
      .where('chat.type', '=', 'private')
      .where('chat.state', '=', 'active')
      .orderBy((eb) => eb('lane.stopped_reason', 'is', null), 'desc')
      // Who has stopped notices here wants to be left alone here, if there is somewhere else.
      .orderBy('account.receives', 'desc')
      .orderBy('chat.state_at', 'desc')
      .limit(1)
  )
}

/** Every private chat of these people, also one that takes nothing now. */
export async function chatsOfPeople(store: Store, people: readonly PersonId[]): Promise<ChatId[]> {
  if (people.length === 0) return []
  const { rows } = await sql<{ id: ChatId }>`
    select c.id from chat c join account a on a.id = c.account_id
    where c.type = 'private' and a.person_id = any(${people}::uuid[])`.execute(store.db)
  return rows.map(({ id }) => id)
}

export function accountKey(store: Store, externalId: string): Buffer {
  return store.keys.lookup('account', externalId)
}

export function chatKey(store: Store, externalId: string): Buffer {
  return store.keys.lookup('chat', externalId)
}

function sealName(tx: Store, name: string): Buffer {
  return tx.keys.encrypt(name.slice(0, 200), 'account.name')
}

/** The kept display name of an account; empty when its platform has told none. */
export function openAccountName(store: Store, sealed: Uint8Array | null | undefined): string {
  return sealed ? store.keys.decrypt(sealed, 'account.name') : ''
}

/** The bot or OA that a chat belongs to. Throws for an unknown chat. */
export async function instanceOfChat(store: Store, chatId: ChatId): Promise<ChannelInstanceId> {
  const row = await store.db
    .selectFrom('chat')
    .select('channel_instance_id')
    .where('id', '=', chatId)
    .executeTakeFirstOrThrow()
  return row.channel_instance_id
}

/** Whether an account takes private notices; its person may have stopped them. */
export async function receivesNotices(store: Store, id: AccountId): Promise<boolean> {
  const row = await store.db
    .selectFrom('account')
    .select('receives')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.receives ?? false
}

/** Whether notices may come to this account in private; what an officer has to do comes anyway. */
export async function setReceives(tx: Store, id: AccountId, receives: boolean): Promise<void> {
  await tx.db.updateTable('account').set({ receives }).where('id', '=', id).execute()
}

export async function setLocale(tx: Store, id: AccountId, locale: Locale): Promise<void> {
  await tx.db.updateTable('account').set({ locale }).where('id', '=', id).execute()
}

/** Whether a chat takes messages; what is said there may have to wait for its bot or OA all the same. */
export async function chatTakesMessages(store: Store, chatId: ChatId): Promise<boolean> {
  const row = await store.db
    .selectFrom('chat')
    .select('state')
    .where('id', '=', chatId)
    .executeTakeFirst()
  return row?.state === 'active'
}

/** Whether a chat takes messages and its bot or OA may send: what is said there goes out now. */
export async function chatTakesMessagesNow(store: Store, chatId: ChatId): Promise<boolean> {
  const row = await store.db
    .selectFrom('chat')
    .leftJoin('lane', 'lane.channel_instance_id', 'chat.channel_instance_id')
    .select(['chat.state', 'lane.stopped_reason'])
    .where('chat.id', '=', chatId)
    .executeTakeFirst()
  return row?.state === 'active' && row.stopped_reason === null
}
