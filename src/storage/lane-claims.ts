import { sql } from 'kysely'
import type { DeliveryPurpose, DeliveryState } from '../domain/delivery.ts'
import type { BroadcastId, ChatId, DeliveryId, UnitId } from '../domain/id.ts'
import type { ChatState, ChatType } from '../domain/platform.ts'
import type { Message } from '../messages/message.ts'
import { isLookedAfter } from './broadcast-holds.ts'
import type { Lease } from './lanes.ts'
import { openMessage } from './sealed-message.ts'
import type { Store } from './store.ts'

/** A delivery that may be claimed now. */
export interface Candidate {
  readonly id: DeliveryId
  readonly chatId: ChatId
  readonly broadcastId: BroadcastId | null
  readonly priority: number
  readonly isEdit: boolean
  /** How long it has been waiting since it was planned. */
  readonly waitedMs: number
}

/**
 * The first due deliveries: of what is no broadcast's, and of each broadcast that is being sent, so that
 * a large one cannot hide a small one. An edit is due only when its message is out and nothing else
 * waits for the same chat.
 */
export async function findCandidates(
  store: Store,
  lease: Lease,
  options: {
    readonly now: Date
    readonly perSource: number
    readonly busyChats: readonly ChatId[]
  },
): Promise<Candidate[]> {
  const { now, perSource } = options
  const busy = options.busyChats as ChatId[]
  const { rows } = await sql<{
    id: DeliveryId
    chat_id: ChatId
    broadcast_id: BroadcastId | null
    priority: number
    is_edit: boolean
    waited_ms: number
  }>`
    select id, chat_id, broadcast_id, priority, edits_id is not null as is_edit,
      (extract(epoch from now() - created_at) * 1000)::float8 as waited_ms
    from (
      (select id, chat_id, broadcast_id, priority, edits_id, created_at from delivery d
        where d.channel_instance_id = ${lease.instanceId} and d.broadcast_id is null
          and d.state = 'planned' and d.next_at <= ${now} and d.chat_id <> all(${busy}::uuid[])
          and (d.edits_id is null or (
            not exists (
              select 1 from delivery o
              where o.id = d.edits_id and o.state in ('planned', 'sending'))
            and not exists (
              select 1 from delivery w left join broadcast b on b.id = w.broadcast_id
              where w.chat_id = d.chat_id and w.state = 'planned' and w.edits_id is null
                and w.next_at <= ${now} and (b.id is null or b.state = 'sending'))))
        order by d.priority, d.id limit ${perSource})
      union all
      select copy.* from broadcast b, lateral (
        select id, chat_id, broadcast_id, priority, edits_id, created_at from delivery d
        where d.broadcast_id = b.id and d.channel_instance_id = ${lease.instanceId}
          and d.state = 'planned' and d.next_at <= ${now} and d.chat_id <> all(${busy}::uuid[])
        order by d.id limit ${perSource}) copy
      where b.finished_at is null and ${isLookedAfter(now)}
    ) due`.execute(store.db)
  return rows.map((row) => ({
    id: row.id,
    chatId: row.chat_id,
    broadcastId: row.broadcast_id,
    priority: row.priority,
    isEdit: row.is_edit,
    waitedMs: row.waited_ms,
  }))
}

export interface EarlierPart {
  readonly ordinal: number
  readonly kind: 'text' | 'file'
  readonly state: DeliveryState
  readonly messageIds: readonly string[]
}

/** A delivery in our hands, with all that sending it needs. */
export interface ClaimedDelivery {
  readonly id: DeliveryId
  readonly chatId: ChatId
  readonly chat: {
    readonly externalId: string
    readonly type: ChatType
    readonly state: ChatState
    /** It took nothing the last time; success is news. */
    readonly isInDoubt: boolean
  }
  readonly broadcastId: BroadcastId | null
  readonly unitId: UnitId | null
  readonly purpose: DeliveryPurpose
  readonly priority: number
  readonly tries: number
  /** Null: a broadcast's copy, whose text is made from the notice. */
  readonly message: Message | null
  readonly editOf: DeliveryId | null
  /** Parts of this delivery that were begun before. */
  readonly parts: readonly EarlierPart[]
  /** Parts of the message to change, with those that earlier edits have added to it. */
  readonly originalParts: readonly EarlierPart[]
}

/** Takes deliveries out of the queue for this owner; gives those that were still there to take. */
export async function claimDeliveries(
  store: Store,
  lease: Lease,
  ids: readonly DeliveryId[],
): Promise<ClaimedDelivery[]> {
  if (ids.length === 0) return []
  const { rows } = await sql<ClaimedRow>`
    with held as (
      select fence from lane
      where channel_instance_id = ${lease.instanceId} and fence = ${lease.fence}
      for share
    ), claimed as (
      update delivery d set state = 'sending', fence = held.fence from held
      where d.id = any(${ids as DeliveryId[]}::uuid[]) and ${stateOfKnown} = 'planned'
      returning d.*
    )
    select claimed.id, claimed.chat_id, claimed.broadcast_id, claimed.unit_id, claimed.purpose,
      claimed.priority, claimed.tries, claimed.message_enc, claimed.edits_id,
      chat.external_enc, chat.type as chat_type, chat.state as chat_state,
      chat.told_state is not null as chat_in_doubt,
      ${parts(sql`p.delivery_id = claimed.id`)} as parts,
      case when claimed.edits_id is not null then ${parts(sql`p.delivery_id = any(array(
        select claimed.edits_id union all
        select e.id from delivery e where e.edits_id = claimed.edits_id))`)} end as original_parts
    from claimed join chat on chat.id = claimed.chat_id`.execute(store.db)
  return rows.map((row) => toClaimed(store, row))
}

interface ClaimedRow {
  id: DeliveryId
  chat_id: ChatId
  broadcast_id: BroadcastId | null
  unit_id: UnitId | null
  purpose: DeliveryPurpose
  priority: number
  tries: number
  message_enc: Buffer | null
  edits_id: DeliveryId | null
  external_enc: Buffer
  chat_type: ChatType
  chat_state: ChatState
  chat_in_doubt: boolean
  parts: EarlierPart[] | null
  original_parts: EarlierPart[] | null
}

function parts(which: ReturnType<typeof sql>): ReturnType<typeof sql> {
  return sql`(
    select jsonb_agg(jsonb_build_object(
      'ordinal', p.ordinal, 'kind', p.kind, 'state', p.state, 'messageIds', p.message_ids)
      order by p.delivery_id, p.ordinal)
    from delivery_part p where ${which})`
}

function toClaimed(store: Store, row: ClaimedRow): ClaimedDelivery {
  return {
    id: row.id,
    chatId: row.chat_id,
    chat: {
      externalId: store.keys.decrypt(row.external_enc, 'chat.external'),
      type: row.chat_type,
      state: row.chat_state,
      isInDoubt: row.chat_in_doubt,
    },
    broadcastId: row.broadcast_id,
    unitId: row.unit_id,
    purpose: row.purpose,
    priority: row.priority,
    tries: row.tries,
    message: row.message_enc && openMessage(store.keys, row.message_enc),
    editOf: row.edits_id,
    parts: row.parts ?? [],
    originalParts: row.original_parts ?? [],
  }
}

/**
 * Puts claimed deliveries back that were not begun. One of a broadcast that was stopped meanwhile is
 * cancelled, unless part of it is out already; an edit that a newer one has overtaken is dropped.
 */
export async function releaseClaims(
  store: Store,
  lease: Lease,
  ids: readonly DeliveryId[],
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update delivery d set fence = null, state = case
      when ${isOvertaken} then 'cancelled'
      when exists (select 1 from broadcast b where b.id = d.broadcast_id and b.state = 'stopped')
        and not exists (
          select 1 from delivery_part p where p.delivery_id = d.id and p.state = 'sent')
        then 'cancelled'
      else 'planned' end
    where d.id = any(${ids as DeliveryId[]}::uuid[]) and d.state = 'sending'
      and d.fence = ${lease.fence}`.execute(store.db)
}

/**
 * Puts back what this owner has claimed and does not know of: the database took the claim and was gone
 * before it could say so.
 */
export async function releaseStrays(
  store: Store,
  lease: Lease,
  known: readonly DeliveryId[],
): Promise<void> {
  const { rows } = await sql<{ id: DeliveryId }>`
    select d.id from delivery d
    where d.channel_instance_id = ${lease.instanceId} and d.state = 'sending'
      and d.fence = ${lease.fence} and d.id <> all(${known as DeliveryId[]}::uuid[])
      and not exists (
        select 1 from delivery_part p where p.delivery_id = d.id and p.state = 'sending')
  `.execute(store.db)
  await releaseClaims(
    store,
    lease,
    rows.map(({ id }) => id),
  )
}

/**
 * The state of rows that are found by their ids. The indices that hold one state only must not be used for it: the
 * planner takes them for nearly empty, which a large broadcast and what it has left behind makes wrong.
 */
export const stateOfKnown = sql<string>`(d.state || '')`

/** Whether a newer edit of the same message waits; only one may. `d` is the delivery. */
export const isOvertaken = sql<boolean>`(d.edits_id is not null and exists (
  select 1 from delivery newer
  where newer.edits_id = d.edits_id and newer.state = 'planned' and newer.id <> d.id))`
