import { sql } from 'kysely'
import type { ChannelInstanceId } from '../domain/id.ts'
import { UPDATE_KNOWN_MS } from '../domain/update-memory.ts'
import type { Store } from './store.ts'

interface Erasure {
  readonly instanceId: ChannelInstanceId
  readonly externalId: string
}

/** Remembers for some days that somebody had themselves erased, by a hash that no other table has. */
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

/**
 * Forgets who was erased so long ago that nothing of before is taken any more, nor waits here: for a bot that was taken out
 * of the configuration, and may come back.
 */
export async function forgetErasures(store: Store, now: Date): Promise<void> {
  await sql`
    delete from erased_account e where e.erased_at < ${new Date(now.getTime() - UPDATE_KNOWN_MS)}
      and not exists (
        select from inbox i where i.channel_instance_id = e.channel_instance_id
          and i.state = 'stored' and i.received_at <= e.erased_at)`.execute(store.db)
}

function erasedKey(store: Store, { externalId }: Erasure): Buffer {
  return store.keys.lookup('account.erased', externalId)
}
