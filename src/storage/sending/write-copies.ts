import { sql } from 'kysely'
import { NIL } from 'uuid'
import { PRIORITY } from '../../domain/delivery.ts'
import type { BroadcastId, ChatId, PersonId } from '../../domain/id.ts'
import { probeChats } from '../chat-state.ts'
import { personNow } from '../person-now.ts'
import { inTransaction, type Store } from '../store.ts'
import { bestChatFirst } from './best-chat.ts'
import { addNewUnits } from './broadcasts.ts'
import { AT_ONCE, isReleased } from './delivery-conditions.ts'

/** UUIDv7 made by the database, so that a million rows need not pass through this process (RFC 9562, 5.7). */
const uuid7 = sql`(
  encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid())
        placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3)
        from 1 for 6),
      52, 1), 53, 1),
    'hex')::uuid)`

export type Expansion =
  | { readonly kind: 'expanded'; readonly groups: number; readonly privateChats: number }
  /** It was expanded before, paused, undone, or its hour has not come. */
  | { readonly kind: 'not-due' }

/** Private copies that are written in one transaction: a second or two of an old PC. */
const PRIVATE_COPIES_AT_ONCE = 10_000

/**
 * Writes the copies of a broadcast whose hour has come: one for each group of its units, and a private one for each
 * person none of whose posts a group serves and who has a chat that takes something, or waits for them to write. A
 * group that takes nothing for now has a copy that has failed already, so that it is shown and sent when that is over;
 * it serves nobody. Groups and audience are written at once, private copies many at a time; after a crash it goes on behind
 * the last. Urgent ones go out while more are written: `onWritten` is called after each of these transactions.
 */
export async function writeCopies(
  store: Store,
  id: BroadcastId,
  options: { readonly now: Date; readonly atOnce?: number },
  onWritten = (): Promise<void> => Promise.resolve(),
): Promise<Expansion> {
  const { now, atOnce = PRIVATE_COPIES_AT_ONCE } = options
  await inTransaction(store, (tx) => beginExpansion(tx, id, now))
  for (;;) {
    await onWritten()
    const expansion = await inTransaction(store, (tx) => goOn(tx, id, { now, atOnce }))
    if (expansion) return expansion
  }
}

async function beginExpansion(tx: Store, id: BroadcastId, now: Date): Promise<void> {
  const broadcast = await tx.db
    .updateTable('broadcast')
    .set({ state: 'expanding', watched_at: now })
    .where('id', '=', id)
    .where('audience_at', 'is', null)
    .where('state', 'in', ['scheduled', 'starting', 'expanding'])
    .where(isReleased(now))
    .returning('urgent')
    .executeTakeFirst()
  if (!broadcast) return
  await addNewUnits(tx, id)
  await tryMutedAgain(tx, id, now)
  await writeGroupCopies(tx, id, broadcast.urgent, now)
  await freezeAudience(tx, id)
  await tx.db.updateTable('broadcast').set({ audience_at: now }).where('id', '=', id).execute()
}

/**
 * Writes the next private copies; null: there may be more. That nobody is left is seen, and the expansion ended, under one
 * lock: between the two somebody could pause and resume a broadcast of which most is still to be written.
 */
async function goOn(
  tx: Store,
  id: BroadcastId,
  { now, atOnce }: { readonly now: Date; readonly atOnce: number },
): Promise<Expansion | null> {
  const broadcast = await tx.db
    .selectFrom('broadcast')
    .select(['urgent', 'expanded_to'])
    .where('id', '=', id)
    .where('state', '=', 'expanding')
    // Not kept from those who acknowledge meanwhile what they have already.
    .forNoKeyUpdate()
    .executeTakeFirst()
  if (!broadcast) return { kind: 'not-due' }
  const { urgent, expanded_to: after } = broadcast
  const last = await lastOfNext(tx, id, after, atOnce)
  if (last === null) return endExpansion(tx, id, now)
  await writePrivateCopies(tx, { id, urgent }, peopleBetween(id, after, last))
  await tx.db
    .updateTable('broadcast')
    .set({ expanded_to: last, watched_at: now })
    .where('id', '=', id)
    .execute()
  return null
}

async function endExpansion(tx: Store, id: BroadcastId, now: Date): Promise<Expansion> {
  const begun = await tx.db
    .updateTable('broadcast')
    .set({ state: 'sending', started_at: now, watched_at: now })
    .where('id', '=', id)
    .where('state', '=', 'expanding')
    .where('audience_at', 'is not', null)
    .returning('id')
    .executeTakeFirst()
  if (!begun) return { kind: 'not-due' }
  const { rows } = await sql<{ groups: number; private_chats: number }>`
    select (count(*) filter (where c.type = 'group'))::int as groups,
      (count(*) filter (where c.type = 'private'))::int as private_chats
    from delivery d join chat c on c.id = d.chat_id where d.broadcast_id = ${id}`.execute(tx.db)
  return {
    kind: 'expanded',
    groups: rows[0]?.groups ?? 0,
    privateChats: rows[0]?.private_chats ?? 0,
  }
}

/** Rights may come back without a word to the bot, so a muted group is tried again once a day. */
const MUTED_FOR_MS = 86_400_000

async function tryMutedAgain(tx: Store, id: BroadcastId, now: Date): Promise<void> {
  const { rows } = await sql<{ id: ChatId }>`
    select c.id from broadcast_unit u
    join chat_binding b on b.unit_id = u.unit_id and b.valid_to is null
    join chat c on c.id = b.chat_id
    where u.broadcast_id = ${id} and c.state = 'no-rights'
      and c.state_at < ${new Date(now.getTime() - MUTED_FOR_MS)}`.execute(tx.db)
  await probeChats(
    tx,
    rows.map((row) => row.id),
  )
}

/**
 * The units that a group serves are marked, for the private copies. One that is only tried, because it last took nothing
 * (`probeChats`), serves nobody yet: where it takes nothing again, nobody else would have the message.
 */
async function writeGroupCopies(
  tx: Store,
  id: BroadcastId,
  isUrgent: boolean,
  now: Date,
): Promise<void> {
  await sql`
    insert into delivery
      (id, channel_instance_id, chat_id, broadcast_id, unit_id, purpose, priority, next_at,
        state, reason, settled_at)
    select ${uuid7}, c.channel_instance_id, c.id, ${id}::uuid, b.unit_id, 'broadcast',
      ${priorityOf(isUrgent)}, ${AT_ONCE},
      case when c.state = 'active' then 'planned' else 'unreachable' end,
      case when c.state <> 'active' then coalesce(c.state_reason, c.state) end,
      case when c.state <> 'active' then ${now}::timestamptz end
    from broadcast_unit u
    join chat_binding b on b.unit_id = u.unit_id and b.valid_to is null
    join chat c on c.id = b.chat_id and c.type = 'group'
    where u.broadcast_id = ${id}
    on conflict (broadcast_id, chat_id) where broadcast_id is not null do nothing`.execute(tx.db)
  await sql`
    update broadcast_unit u set has_group = true
    where u.broadcast_id = ${id} and u.unit_id in (
      select d.unit_id from delivery d join chat c on c.id = d.chat_id
      where d.broadcast_id = ${id} and d.state = 'planned' and c.told_state is null)`.execute(tx.db)
}

function priorityOf(isUrgent: boolean): number {
  return isUrgent ? PRIORITY.urgent : PRIORITY.normal
}

/** Who holds a post of its units now; who is missing later is counted against this. */
async function freezeAudience(tx: Store, id: BroadcastId): Promise<void> {
  await sql`
    insert into broadcast_person (broadcast_id, person_id, unit_id)
    select distinct ${id}::uuid, p.person_id, p.unit_id
    from broadcast_unit u
    join post p on p.unit_id = u.unit_id
    join person on person.id = p.person_id and person.erased_at is null
    where u.broadcast_id = ${id} and p.valid_to is null
    on conflict do nothing`.execute(tx.db)
}

/**
 * The last of the next people of the audience; null: there was nobody left. Asked by itself, of one index: together with
 * the rest, the planner, which knows nothing of a million rows that were just written, would sort all of them for each step.
 */
async function lastOfNext(
  tx: Store,
  id: BroadcastId,
  after: PersonId | null,
  atOnce: number,
): Promise<PersonId | null> {
  const { rows } = await sql<{ last: PersonId | null }>`
    select max(person_id::text)::uuid as last from (
      select person_id from broadcast_person
      where broadcast_id = ${id} and person_id > ${after ?? NIL}::uuid
      order by person_id
      limit ${atOnce}) people`.execute(tx.db)
  return rows[0]?.last ?? null
}

/** SQL of the people of the audience between two, each as whom they count since their accounts were linked. */
function peopleBetween(id: BroadcastId, after: PersonId | null, last: PersonId) {
  return sql`
    select distinct case when l.id is null then bp.person_id else ${personNow('bp.person_id')} end
    from broadcast_person bp
    left join account_link l on l.from_person_id = bp.person_id and l.undone_at is null
    where bp.broadcast_id = ${id} and bp.person_id > ${after ?? NIL}::uuid and bp.person_id <= ${last}::uuid`
}

/**
 * Writes a private copy for each of some people, given as SQL, who still holds a post among those whom a broadcast is for,
 * and who has none yet. Groups first: whom a group serves in any of these posts gets none. That of somebody who must write
 * first waits for that. Gives the number.
 */
export async function writePrivateCopies(
  tx: Store,
  { id, urgent }: { readonly id: BroadcastId; readonly urgent: boolean },
  people: ReturnType<typeof sql>,
): Promise<number> {
  const { numAffectedRows } = await sql`
    with people (person_id) as materialized (${people}),
    alone as materialized (
      select p.person_id, min(p.unit_id::text)::uuid as unit_id
      from people join post p on p.person_id = people.person_id and p.valid_to is null
      join broadcast_unit u on u.broadcast_id = ${id} and u.unit_id = p.unit_id
      group by p.person_id
      having not bool_or(u.has_group)
    ), preferred as (
      select distinct on (alone.person_id) alone.unit_id, c.id as chat_id, c.channel_instance_id
      from alone join account a on a.receives and a.person_id = alone.person_id
      join chat c on c.account_id = a.id and c.type = 'private'
        and c.state in ('active', 'waiting-for-contact')
      left join lane on lane.channel_instance_id = c.channel_instance_id
      -- \`offset 0\`: chat by chat. The planner knows nothing of a million copies that were just written, and would read
      -- all of them for each person.
      where not exists (
        select from account own join chat known on known.account_id = own.id
        where own.person_id = alone.person_id and exists (
          select from delivery d where d.broadcast_id = ${id} and d.chat_id = known.id
            and d.state <> 'cancelled' offset 0) offset 0)
      order by alone.person_id, ${bestChatFirst}
    )
    insert into delivery
      (id, channel_instance_id, chat_id, broadcast_id, unit_id, purpose, priority, next_at)
    select ${uuid7}, channel_instance_id, chat_id, ${id}::uuid, unit_id, 'broadcast',
      ${priorityOf(urgent)}, ${AT_ONCE}
    from preferred
    on conflict (broadcast_id, chat_id) where broadcast_id is not null
    do update set state = 'planned', next_at = ${AT_ONCE}, reason = null, tries = 0, settled_at = null
      where delivery.state = 'cancelled'`.execute(tx.db)
  return Number(numAffectedRows ?? 0)
}
