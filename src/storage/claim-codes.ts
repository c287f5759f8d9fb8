import type { Store } from './store.ts'

/** Keeps the hash of a one-time code with which the first owner proves to sit at the machine. */
export async function addClaimCode(tx: Store, code: string, expiresAt: Date): Promise<void> {
  await tx.db
    .insertInto('claim_code')
    .values({ code_key: claimKey(tx, code), expires_at: expiresAt })
    .execute()
}

/** Uses the code up; false when it is wrong, used or expired. */
export async function useClaimCode(tx: Store, code: string, now: Date): Promise<boolean> {
  const used = await tx.db
    .updateTable('claim_code')
    .set({ used_at: now })
    .where('code_key', '=', claimKey(tx, code))
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .returning('code_key')
    .executeTakeFirst()
  return used !== undefined
}

function claimKey(store: Store, code: string): Buffer {
  return store.keys.lookup('claim', code.trim().toUpperCase())
}
