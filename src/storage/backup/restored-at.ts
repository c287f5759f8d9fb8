import { readSetting, writeSetting } from '../settings.ts'
import type { Store } from '../store.ts'

const NAME = 'restored-at'

/** When an old backup was restored here. What was said before that is not to be obeyed again. */
export async function restoredAt(store: Store): Promise<Date | undefined> {
  const kept = await readSetting(store, NAME)
  return kept === undefined ? undefined : new Date(kept)
}

export function keepRestoredAt(tx: Store, at: Date): Promise<void> {
  return writeSetting(tx, NAME, at.toISOString())
}
