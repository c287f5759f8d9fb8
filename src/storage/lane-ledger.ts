import { sql } from 'kysely'
import { AWAITED_PURPOSES, AWAITED_TRIES, type DeliveryState } from '../domain/delivery.ts'
import type { ChatId, DeliveryId } from '../domain/id.ts'
import { isOvertaken, stateOfKnown } from './lane-claims.ts'
import type { Lease } from './lanes.ts'
import type { Store } from './store.ts'

/** One platform call that is about to be made. */
export interface PartStart {
  readonly deliveryId: DeliveryId
  readonly chatId: ChatId
  readonly ordinal: number
  readonly kind: 'text' | 'file'
  /** Nothing of this delivery has gone out yet, so that pausing and stopping still apply to it. */
  readonly isFirst: boolean
  readonly startedAt: Date
}

/**
 * Writes down, before the platform is called, that it will be: the part is `sending`.
 * Gives the deliveries that may go; the others are not ours any more, or their broadcast was paused or
 * stopped meanwhile.
 */
export async function beginParts(
  store: Store,
  lease: Lease,
  starts: readonly PartStart[],
): Promise<ReadonlySet<DeliveryId>> {
  const { rows } = await sql<{ id: DeliveryId }>`
    with held as (
      select fence from lane
      where channel_instance_id = ${lease.instanceId} and fence = ${lease.fence}
      for share
    ), wish as (
      select * from jsonb_to_recordset(${JSON.stringify(starts)}::jsonb) as w(
        "deliveryId" uuid, "chatId" uuid, ordinal smallint, kind text, "isFirst" boolean,
        "startedAt" timestamptz)
    ), granted as (
      select wish.*, held.fence from held, wish
      join delivery d on d.id = wish."deliveryId" and d.id = any(${idsOf(starts)}::uuid[])
      left join broadcast b on b.id = d.broadcast_id
      where d.fence = held.fence and ${stateOfKnown} = 'sending'
        and (not wish."isFirst" or b.id is null or b.state = 'sending')
    ), part as (
      insert into delivery_part (delivery_id, ordinal, chat_id, kind, state, started_at)
      select "deliveryId", ordinal, "chatId", kind, 'sending', "startedAt" from granted
      on conflict (delivery_id, ordinal) do update
        set state = 'sending', kind = excluded.kind, reason = null, settled_at = null,
          started_at = excluded.started_at
    )
    select "deliveryId" as id from granted`.execute(store.db)
  return new Set(rows.map(({ id }) => id))
}

/** Named once more by their ids alone, of which the planner knows how few they are: it then never reads the whole table. */
function idsOf(items: readonly { readonly deliveryId: DeliveryId }[]): DeliveryId[] {
  return items.map(({ deliveryId }) => deliveryId)
}

/** What came of a call, as it is written down. */
export interface PartSettlement {
  readonly deliveryId: DeliveryId
  readonly ordinal: number
  /** How many parts the whole message has. */
  readonly parts: number
  /** False: it was written down and then not made; it leaves no attempt. */
  readonly isCall: boolean
  /** Kind of the outcome, for the attempt. */
  readonly outcome: string
  readonly reason: string | null
  readonly partState: DeliveryState
  readonly messageIds: readonly string[]
  /** `sending`: more parts follow. */
  readonly deliveryState: DeliveryState
  /** When to try again; null: as it stands. */
  readonly nextAt: Date | null
  /** 1 when this was a failure that counts. */
  readonly failures: number
  /** The content is not needed any more. */
  readonly erase: boolean
  readonly startedAt: Date
  readonly finishedAt: Date
}

/**
 * Writes the outcomes of calls, all in one statement. Only rows that are still in the hands of this
 * owner change: what a later owner has judged stands, and what it has not yet judged is better known
 * here. Gives the deliveries that were written.
 */
export async function settleParts(
  store: Store,
  lease: Lease,
  settlements: readonly PartSettlement[],
): Promise<ReadonlySet<DeliveryId>> {
  const { rows } = await sql<{ id: DeliveryId }>`
    with s as (
      select * from jsonb_to_recordset(${JSON.stringify(settlements)}::jsonb) as s(
        "deliveryId" uuid, ordinal smallint, parts smallint, outcome text, reason text,
        "isCall" boolean, "partState" text, "messageIds" jsonb, "deliveryState" text,
        "nextAt" timestamptz, failures smallint, erase boolean, "startedAt" timestamptz,
        "finishedAt" timestamptz)
    ), settled as (
      update delivery d set
        state = case when s."deliveryState" = 'planned' and ${isOvertaken} then 'cancelled'
          else s."deliveryState" end,
        parts = s.parts,
        reason = s.reason,
        tries = d.tries + s.failures,
        next_at = coalesce(s."nextAt", d.next_at),
        message_enc = case when s.erase then null else d.message_enc end,
        fence = case when s."deliveryState" = 'sending' then d.fence end,
        settled_at = case when s."deliveryState" in ('planned', 'sending') then null
          else s."finishedAt" end
      from s
      where d.id = s."deliveryId" and d.id = any(${idsOf(settlements)}::uuid[])
        and ${stateOfKnown} = 'sending' and d.fence = ${lease.fence}
      returning d.id, d.chat_id
    ), part as (
      update delivery_part p set
        state = s."partState",
        reason = s.reason,
        message_ids = array(select jsonb_array_elements_text(s."messageIds")),
        settled_at = case when s."partState" = 'planned' then null else s."finishedAt" end
      from s join settled on settled.id = s."deliveryId"
      where p.delivery_id = s."deliveryId" and p.ordinal = s.ordinal
    ), call as (
      insert into attempt (delivery_id, ordinal, channel_instance_id, chat_id, fence, started_at,
        finished_at, outcome, reason)
      select s."deliveryId", s.ordinal, ${lease.instanceId}::uuid, settled.chat_id,
        ${lease.fence}::bigint, s."startedAt", s."finishedAt", s.outcome, s.reason
      from s join settled on settled.id = s."deliveryId"
      where s."isCall"
    )
    select id from settled`.execute(store.db)
  return new Set(rows.map(({ id }) => id))
}

/** The platform wants this chat left alone for a while: nothing that waits for it is due before. */
export async function postponeChat(tx: Store, chatId: ChatId, until: Date): Promise<void> {
  await tx.db
    .updateTable('delivery')
    .set({ next_at: until })
    .where('chat_id', '=', chatId)
    .where('state', '=', 'planned')
    .where('next_at', '<', until)
    .execute()
}

/** Ends a claimed delivery without any call: its chat takes nothing, or there is nothing to send. */
export async function settleUnsent(
  store: Store,
  lease: Lease,
  delivery: {
    readonly id: DeliveryId
    readonly state: DeliveryState
    readonly reason: string
    readonly at: Date
    /** For `planned`: when to try again. */
    readonly nextAt?: Date
    readonly failures?: number
  },
): Promise<void> {
  const isOver = delivery.state !== 'planned'
  await sql`
    update delivery d set
      state = case when ${delivery.state} = 'planned' and ${isOvertaken} then 'cancelled'
        else ${delivery.state} end,
      reason = ${delivery.reason},
      fence = null,
      tries = d.tries + ${delivery.failures ?? 0},
      next_at = coalesce(${delivery.nextAt ?? null}::timestamptz, d.next_at),
      settled_at = ${isOver ? delivery.at : null},
      message_enc = case when ${delivery.state} in ('cancelled', 'rejected', 'unreachable') then null
        else d.message_enc end
    where d.id = ${delivery.id} and d.state = 'sending' and d.fence = ${lease.fence}
  `.execute(store.db)
}

/**
 * Judges what earlier owners left behind. A delivery whose call had begun may or may not have arrived:
 * it becomes `unknown`, which is shown and has its policy. One that was only claimed goes back. Edits go
 * back in any case, because changing a message twice does no harm, and so does once what somebody waits for.
 */
export async function takeOverLane(store: Store, lease: Lease, now: Date): Promise<number> {
  const { rows } = await sql`
    with stale as (
      select d.id, exists (
          select 1 from delivery_part p where p.delivery_id = d.id and p.state = 'sending'
        ) as in_doubt,
        d.edits_id is not null
          or (d.purpose = any(${AWAITED_PURPOSES as string[]}) and d.tries + 1 < ${AWAITED_TRIES})
          as goes_again
      from delivery d
      where d.channel_instance_id = ${lease.instanceId} and d.state = 'sending'
        and (d.fence is null or d.fence < ${lease.fence})
      for update of d
    ), judged as (
      update delivery d set
        fence = null,
        tries = d.tries + stale.in_doubt::int,
        state = case
          when stale.in_doubt and not stale.goes_again then 'unknown'
          when ${isOvertaken} then 'cancelled'
          else 'planned' end,
        reason = case when stale.in_doubt then 'interrupted' else d.reason end,
        settled_at = case when stale.in_doubt and not stale.goes_again then ${now}::timestamptz end
      from stale where d.id = stale.id
      returning d.id, stale.in_doubt
    ), part as (
      update delivery_part p set state = 'unknown', reason = 'interrupted', settled_at = ${now}
      from stale where p.delivery_id = stale.id and p.state = 'sending'
      returning p.delivery_id, p.ordinal, p.chat_id, p.started_at
    ), call as (
      insert into attempt (delivery_id, ordinal, channel_instance_id, chat_id, fence, started_at,
        finished_at, outcome, reason)
      select delivery_id, ordinal, ${lease.instanceId}::uuid, chat_id, ${lease.fence}::bigint,
        coalesce(started_at, ${now}), ${now}, 'unknown', 'interrupted'
      from part
    )
    select id from judged where in_doubt`.execute(store.db)
  return rows.length
}
