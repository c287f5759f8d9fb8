import { sql } from 'kysely'
import type { DeliveryId } from '../../domain/id.ts'
import type { Store } from '../store.ts'

/**
 * The progress of a message that waits is worth as much as the change whose call is out: if that has to be made again, it is
 * dropped for the newer one (`hasNewerEdit`), which an answer's must not be lost by. Called when it is planned, for until then
 * the call may have been claimed.
 */
export async function standIn(tx: Store, original: DeliveryId): Promise<void> {
  await sql`
    update delivery d set purpose = out.purpose, priority = least(d.priority, out.priority)
    from delivery out
    where d.waiting_edit = ${original} and d.purpose = 'progress'
      and out.edits_id = ${original} and out.state = 'sending' and out.purpose <> 'progress'`.execute(
    tx.db,
  )
}
