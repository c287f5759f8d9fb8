import { sql } from 'kysely'
import { PRIORITY } from '../domain/delivery.ts'
import type { BroadcastId, ChatId } from '../domain/id.ts'
import { probeChats } from './chat-state.ts'
import { AT_ONCE } from './deliveries.ts'
import { inTransaction, type Store } from './store.ts'

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
  /** It was expanded before, undone, or its hour has not come. */
  | { readonly kind: 'not-due' }

/**
 * Writes the copies of a broadcast whose hour has come, all in one transaction: one for each group of its units, and a
 * private one for each person none of whose posts a group serves. A group that takes nothing for now has a copy that
 * has failed already, so that it is shown and sent when that is over; it serves nobody. Whatever happens before the
 * end, it starts anew from nothing.
 */
export async function writeDeliveries(
  store: Store,
  id: BroadcastId,
  options: { readonly now: Date; readonly today: string },
): Promise<Expansion> {
  return inTransaction(store, async (tx) => {
    const broadcast = await tx.db
      .updateTable('broadcast')
      .set({ state: 'sending', started_at: options.now, watched_at: options.now })
      .where('id', '=', id)
      .where('state', 'in', ['scheduled', 'starting', 'expanding'])
      .where('release_at', '<=', options.now)
      .returning('urgent')
      .executeTakeFirst()
    if (!broadcast) return { kind: 'not-due' }
    const priority = broadcast.urgent ? PRIORITY.urgent : PRIORITY.normal
    await tryMutedAgain(tx, id, options.now)
    const groups = await writeGroupCopies(tx, id, priority, options.now)
    await freezeAudience(tx, id, options.today)
    const privateChats = await writePrivateCopies(tx, id, priority)
    return { kind: 'expanded', groups, privateChats }
  })
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

async function writeGroupCopies(
  tx: Store,
  id: BroadcastId,
  priority: number,
  now: Date,
): Promise<number> {
  const { numAffectedRows } = await sql`
    insert into delivery
      (id, channel_instance_id, chat_id, broadcast_id, unit_id, purpose, priority, next_at,
        state, reason, settled_at)
    select ${uuid7}, c.channel_instance_id, c.id, ${id}::uuid, b.unit_id, 'broadcast', ${priority},
      ${AT_ONCE},
      case when c.state = 'active' then 'planned' else 'unreachable' end,
      case when c.state <> 'active' then coalesce(c.state_reason, c.state) end,
      case when c.state <> 'active' then ${now}::timestamptz end
    from broadcast_unit u
    join chat_binding b on b.unit_id = u.unit_id and b.valid_to is null
    join chat c on c.id = b.chat_id and c.type = 'group'
    where u.broadcast_id = ${id}
    on conflict (broadcast_id, chat_id) where broadcast_id is not null do nothing`.execute(tx.db)
  return Number(numAffectedRows ?? 0)
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
 * must write first waits for that.
 */
async function writePrivateCopies(tx: Store, id: BroadcastId, priority: number): Promise<number> {
  const { numAffectedRows } = await sql`
    with served as (
      select distinct unit_id from delivery where broadcast_id = ${id} and state = 'planned'
    ), alone as (
      select bp.person_id, min(bp.unit_id::text)::uuid as unit_id
      from broadcast_person bp left join served on served.unit_id = bp.unit_id
      where bp.broadcast_id = ${id}
      group by bp.person_id
      having not bool_or(served.unit_id is not null)
    ), preferred as (
      select distinct on (alone.person_id) alone.unit_id, c.id as chat_id, c.channel_instance_id
      from alone
      join account a on a.person_id = alone.person_id and a.receives
      join chat c on c.account_id = a.id and c.type = 'private'
        and c.state in ('active', 'waiting-for-contact')
      order by alone.person_id, c.state = 'active' desc, c.state_at desc, c.id desc
    )
    insert into delivery
      (id, channel_instance_id, chat_id, broadcast_id, unit_id, purpose, priority, next_at)
    select ${uuid7}, channel_instance_id, chat_id, ${id}::uuid, unit_id, 'broadcast', ${priority},
      ${AT_ONCE}
    from preferred
    on conflict (broadcast_id, chat_id) where broadcast_id is not null do nothing`.execute(tx.db)
  return Number(numAffectedRows ?? 0)
}
