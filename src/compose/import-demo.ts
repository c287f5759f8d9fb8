import type { Deps } from '../deps.ts'
import { demoImports } from '../sandbox/demo-commune.ts'
import { currentUnits } from '../storage/units.ts'
import { importTable } from '../usecases/import/import-table.ts'

/** Brings the demo commune's units, groups and people in by the ordinary import, once. */
export async function importDemo(deps: Pick<Deps, 'store' | 'clock' | 'settings'>): Promise<void> {
  if ((await currentUnits(deps.store)).length > 0) return
  const { units, chats, people } = demoImports()
  const tables = [
    ['units', units],
    ['chats', chats],
    ['people', people],
  ] as const
  for (const [kind, text] of tables) {
    // The demo's people have opened their private chats: the emulated platforms are seeded so.
    const report = await importTable(deps, kind, Buffer.from(text), `${kind}.csv`, {
      privateChats: 'active',
    })
    if (report.errors.length > 0)
      throw new Error(`the demo commune was not taken in: ${JSON.stringify(report.errors[0])}`)
  }
}
