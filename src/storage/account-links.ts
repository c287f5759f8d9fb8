import type { AccountId, PersonId } from '../domain/id.ts'
import type { Store } from './store.ts'

/** The person whom an account stands for; locked, so that the answer holds until the transaction ends. */
export async function personOfAccount(tx: Store, id: AccountId): Promise<PersonId | null> {
  const row = await tx.db
    .selectFrom('account')
    .select('person_id')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return row?.person_id ?? null
}

/** The accounts of a person on every bot. */
export async function accountsOf(store: Store, personId: PersonId): Promise<AccountId[]> {
  const rows = await store.db
    .selectFrom('account')
    .select('id')
    .where('person_id', '=', personId)
    .execute()
  return rows.map((row) => row.id)
}
