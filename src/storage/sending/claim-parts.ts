import { sql } from 'kysely'
import type { ChatId, DeliveryId } from '../../domain/id.ts'
import type { Store } from '../store.ts'
import { isGoingOn, ofKnown } from './delivery-conditions.ts'
import type { Lease } from './lanes.ts'
import { idsOf } from './uuid-array.ts'

/** One platform call that is about to be made. */
export interface PartClaim {
  readonly deliveryId: DeliveryId
  /** The delivery as it was read; a claim of what has changed since is refused. */
  readonly chatId: ChatId
  readonly edition: number
  readonly ordinal: number
  /** Nothing of this delivery has gone out yet, so that pausing and stopping still apply to it. */
  readonly nothingOut: boolean
  readonly at: Date
}

/**
 * Claims parts of deliveries, before the platform is called: the delivery is `sending`, this owner's, and `calling` the
 * part. Gives the deliveries that may go; the others are somebody else's, or were changed, paused, stopped or
 * left alone for hours meanwhile. Claiming again what this owner has claimed, after a lost answer, is allowed.
 */
export async function claimParts(
  store: Store,
  lease: Lease,
  claims: readonly PartClaim[],
  { now, timeZone }: { readonly now: Date; readonly timeZone: string },
): Promise<ReadonlySet<DeliveryId>> {
  const { rows } = await sql<{ id: DeliveryId }>`
    /* prepared: claim */
    with ours as (
      select fence from lane
      where channel_instance_id = ${lease.instanceId} and fence = ${lease.fence}
      for share
    )
    update delivery d set state = 'sending', fence = ours.fence, calling = w.ordinal,
      called_at = w.at, echo_id = null
    from ours, json_to_recordset(${JSON.stringify(claims)}::json) as w(
      "deliveryId" uuid, "chatId" uuid, edition integer, ordinal smallint, "nothingOut" boolean,
      at timestamptz)
    where d.id = w."deliveryId" and d.id = any(${idsOf(claims)}::uuid[])
      and ${ofKnown(sql`d.chat_id = w."chatId" and d.edition = w.edition
        and (d.state = 'planned' or (d.state = 'sending' and d.fence = ours.fence))
        and (not w."nothingOut" or d.broadcast_id is null or d.broadcast_id in (
          select b.id from broadcast b
          where b.finished_at is null and ${isGoingOn(now, timeZone)}))`)}
    returning d.id`.execute(store.db)
  return new Set(rows.map(({ id }) => id))
}
