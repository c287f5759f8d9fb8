import type { Store } from './store.ts'

/** The next number of a kind of code; the row lock makes two at once wait, so that none is left out. */
export async function nextCode(tx: Store, name: 'notice' | 'question'): Promise<number> {
  const row = await tx.db
    .updateTable('counter')
    .set((eb) => ({ value: eb('value', '+', '1') }))
    .where('name', '=', name)
    .returning('value')
    .executeTakeFirstOrThrow()
  return Number(row.value)
}

/** Whether a typed number can be a code at all: PostgreSQL refuses to compare with a larger one. */
export function isCode(number: number): boolean {
  return Number.isInteger(number) && number > 0 && number <= 2_147_483_647
}
