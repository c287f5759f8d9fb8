import { sql } from 'kysely'
import { openMessage } from '../sealed-message.ts'
import type { Store } from '../store.ts'
import { hasPartOut } from './delivery-conditions.ts'
import type { DueDelivery } from './due-deliveries.ts'

/**
 * A message as it goes now. One that goes once more, after a doubt or because it was told to wait, takes on the change that
 * waits for its end, which is not needed then: it was changed while its call was out (`planEdit`), and would say first what is
 * not so any more.
 */
export async function asChanged(store: Store, delivery: DueDelivery): Promise<DueDelivery> {
  const { broadcastId, editOf, partsOut, wasClaimed } = delivery
  if (!wasClaimed || broadcastId || editOf || partsOut.length > 0) return delivery
  return { ...delivery, ...(await takeOnChange(store, delivery)) }
}

async function takeOnChange(
  store: Store,
  { id, edition }: DueDelivery,
): Promise<Pick<DueDelivery, 'message' | 'edition'> | undefined> {
  // Locked in the order of `planEdit`. By its edition, because an echo that is being heard has raised it: which parts are out is
  // seen here as it was before.
  const { rows } = await sql<{ message_enc: Buffer; edition: number }>`
    with message as materialized (
      select d.id from delivery d
      where d.id = ${id} and d.state = 'planned' and d.edition = ${edition} and not ${hasPartOut} for update
    ), change as materialized (
      select e.id, e.message_enc, e.purpose from message join delivery e on e.waiting_edit = message.id
      where e.called_at is null and e.message_enc is not null for update of e
    ), dropped as (
      update delivery e set state = 'cancelled', message_enc = null, settled_at = now()
      from change where e.id = change.id
    )
    update delivery d set message_enc = change.message_enc, edition = d.edition + 1,
      tries = case when change.purpose = 'progress' then d.tries else 0 end
    from change where d.id = ${id}
    returning d.message_enc, d.edition`.execute(store.db)
  return rows.map(({ message_enc: sealed, edition }) => ({
    message: openMessage(store.keys, sealed),
    edition,
  }))[0]
}
