import type { AccountId } from '../domain/id.ts'
import type { Store } from './store.ts'

/** Whether an account takes private notices; its person may have stopped them. */
export async function receivesNotices(store: Store, id: AccountId): Promise<boolean> {
  const row = await store.db
    .selectFrom('account')
    .select('receives')
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.receives ?? false
}
