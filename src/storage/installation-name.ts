import type { Store } from './store.ts'

/** The authority's name as people know it: the installation's, else that of its topmost unit. */
export async function officeName(store: Store): Promise<string> {
  const installation = await store.db.selectFrom('installation').select('name').executeTakeFirst()
  if (installation?.name) return installation.name
  const root = await store.db
    .selectFrom('unit_version')
    .innerJoin('unit', 'unit.id', 'unit_version.unit_id')
    .select('unit_version.name')
    .where('unit_version.valid_to', 'is', null)
    .where('unit_version.parent_id', 'is', null)
    .where('unit.kind', '=', 'org')
    .orderBy('unit.id')
    .limit(1)
    .executeTakeFirst()
  return root?.name ?? 'cơ quan'
}
