import { sql } from 'kysely'
import type { Store } from './store.ts'

/** A kept secret or state of the installation, by name; encrypted at rest. */
export async function readSetting(store: Store, name: string): Promise<string | undefined> {
  const row = await store.db
    .selectFrom('setting')
    .select('value_enc')
    .where('name', '=', name)
    .executeTakeFirst()
  return row && store.keys.decrypt(row.value_enc, `setting.${name}`)
}

export async function writeSetting(store: Store, name: string, value: string): Promise<void> {
  const value_enc = store.keys.encrypt(value, `setting.${name}`)
  await store.db
    .insertInto('setting')
    .values({ name, value_enc })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value_enc, updated_at: sql`now()` }),
    )
    .execute()
}

/** The setting, made with `make` when there is none; two processes at once keep the same one. */
export async function keepSetting(store: Store, name: string, make: () => string): Promise<string> {
  const known = await readSetting(store, name)
  if (known !== undefined) return known
  await store.db
    .insertInto('setting')
    .values({ name, value_enc: store.keys.encrypt(make(), `setting.${name}`) })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const kept = await readSetting(store, name)
  if (kept === undefined) throw new Error(`the setting ${name} was not kept`)
  return kept
}

/** Puts a mark under a name; true for the one who did, until it is removed. */
export async function putMark(store: Store, name: string): Promise<boolean> {
  const rows = await store.db
    .insertInto('setting')
    .values({ name, value_enc: store.keys.encrypt('', `setting.${name}`) })
    .onConflict((conflict) => conflict.doNothing())
    .returning('name')
    .execute()
  return rows.length > 0
}

export async function removeMark(store: Store, name: string): Promise<void> {
  await store.db.deleteFrom('setting').where('name', '=', name).execute()
}
