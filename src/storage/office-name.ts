import type { Store } from './store.ts'
import { rootUnit } from './units.ts'

/** The authority's name as people know it: that of its topmost unit. */
export async function officeName(store: Store): Promise<string> {
  return (await rootUnit(store))?.name ?? 'cơ quan'
}
