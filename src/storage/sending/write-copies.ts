import { sql } from 'kysely'
import { NIL } from 'uuid'
import { PRIORITY } from '../../domain/delivery.ts'
import type { BroadcastId, ChatId, PersonId } from '../../domain/id.ts'
import { probeChats } from '../chat-state.ts'
import { personNow } from '../person-now.ts'
import { inTransaction, type Store } from '../store.ts'
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
 * it serves nobody. Groups and audience are written at once, private copies many at a time; after a crash it goes on
 * behind the last that were written. Nothing goes out before all are.
 */
export async function writeCopies(
  store: Store,
  id: BroadcastId,
  options: { readonly now: Date; readonly today: string; readonly atOnce?: number },
): Promise<Expansion> {
  const atOnce = options.atOnce ?? PRIVATE_COPIES_AT_ONCE
  await inTransaction(store, (tx) => beginExpansion(tx, id, options))
  let expansion: Expansion | null = null
  while (expansion === null)
    expansion = await inTransaction(store, (tx) => goOn(tx, id, { now: options.now, atOnce }))
  return expansion
}

async function beginExpansion(
  tx: Store,
  id: BroadcastId,
  options: { readonly now: Date; readonly today: string },
): Promise<void> {
  const broadcast = await tx.db
    .updateTable('broadcast')
    .set({ state: 'expanding', watched_at: options.now })
    .where('id', '=', id)
    .where('audience_at', 'is', null)
    .where('state', 'in', ['scheduled', 'starting', 'expanding'])
    .where(isReleased(options.now))
    .returning('urgent')
    .executeTakeFirst()
  if (!broadcast) return
  await tryMutedAgain(tx, id, options.now)
  await writeGroupCopies(tx, id, broadcast.urgent, options.now)
  await freezeAudience(tx, id, options.today)
  await tx.db
    .updateTable('broadcast')
    .set({ audience_at: options.now })
    .where('id', '=', id)
    .execute()
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
    .forUpdate()
    .executeTakeFirst()
  if (!broadcast) return { kind: 'not-due' }
  const last = await writePrivateCopies(tx, id, { ...broadcast, atOnce })
  if (last === null) return endExpansion(tx, id, now)
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

/** Who was to receive it on this day; who is missing later is counted against this. */
async function freezeAudience(tx: Store, id: BroadcastId, today: string): Promise<void> {
  await sql`
    insert into broadcast_person (broadcast_id, person_id, unit_id)
    select distinct ${id}::uuid, p.person_id, p.unit_id
    from broadcast_unit u
    join post p on p.unit_id = u.unit_id
    join person on person.id = p.person_id and person.erased_at is null
    where u.broadcast_id = ${id}
      and p.valid_from <= ${today} and (p.valid_to is null or p.valid_to > ${today})
    on conflict do nothing`.execute(tx.db)
}

/**
 * Groups first: a person whom a group serves in any of these posts gets no private copy. The copy of somebody who
 * must write first waits for that. Gives the last person who was looked at; null: there was nobody left. Whom to look at
 * is asked by itself, of one index: together with the rest, the planner, which knows nothing of a million rows that were
 * just written, would sort all of them for each step.
 */
async function writePrivateCopies(
  tx: Store,
  id: BroadcastId,
  {
    urgent,
    expanded_to: after,
    atOnce,
  }: {
    readonly urgent: boolean
    readonly expanded_to: PersonId | null
    readonly atOnce: number
  },
): Promise<PersonId | null> {
  const { rows } = await sql<{ last: PersonId | null }>`
    with next as materialized (
      select max(person_id::text)::uuid as last from (
        select person_id from broadcast_person
        where broadcast_id = ${id} and person_id > ${after ?? NIL}::uuid
        order by person_id
        limit ${atOnce}) people
    ), alone as materialized (
      select bp.person_id, min(bp.unit_id::text)::uuid as unit_id
      from broadcast_person bp
      join broadcast_unit u on u.broadcast_id = bp.broadcast_id and u.unit_id = bp.unit_id
      where bp.broadcast_id = ${id} and bp.person_id > ${after ?? NIL}::uuid
        and bp.person_id <= (select last from next)
      group by bp.person_id
      having not bool_or(u.has_group)
    ), preferred as (
      select distinct on (alone.person_id) alone.unit_id, c.id as chat_id, c.channel_instance_id
      from alone
      -- Whose accounts were linked to another person's since the audience was written.
      left join account_link l on l.from_person_id = alone.person_id and l.undone_at is null
      join account a on a.receives and a.person_id =
        case when l.id is null then alone.person_id else ${personNow('alone.person_id')} end
      join chat c on c.account_id = a.id and c.type = 'private'
        and c.state in ('active', 'waiting-for-contact')
      left join lane on lane.channel_instance_id = c.channel_instance_id
      -- As in privateChats: a stopped bot sends nothing until somebody has repaired it.
      order by alone.person_id, c.state = 'active' desc, lane.stopped_reason is null desc,
        c.state_at desc, c.id desc
    ), written as (
      insert into delivery
        (id, channel_instance_id, chat_id, broadcast_id, unit_id, purpose, priority, next_at)
      select ${uuid7}, channel_instance_id, chat_id, ${id}::uuid, unit_id, 'broadcast',
        ${priorityOf(urgent)}, ${AT_ONCE}
      from preferred
      on conflict (broadcast_id, chat_id) where broadcast_id is not null do nothing
    )
    select last from next`.execute(tx.db)
  return rows[0]?.last ?? null
}
