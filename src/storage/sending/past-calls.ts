import type { DeliveryId } from '../../domain/id.ts'
import type { PastCall } from '../../domain/file-patience.ts'
import { readReason } from '../../domain/reason.ts'
import type { Store } from '../store.ts'

/** More than an hour of tries, one every five seconds. */
const MOST_CALLS = 1_000

/** The calls of a delivery from a moment on, the last first. */
export async function findPastCalls(
  store: Store,
  id: DeliveryId,
  { since }: { readonly since: Date },
): Promise<PastCall[]> {
  const rows = await store.db
    .selectFrom('attempt')
    .select(['started_at', 'outcome', 'reason'])
    .where('delivery_id', '=', id)
    .where('started_at', '>=', since)
    .orderBy('id', 'desc')
    .limit(MOST_CALLS)
    .execute()
  return rows.map(({ started_at, outcome, reason }) => ({
    startedAt: started_at,
    why: outcome === 'retry-after' ? readReason(reason) : null,
  }))
}
