import { sql } from 'kysely'
import type { ChannelInstanceId } from '../domain/id.ts'
import type { Store } from './store.ts'

interface Erasure {
  readonly instanceId: ChannelInstanceId
  readonly externalId: string
}

/** Telegram tells again for a day what was not taken at once, and Zalo for two hours. */
const TOLD_AGAIN_MS = 25 * 3_600_000

/** Remembers for a day that somebody had themselves erased, by a hash that no other table has. */
export async function noteErasure(tx: Store, erasure: Erasure, at: Date): Promise<void> {
  await tx.db
    .insertInto('erased_account')
    .values({
      channel_instance_id: erasure.instanceId,
      external_key: erasedKey(tx, erasure),
      erased_at: at,
    })
    .onConflict((conflict) =>
      conflict.columns(['channel_instance_id', 'external_key']).doUpdateSet({
        erased_at: sql<Date>`greatest(erased_account.erased_at, excluded.erased_at)`,
      }),
    )
    .execute()
}

/** Whether somebody has had themselves erased since this moment, at which they wrote. The epoch: nobody knows when. */
export async function wasErasedSince(store: Store, erasure: Erasure, at: Date): Promise<boolean> {
  if (at.getTime() <= 0) return false
  const row = await store.db
    .selectFrom('erased_account')
    .select('erased_at')
    .where('channel_instance_id', '=', erasure.instanceId)
    .where('external_key', '=', erasedKey(store, erasure))
    .where('erased_at', '>', at)
    .executeTakeFirst()
  return row !== undefined
}

/** Forgets who was erased so long ago that nothing of before comes any more. */
export async function forgetErasures(store: Store, now: Date): Promise<void> {
  await store.db
    .deleteFrom('erased_account')
    .where('erased_at', '<', new Date(now.getTime() - TOLD_AGAIN_MS))
    .execute()
}

function erasedKey(store: Store, { externalId }: Erasure): Buffer {
  return Buffer.from(store.keys.lookup('account.erased', externalId))
}
