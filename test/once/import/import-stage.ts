import { sql } from 'kysely'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { enterChannelInstance } from '../../../src/storage/channel-instances.ts'
import type { ImportReport } from '../../../src/usecases/import/import-report.ts'
import {
  importTable,
  type ImportDeps,
  type ImportKind,
  type ImportOptions,
} from '../../../src/usecases/import/import-table.ts'

/** A commune's database with one bot of each platform, and a clock that the test sets. */
export interface ImportStage {
  readonly database: TestDatabase
  now: Date
  readonly deps: ImportDeps
  take(kind: ImportKind, text: string | Uint8Array, options?: ImportTake): Promise<ImportReport>
  /** One value of a query that gives one row with one column. */
  value(text: string): Promise<unknown>
  close(): Promise<void>
}

interface ImportTake extends ImportOptions {
  readonly fileName?: string
}

export async function openImportStage(): Promise<ImportStage> {
  const database = await createTestDatabase()
  const { store } = database
  for (const platform of ['telegram', 'zalo-oa', 'zalo-bot'] as const)
    await enterChannelInstance(store, { platform, externalId: `bot-${platform}`, name: 'bot' })
  const stage: ImportStage = {
    database,
    now: new Date('2026-11-24T02:00:00Z'),
    deps: {
      store,
      clock: { now: () => stage.now },
      settings: {
        timeZone: 'Asia/Ho_Chi_Minh',
        owners: [],
        residentChannels: [],
        undoMs: 0,
      },
    },
    take: (kind, text, { fileName = `${kind}.csv`, ...options } = {}) =>
      importTable(
        stage.deps,
        kind,
        typeof text === 'string' ? Buffer.from(text) : text,
        fileName,
        options,
      ),
    value: async (text) => {
      const { rows } = await sql.raw<Record<string, unknown>>(text).execute(store.db)
      return Object.values(rows[0] ?? {})[0]
    },
    close: () => database.close(),
  }
  return stage
}

/** The rows of a table of text, one line each, as a file would hold them. */
export function lines(...rows: readonly string[]): string {
  return `${rows.join('\n')}\n`
}
