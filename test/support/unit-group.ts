import type { UnitId } from '../../src/domain/id.ts'
import type { Store } from '../../src/storage/store.ts'

/** The platform's id of the one group that serves a unit. */
export async function platformIdOfGroup(store: Store, unitId: UnitId): Promise<string> {
  const row = await store.db
    .selectFrom('chat')
    .innerJoin('chat_binding', 'chat_binding.chat_id', 'chat.id')
    .select('chat.external_enc')
    .where('chat_binding.unit_id', '=', unitId)
    .where('chat_binding.valid_to', 'is', null)
    .executeTakeFirstOrThrow()
  return store.keys.decrypt(row.external_enc, 'chat.external')
}
