import { sql } from 'kysely'
import type { DeliveryPurpose } from '../../domain/delivery.ts'
import type { DeliveryId } from '../../domain/id.ts'
import type { Store } from '../store.ts'
import { hasPartOut } from './delivery-conditions.ts'

/**
 * Ends the edit of a message that waits with some of its parts made, for newer content is to come: in its place that would be
 * taken for made in those parts too. What it has added stays known as the message's (`originalParts`). Called with the message locked.
 * Gives what it was for; undefined: there was none.
 */
export async function endHalfMade(
  tx: Store,
  original: DeliveryId,
): Promise<{ purpose: DeliveryPurpose; priority: number } | undefined> {
  const { rows } = await sql<{ purpose: DeliveryPurpose; priority: number }>`
    update delivery d set state = 'cancelled', message_enc = null, reason = null, settled_at = now()
    where d.waiting_edit = ${original} and ${hasPartOut}
    returning d.purpose, d.priority`.execute(tx.db)
  return rows[0]
}
