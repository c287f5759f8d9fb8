import { sql } from 'kysely'
import type { ChannelInstanceId, ChatId, PersonId } from '../domain/id.ts'
import { readReason, type Reason } from '../domain/reason.ts'
import type { Store } from './store.ts'

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
