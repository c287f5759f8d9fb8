import { sql } from 'kysely'
import type { DeliveryState } from '../../domain/delivery.ts'
import type { DeliveryId } from '../../domain/id.ts'
import { DIRECTIVE_TRIES } from '../../domain/unknown-policy.ts'
import type { Store } from '../store.ts'
import { hasNewerEdit, ofKnown, staysInDoubt } from './delivery-conditions.ts'
import { BY_ECHO } from './echoes.ts'
import type { Lease } from './lanes.ts'
import { idsOf } from './uuid-array.ts'

/** What came of a call, as it is written down. */
export interface PartSettlement {
  readonly deliveryId: DeliveryId
  /** Which content was called. */
  readonly edition: number
  readonly ordinal: number
  readonly kind: 'text' | 'file'
  /** No part comes after this one. */
  readonly isLast: boolean
  /** False: it was claimed and then not called; it leaves no attempt. */
  readonly isCall: boolean
  /** Kind of the outcome, for the attempt. */
  readonly outcome: string
  readonly reason: string | null
  readonly messageIds: readonly string[]
  /** Hash of what the part says; null: it is not asked for, as its message is not cut anew. */
  readonly words: number | null
  /** `sending`: more parts follow, or the same once more. */
  readonly deliveryState: DeliveryState
  /** When to try again; null: as it stands. */
  readonly nextAt: Date | null
  /** 1 when this counts as tried in vain. */
  readonly tries: number
  /** The content is not needed any more. */
  readonly erase: boolean
  readonly startedAt: Date
  readonly finishedAt: Date
}

/** The call `s` ended without an answer, and the platform has shown its part in the chat meanwhile; `d` is the delivery. */
const isEchoed = sql<boolean>`(s.outcome = 'unknown' and d.echo_id is not null)`

/** The echo is not that of an earlier call for the same part, which then has been corrected. */
const isEchoOfThis = sql<boolean>`(${isEchoed} and not exists (
  select 1 from attempt a where a.delivery_id = d.id and a.ordinal = s.ordinal and a.outcome = 'sent'))`

/** The chat, or the platform, does not take it now; an earlier call may have brought it. */
const isDoubtful = staysInDoubt(sql`s."deliveryState"`)

/** What the delivery `d` comes to by the call `s`; a part that is out by its echo is as good as one that was answered. */
const nextState = sql`(case when ${isEchoed} then case when s."isLast" then 'sent' else 'planned' end
  when ${isDoubtful} then 'unknown' else s."deliveryState" end)`

/** A newer edit says what this one would have said. */
const isDropped = sql<boolean>`(${nextState} in ('planned', 'waiting-for-contact') and ${hasNewerEdit})`

/**
 * Writes the outcomes of calls, all in one statement; each once, also when it is written again after a lost answer.
 * Only rows that are still in the hands of this owner change: what a later owner has judged stands, and what it has not yet
 * judged is better known here. Each delivery comes to the state that `judgeOutcome` has said, but for what only the ledger
 * knows: an echo that came while the call was out counts as its answer, what an earlier call may have brought is in doubt
 * and not lost, and an edit to be tried again is dropped when a newer one waits. Each call leaves an attempt. Gives the
 * deliveries that were written, with their new states. Whoever is new here reads it first as if nothing is echoed: a row
 * gets what `s` says.
 */
export async function settleParts(
  store: Store,
  lease: Lease,
  settlements: readonly PartSettlement[],
): Promise<ReadonlyMap<DeliveryId, DeliveryState>> {
  const { rows } = await sql<{ id: DeliveryId; state: DeliveryState }>`
    /* prepared: settle */
    with s as materialized (
      select * from json_to_recordset(${JSON.stringify(settlements)}::json) as s(
        "deliveryId" uuid, edition integer, ordinal smallint, kind text, outcome text, reason text,
        "isLast" boolean, "isCall" boolean, "messageIds" text[], words integer, "deliveryState" text, "nextAt" timestamptz,
        tries smallint, erase boolean, "startedAt" timestamptz, "finishedAt" timestamptz)
    ), settled as (
      update delivery d set
        state = case when ${isDropped} then 'cancelled' else ${nextState} end,
        calling = null,
        reason = case when ${isEchoed} then null else s.reason end,
        tries = case when ${isEchoed} then d.tries
          when ${isDoubtful} then greatest(d.tries, ${sql.lit(DIRECTIVE_TRIES)}) else d.tries + s.tries end,
        next_at = case when ${isEchoed} then to_timestamp(0)
          else coalesce(s."nextAt", d.next_at) end,
        postponed_at = case when s."nextAt" is null then d.postponed_at else s."finishedAt" end,
        message_enc = case
          when ${isDropped} or (${isEchoed} and s."isLast") or (not ${isEchoed} and s.erase and not ${isDoubtful}) then null
          else d.message_enc end,
        fence = case when s."deliveryState" = 'sending' then d.fence end,
        settled_at = case
          when ${isDropped} or ${nextState} not in ('planned', 'sending') then s."finishedAt" end
      from s
      where d.id = s."deliveryId" and d.id = any(${idsOf(settlements)}::uuid[])
        and ${ofKnown(sql`d.state = 'sending' and d.fence = ${lease.fence}
          and d.calling = s.ordinal`)}
      returning d.id, d.chat_id, d.edition, d.echo_id, d.state
    ), call as (
      insert into attempt (delivery_id, ordinal, kind, channel_instance_id, chat_id, fence,
        started_at, finished_at, outcome, reason, words, message_ids)
      select s."deliveryId", s.ordinal, s.kind, ${lease.instanceId}::uuid, d.chat_id,
        ${lease.fence}::bigint, s."startedAt", s."finishedAt",
        case when ${isEchoOfThis} then 'sent' else s.outcome end,
        case when ${isEchoOfThis} then ${BY_ECHO} else s.reason end,
        s.words,
        -- Only an erasure changes what is out.
        case when d.edition <> s.edition then '{}' when ${isEchoOfThis} then array[d.echo_id] else s."messageIds" end
      from s join settled d on d.id = s."deliveryId"
      where s."isCall"
    )
    select id, state from settled`.execute(store.db)
  return new Map(rows.map(({ id, state }) => [id, state]))
}

/** The message is not there any more to be changed: what comes next goes as a message of its own. */
export async function forgetMessages(tx: Store, id: DeliveryId): Promise<void> {
  await sql`
    update attempt a set message_ids = '{}'
    where a.delivery_id = ${id}
      or a.delivery_id in (select e.id from delivery e where e.edits_id = ${id})`.execute(tx.db)
}
