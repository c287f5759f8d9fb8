import { sql } from 'kysely'
import type { DeliveryState } from '../../domain/delivery.ts'
import type { DeliveryId } from '../../domain/id.ts'
import type { ChatState } from '../../domain/platform.ts'
import { DIRECTIVE_TRIES } from '../../domain/unknown-policy.ts'
import type { Store } from '../store.ts'
import { goesNoMore, ofKnown, stateWhenGoesNoMore, staysInDoubt } from './delivery-conditions.ts'
import type { Lease } from './lanes.ts'

/**
 * Ends a delivery without any call: its chat takes nothing, or there is nothing to send. What an earlier call may have brought
 * stays in doubt. Not one that was changed meanwhile, nor for the sake of a chat that is not in `chatState` any more.
 */
export async function settleUnsent(
  store: Store,
  lease: Lease,
  delivery: {
    readonly id: DeliveryId
    readonly edition: number
    readonly state: DeliveryState
    readonly reason: string
    readonly at: Date
    /** For `planned`: when to try again. */
    readonly nextAt?: Date
    readonly tries?: number
    /** Locked: who writes at this moment would find nothing that waits, and it would wait for a second word. */
    readonly chatState?: ChatState
  },
): Promise<void> {
  const isChatAsSeen =
    delivery.chatState === undefined
      ? sql`true`
      : sql`exists (
        select from chat c where c.id = d.chat_id and c.state = ${delivery.chatState} for share)`
  const isOver = delivery.state !== 'planned'
  const isDoubtful = staysInDoubt(sql`${delivery.state}::text`)
  await sql`
    update delivery d set
      state = case when ${isDoubtful} then 'unknown' else ${delivery.state} end,
      reason = ${delivery.reason},
      tries = case when ${isDoubtful} then ${DIRECTIVE_TRIES} else d.tries + ${delivery.tries ?? 0} end,
      next_at = coalesce(${delivery.nextAt ?? null}::timestamptz, d.next_at),
      postponed_at = case when ${delivery.nextAt !== undefined} then ${delivery.at} else d.postponed_at end,
      settled_at = ${isOver ? delivery.at : null},
      message_enc = case when ${isDoubtful} then d.message_enc when ${delivery.state} in ('sent', 'cancelled', 'rejected', 'unreachable') then null
        else d.message_enc end
    from lane
    where d.id = ${delivery.id} and d.state = 'planned' and d.edition = ${delivery.edition}
      and lane.channel_instance_id = ${lease.instanceId} and lane.fence = ${lease.fence}
      and ${isChatAsSeen}
  `.execute(store.db)
}

/**
 * Lets go of deliveries whose call is not out: one between two parts waits again. One of a broadcast that was stopped
 * meanwhile is cancelled, unless part of it is out already; an edit that a newer one has overtaken is dropped.
 */
export async function putBack(
  store: Store,
  lease: Lease,
  ids: readonly DeliveryId[],
): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update delivery d set fence = null, calling = null,
      state = case when ${goesNoMore} then ${stateWhenGoesNoMore} else 'planned' end,
      message_enc = case when ${goesNoMore} then null else d.message_enc end,
      settled_at = case when ${goesNoMore} then now() end
    where d.id = any(${ids}::uuid[])
      and ${ofKnown(sql`(d.state = 'sending' and d.fence = ${lease.fence})
        or (d.state = 'planned' and ${goesNoMore})`)}`.execute(store.db)
}
