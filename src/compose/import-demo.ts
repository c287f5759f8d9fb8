import type { Deps } from '../deps.ts'
import { demoImports } from '../sandbox/demo-commune.ts'
import { inTransaction } from '../storage/store.ts'
import { currentUnits } from '../storage/units.ts'
import { importTable } from '../usecases/import/import-table.ts'

/** Brings the demo commune's units, groups and people in by the ordinary import, once and all of it. */
export async function importDemo(deps: Pick<Deps, 'store' | 'clock' | 'settings'>): Promise<void> {
  if ((await currentUnits(deps.store)).length > 0) return
  const { units, chats, people, otherAccounts } = demoImports()
  const tables = [
    ['units', units, 'active'],
    ['chats', chats, 'active'],
    // The demo's people have opened their private chats: the emulated platforms are seeded so.
    ['people', people, 'active'],
    ['people', otherAccounts, 'never-started'],
  ] as const
  // Of a start that is broken off nothing may stay: by the units the next one sees that it is done.
  await inTransaction(deps.store, async (tx) => {
    for (const [kind, text, privateChats] of tables) {
      const report = await importTable(
        { ...deps, store: tx },
        kind,
        Buffer.from(text),
        `${kind}.csv`,
        { privateChats },
      )
      if (report.errors.length > 0)
        throw new Error(`the demo commune was not taken in: ${JSON.stringify(report.errors[0])}`)
    }
  })
}
