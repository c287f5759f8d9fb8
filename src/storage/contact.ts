import { readSetting, writeSetting } from './settings.ts'
import type { Store } from './store.ts'

const NAME = 'contact'

/** How the office can be reached, as an owner has written it; null: nobody has. */
export async function contactOf(store: Store): Promise<string | null> {
  return (await readSetting(store, NAME)) || null
}

/** Keeps it; empty: there is none any more. */
export async function keepContact(store: Store, contact: string): Promise<void> {
  await writeSetting(store, NAME, contact)
}
