import { sql } from 'kysely'
import type { BroadcastId, ChatId, PersonId } from '../../domain/id.ts'
import { personNow } from '../person-now.ts'
import type { Store } from '../store.ts'
import { bestChatFirst } from './best-chat.ts'
import { reopenBroadcasts } from './broadcasts.ts'
import { isTooLate, mayBeOut } from './delivery-conditions.ts'
import { endUnbound } from './end-unbound.ts'
import { MISSED_WITHIN_MS } from './plan-again.ts'
import { writePrivateCopies } from './write-copies.ts'
import { uuidArray } from './uuid-array.ts'

/** Why a copy was ended that was a second one for its person: where they turn out to be two after all, it goes. */
const AS_SECOND = 'second'

/**
 * Sees to it that people whose accounts or posts have just changed hands get one copy each of what has not gone out:
 * ends what is for its chat no more, and what would be a second copy for one human, and plans one for whoever is left
 * without. `chats` are all private ones that these people have or had. To be called when all is written.
 */
export async function oneCopyEach(
  tx: Store,
  change: {
    readonly people: readonly PersonId[]
    readonly chats: readonly ChatId[]
    readonly now: Date
  },
): Promise<void> {
  const { people, chats, now } = change
  if (chats.length === 0) return
  await lockUnwritten(tx)
  const broadcasts = await lockConcerned(tx, chats)
  await endUnbound(tx, chats, now)
  if (broadcasts.length === 0) return
  await endSecond(tx, { ...change, broadcasts })
  const again: BroadcastId[] = []
  for (const broadcast of await withoutCopy(tx, { chats, broadcasts, now })) {
    // Who came to the unit since then was not among those whom it was for.
    const theirs = sql`
      select one.id from unnest(${uuidArray(people)}::uuid[]) one (id)
      where exists (
        select from broadcast_person bp
        where bp.broadcast_id = ${broadcast.id} and ${personNow('bp.person_id')} = one.id)`
    if ((await writePrivateCopies(tx, broadcast, theirs)) > 0) again.push(broadcast.id)
  }
  await reopenBroadcasts(tx, again, now)
}

/**
 * Keeps the next copies of broadcasts from being written before this transaction ends: their step sees this change then, or
 * this one what that has written.
 */
export async function lockUnwritten(tx: Store): Promise<void> {
  await sql`
    select from broadcast b where b.finished_at is null and b.started_at is null
    order by b.id for no key update of b`.execute(tx.db)
}

/** The broadcasts of which a copy waits there or was ended, asked behind `lockUnwritten`, so that what it waited for is seen. */
async function lockConcerned(tx: Store, chats: readonly ChatId[]): Promise<BroadcastId[]> {
  const { rows } = await sql<{ id: BroadcastId }>`
    select b.id from broadcast b
    where b.id in (
      select d.broadcast_id from delivery d
      where d.chat_id = any(${uuidArray(chats)}::uuid[]) and d.broadcast_id is not null
        and d.state in ('planned', 'waiting-for-contact', 'cancelled'))
    order by b.id for no key update of b`.execute(tx.db)
  return rows.map(({ id }) => id)
}

/** Whether any of the posts that person `a` holds today is served by a group of the broadcast of `d`. */
const isServed = sql<boolean>`exists (select from post p
  join broadcast_unit u on u.broadcast_id = d.broadcast_id and u.unit_id = p.unit_id
  where p.person_id = a.person_id and p.valid_to is null and u.has_group)`

/**
 * Ends all copies but one of each of these people, and that one too where a group serves them by now. What is out, or may
 * be, is the one; else what goes soonest.
 */
async function endSecond(
  tx: Store,
  {
    people,
    chats,
    broadcasts,
    now,
  }: {
    readonly people: readonly PersonId[]
    readonly chats: readonly ChatId[]
    readonly broadcasts: readonly BroadcastId[]
    readonly now: Date
  },
): Promise<void> {
  const waits = sql<boolean>`(d.state in ('planned', 'waiting-for-contact') and not ${mayBeOut})`
  // Locked first: what is claimed meanwhile is out when they are compared.
  await sql`
    select from delivery d
    where d.chat_id = any(${uuidArray(chats)}::uuid[]) and d.broadcast_id = any(${uuidArray(broadcasts)}::uuid[])
      and d.state in ('planned', 'waiting-for-contact')
    order by d.id for update`.execute(tx.db)
  await sql`
    with theirs as (
      select d.id, ${isServed} as is_served, row_number() over (
        partition by d.broadcast_id, a.person_id
        order by ${waits}, d.state = 'planned' desc, ${bestChatFirst}) as place
      from delivery d join chat c on c.id = d.chat_id join account a on a.id = c.account_id
      left join lane on lane.channel_instance_id = c.channel_instance_id
      where d.chat_id = any(${uuidArray(chats)}::uuid[]) and d.broadcast_id = any(${uuidArray(broadcasts)}::uuid[])
        and a.person_id = any(${uuidArray(people)}::uuid[])
        and d.state in ('planned', 'sending', 'sent', 'unknown', 'waiting-for-contact'))
    update delivery d set state = 'cancelled', reason = ${AS_SECOND}, settled_at = ${now}
    from theirs where theirs.id = d.id and (theirs.place > 1 or theirs.is_served) and ${waits}`.execute(
    tx.db,
  )
}

/** Those of the broadcasts of which a copy waits there or was ended just now, and may go to another chat instead. */
async function withoutCopy(
  tx: Store,
  {
    chats,
    broadcasts,
    now,
  }: {
    readonly chats: readonly ChatId[]
    readonly broadcasts: readonly BroadcastId[]
    readonly now: Date
  },
): Promise<{ id: BroadcastId; urgent: boolean }[]> {
  const { rows } = await sql<{ id: BroadcastId; urgent: boolean }>`
    select b.id, b.urgent from broadcast b
    join notice_version v on v.id = b.notice_version_id
    join notice n on n.id = b.notice_id
    where b.id = any(${uuidArray(broadcasts)}::uuid[])
      and b.state in ('expanding', 'sending', 'paused', 'finished')
      and n.state = 'approved' and v.number = n.current_version
      and (b.state = 'paused' or not ${isTooLate(now)})
      and greatest(b.release_at, b.wanted_at) > ${new Date(now.getTime() - MISSED_WITHIN_MS)}
      and exists (
        select from delivery d where d.broadcast_id = b.id
          and d.chat_id = any(${uuidArray(chats)}::uuid[])
          and (d.state = 'waiting-for-contact' or (d.state = 'cancelled' and d.reason = ${AS_SECOND})
            or (b.state <> 'finished' and d.state in ('planned', 'cancelled'))))`.execute(tx.db)
  return rows
}
