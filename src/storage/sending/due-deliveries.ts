import { type RawBuilder, sql } from 'kysely'
import { NIL } from 'uuid'
import { PRIORITY, type DeliveryPurpose } from '../../domain/delivery.ts'
import type { BroadcastId, ChannelInstanceId, ChatId, DeliveryId } from '../../domain/id.ts'
import type { ChatState, ChatType } from '../../domain/platform.ts'
import { waitBetween, type Wait } from '../../domain/wait.ts'
import type { Message } from '../../messages/message.ts'
import { openMessage } from '../sealed-message.ts'
import type { Store } from '../store.ts'
import {
  isDue,
  isOpen,
  isOpenInChat,
  isOriginalToCome,
  mayCopiesGo,
  ofKnown,
} from './delivery-conditions.ts'
import { copiesInOrder, leastKnown, messagesInOrder } from './in-order.ts'
import { hasUnjudged, type Lease } from './lanes.ts'
import { mayMessageGo } from './late-reminders.ts'
import { arrayOf, uuidArray } from './uuid-array.ts'

/** A part of a message that has arrived. */
export interface EarlierPart {
  readonly ordinal: number
  readonly kind: 'text' | 'file' | null
  readonly messageIds: readonly string[]
  /** Hash of what it said; null: not known. */
  readonly words: number | null
}

/** A delivery that may go out now. */
export interface Candidate {
  readonly id: DeliveryId
  readonly chatId: ChatId
  readonly broadcastId: BroadcastId | null
  readonly priority: number
  readonly tries: number
  readonly edition: number
  readonly editOf: DeliveryId | null
  /** How long it has been waiting since it was planned. */
  readonly waitedMs: number
  /** Deciphered only when it is taken: of many broadcasts more are found than have room. Throws where it is damaged. */
  readonly open: () => DueDelivery
}

/** One with all that sending it needs, as it stood when it was read; what happens to it since, its claim sees. */
export interface DueDelivery {
  readonly id: DeliveryId
  readonly chatId: ChatId
  readonly chat: {
    readonly externalId: string
    readonly type: ChatType
    readonly state: ChatState
    /** Another one later: somebody has written since (`isActiveAnew`). */
    readonly stateAt: string
    /** It took nothing the last time; success is news. */
    readonly hadFailed: boolean
    /** The platform wanted it left alone; null: it did not. */
    readonly wait: Wait | null
  }
  readonly broadcastId: BroadcastId | null
  readonly purpose: DeliveryPurpose
  readonly priority: number
  readonly tries: number
  /** It had its turn before. */
  readonly wasClaimed: boolean
  /** When somebody last wanted it sent; a copy also when its broadcast was tried again, or let go on. */
  readonly wantedAt: Date
  /** Which content this is. */
  readonly edition: number
  /** Null: a broadcast's copy, whose text is made from the notice. */
  readonly message: Message | null
  readonly traceless: boolean
  readonly editOf: DeliveryId | null
  /** Parts of this delivery that are out. */
  readonly partsOut: readonly EarlierPart[]
  /** Parts of the message to change, with those that earlier edits have added to it. */
  readonly originalParts: readonly EarlierPart[]
}

/**
 * The first due deliveries: of each priority of what is no broadcast's, and of each broadcast that is being sent, so that
 * many reminders cannot hide an edit, nor a large broadcast a small one. An edit is due only when its message is not to come
 * any more (it is out, or has failed, or waits for its person) and nothing else waits for the same chat.
 */
export async function findDue(
  store: Store,
  lease: Lease,
  options: {
    readonly now: Date
    readonly timeZone: string
    /** At most so many of each priority of what is no broadcast's. */
    readonly perSource: number
    /** At most so many copies of each broadcast. */
    readonly perBroadcast: number
    readonly busyChats: readonly ChatId[]
    /** What is in hand for some of these chats, and lets go before it what has a higher priority. */
    readonly givingWay: readonly Pick<Candidate, 'chatId' | 'priority'>[]
    /** The copies of a broadcast that are looked at are those after this one. */
    readonly after: ReadonlyMap<BroadcastId, DeliveryId>
    /** Of these only copies that nothing was called for: the words go first, and then they wait for the upload. */
    readonly uploading: readonly BroadcastId[]
  },
): Promise<Candidate[]> {
  const { now, timeZone, perSource, perBroadcast, after } = options
  const isFree = isFreeOf(options)
  const isWaiting = isWaitingAndDue(now)
  const messages = messagesInOrder(lease.instanceId, sql`turn.priority`)
  const copies = copiesInOrder(lease.instanceId, sql`coalesce(passed.id, ${NIL}::uuid)`)
  const { rows } = await sql<DueRow>`
    /* prepared: due */
    select d.id, d.chat_id, d.broadcast_id, d.purpose, d.priority, d.tries, d.edition, d.message_enc, d.traceless, d.edits_id,
      (extract(epoch from now() - d.created_at) * 1000)::float8 as waited_ms,
      (extract(epoch from greatest(d.created_at, d.wanted_at)) * 1000)::float8 as wanted_ms,
      chat.external_enc, chat.type as chat_type, chat.state as chat_state, chat.state_at::text as chat_state_at,
      chat.told_state is not null as chat_had_failed, chat.wait_from, chat.wait_until,
      d.called_at is not null as was_claimed, case when d.called_at is not null then ${partsOut(sql`a.delivery_id = d.id`)} end as parts_out,
      case when d.edits_id is not null then ${partsOut(sql`a.delivery_id = any(array(
        select d.edits_id union all
        select e.id from delivery e where e.edits_id = d.edits_id))`)} end as original_parts
    from (
      select message.*, null::timestamptz as wanted_at from unnest(${PRIORITIES}::smallint[]) as turn (priority), lateral (
        select * from delivery d
        where ${messages.which} and ${ofKnown(sql`${isWaiting} and ${isFree} and ${mayMessageGo(sql`d`, now, timeZone)}`)}
          and (d.edits_id is null or (not ${isOriginalToCome} and not exists (
            select 1 from delivery w left join broadcast b on b.id = w.broadcast_id
            where w.chat_id = d.chat_id and ${isOpenInChat(sql`w`)} and w.state = 'planned' and w.edits_id is null
              and w.priority <= d.priority and ${isDue(sql`w`, now)}
              and case when b.id is null then ${mayMessageGo(sql`w`, now, timeZone)} else ${mayCopiesGo(now, timeZone)} end offset 0)))
        order by ${messages.by} limit ${leastKnown(perSource)}) message
      union all
      select copy.*, b.wanted_at from broadcast b
      left join unnest(${uuidArray([...after.keys()])}::uuid[], ${uuidArray([...after.values()])}::uuid[])
        as passed (broadcast_id, id) on passed.broadcast_id = b.id,
      lateral (
        select * from delivery d
        where ${copies.which} and ${ofKnown(sql`${isWaiting} and ${isFree}
          and (d.called_at is null or b.id <> all(${uuidArray(options.uploading)}::uuid[]))`)}
        order by ${copies.by} limit ${leastKnown(perBroadcast)}) copy
      where b.finished_at is null and ${mayCopiesGo(now, timeZone)}
    ) d,
    -- One by one: the planner, which does not know how few they are, would read all chats at each look.
    lateral (select * from chat c where c.id = d.chat_id offset 0) chat`.execute(store.db)
  return rows.map((row) => ({
    id: row.id,
    chatId: row.chat_id,
    broadcastId: row.broadcast_id,
    priority: row.priority,
    tries: row.tries,
    edition: row.edition,
    editOf: row.edits_id,
    waitedMs: row.waited_ms,
    open: () => toDue(store, row),
  }))
}

/** Of one that is open. */
export function isWaitingAndDue(now: Date) {
  return sql<boolean>`(d.state = 'planned' and ${isDue(sql`d`, now)})`
}

/**
 * Nothing is in the way of the delivery `d`. Looked up in tables of hashes; compared with each of hundreds of busy chats, a
 * row cost more than all else of it.
 */
function isFreeOf({
  busyChats,
  givingWay,
}: Pick<Parameters<typeof findDue>[2], 'busyChats' | 'givingWay'>) {
  const before = givingWay.flatMap(({ chatId, priority }) =>
    PRIORITIES.filter((higher) => higher < priority).map((higher) => ({ chatId, higher })),
  )
  return sql<boolean>`(d.chat_id not in (select unnest(${uuidArray(busyChats)}::uuid[]))
    or (d.chat_id, d.priority) in (
      select * from unnest(${uuidArray(before.map(({ chatId }) => chatId))}::uuid[],
        ${arrayOf(before.map(({ higher }) => higher))}::smallint[])))`
}

const PRIORITIES: readonly number[] = Object.values(PRIORITY)

interface DueRow {
  id: DeliveryId
  chat_id: ChatId
  broadcast_id: BroadcastId | null
  purpose: DeliveryPurpose
  priority: number
  tries: number
  was_claimed: boolean
  waited_ms: number
  wanted_ms: number
  edition: number
  message_enc: Buffer | null
  traceless: boolean
  edits_id: DeliveryId | null
  external_enc: Buffer
  chat_type: ChatType
  chat_state: ChatState
  chat_state_at: string
  chat_had_failed: boolean
  wait_from: Date | null
  wait_until: Date | null
  parts_out: EarlierPart[] | null
  original_parts: EarlierPart[] | null
}

function partsOut(which: ReturnType<typeof sql>): ReturnType<typeof sql> {
  return sql`(
    select jsonb_agg(jsonb_build_object(
      'ordinal', a.ordinal, 'kind', a.kind, 'messageIds', a.message_ids, 'words', a.words)
      order by a.delivery_id, a.ordinal)
    from attempt a where ${which} and a.outcome = 'sent')`
}

function toDue(store: Store, row: DueRow): DueDelivery {
  return {
    id: row.id,
    chatId: row.chat_id,
    chat: {
      externalId: store.keys.decrypt(row.external_enc, 'chat.external'),
      type: row.chat_type,
      state: row.chat_state,
      stateAt: row.chat_state_at,
      hadFailed: row.chat_had_failed,
      wait: waitBetween(row.wait_from, row.wait_until),
    },
    broadcastId: row.broadcast_id,
    purpose: row.purpose,
    priority: row.priority,
    tries: row.tries,
    wasClaimed: row.was_claimed,
    wantedAt: new Date(row.wanted_ms),
    edition: row.edition,
    message: row.message_enc && openMessage(store.keys, row.message_enc),
    traceless: row.traceless,
    editOf: row.edits_id,
    partsOut: row.parts_out ?? [],
    originalParts: row.original_parts ?? [],
  }
}

/**
 * Lanes with something due, or whose owner has died with its work in hand; stopped ones are left out. What is due here must be
 * due for `findDue` too, or the lane turns round and round.
 */
export async function findDueLanes(
  store: Store,
  now: Date,
  timeZone: string,
): Promise<ChannelInstanceId[]> {
  const isWaiting = isWaitingAndDue(now)
  const messages = messagesInOrder(sql`i.id`, sql`turn.priority`)
  const { rows } = await sql<{ id: ChannelInstanceId }>`
    select i.id from channel_instance i left join lane l on l.channel_instance_id = i.id
    where l.stopped_reason is null and (
      exists (
        select 1 from unnest(${PRIORITIES}::smallint[]) as turn (priority), lateral (
          select 1 from delivery d
          where ${messages.which} and ${ofKnown(isWaiting)}
            and ${ofKnown(sql`not ${isOriginalToCome} and ${mayMessageGo(sql`d`, now, timeZone)}`)}
          order by ${messages.by} limit ${leastKnown(1)}) due)
      or exists (
        select 1 from broadcast b
        where b.finished_at is null and ${mayCopiesGo(now, timeZone)} and ${hasCopyDue(sql`i.id`, isWaiting)})
      or ((l.owner is null or l.lease_until < now()) and ${hasUnjudged}))
  `.execute(store.db)
  return rows.map(({ id }) => id)
}

/** So many copies are looked through in order, up to the first that is due; behind so many that all wait, the others are. */
const IN_ORDER = 5_000

/**
 * Whether a copy of broadcast `b` is due on a lane. Nearly always the first one is. Where hundreds of thousands wait for
 * later, one after the other in their order takes five times as long as in that of the table.
 */
export function hasCopyDue(lane: RawBuilder<unknown>, isWaiting: RawBuilder<boolean>) {
  const { which, by } = copiesInOrder(lane)
  const first = sql`(select * from delivery d where ${which} order by ${by} limit ${leastKnown(IN_ORDER)}) d`
  return sql<boolean>`case
    when exists (select 1 from ${first} where ${isWaiting}) then true
    when (select count(*) from ${first}) < ${IN_ORDER} then false
    else (select true from delivery d
      where d.broadcast_id = b.id and d.channel_instance_id = ${lane} and ${isOpen}
        and ${ofKnown(isWaiting)} limit ${leastKnown(1)}) end`
}

/** More that wait are not looked through for the nearest moment: the sweeper finds within seconds what is due. */
const LOOKED_AT = 1_000

/** When the next delivery of the lane falls due, among the first that wait; undefined: none waits for its hour. */
export async function nextDueAt(
  store: Store,
  instanceId: ChannelInstanceId,
  now: Date,
  timeZone: string,
): Promise<Date | undefined> {
  const messages = messagesInOrder(instanceId, sql`turn.priority`)
  const copies = copiesInOrder(instanceId)
  const { rows } = await sql<{ at: Date | null }>`
    select least(
      (select min(d.next_at) from unnest(${PRIORITIES}::smallint[]) as turn (priority), lateral (
        select * from delivery d where ${messages.which}
        order by ${messages.by} limit ${leastKnown(LOOKED_AT)}) d
        where d.state = 'planned' and not ${isOriginalToCome} and ${mayMessageGo(sql`d`, now, timeZone)}),
      (select min(d.next_at) from broadcast b, lateral (
        select * from delivery d where ${copies.which}
        order by ${copies.by} limit ${leastKnown(LOOKED_AT)}) d
        where d.state = 'planned' and b.finished_at is null and ${mayCopiesGo(now, timeZone)})) as at
  `.execute(store.db)
  return rows[0]?.at ?? undefined
}
