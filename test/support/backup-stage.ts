import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Store } from '../../src/storage/store.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { openCliStage, runIn, type CliStage, type CommandResult } from './cli-stage.ts'

/** An empty place to restore into: a folder and a database that nobody has used. */
export interface EmptyPlace {
  readonly cwd: string
  readonly env: Record<string, string>
  readonly database: TestDatabase
  run(...args: string[]): Promise<CommandResult>
}

export interface BackupStage {
  readonly source: CliStage
  /** Empty, with the source's key. */
  emptyPlace(env?: Record<string, string>): Promise<EmptyPlace>
  /** Makes a backup of the source; gives its path. */
  backUp(name?: string): Promise<string>
  close(): Promise<void>
}

export async function openBackupStage(): Promise<BackupStage> {
  const source = await openCliStage()
  const closing: (() => Promise<unknown>)[] = [() => source.close()]
  return {
    source,
    emptyPlace: async (more = {}) => {
      const database = await createTestDatabase({ migrated: false })
      const cwd = await mkdtemp('/tmp/nhipcau-restore-')
      closing.push(
        () => rm(cwd, { recursive: true, force: true }),
        () => database.close(),
      )
      const env = {
        ...source.env,
        DATABASE_URL: database.url,
        DATA_DIR: join(cwd, 'data'),
        ...more,
      }
      return { cwd, env, database, run: (...args) => runIn({ env, cwd }, ...args) }
    },
    backUp: async (name = 'a.backup') => {
      const { code, err } = await source.run('backup', '--out', name)
      if (code !== 0) throw new Error(err)
      return join(source.cwd, name)
    },
    close: async () => {
      for (let end = closing.pop(); end; end = closing.pop()) await end()
    },
  }
}

/** How many tables of ours a database has. */
export async function countTables({ db }: Store): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from information_schema.tables
    where table_schema = 'public'`.execute(db)
  return rows[0]?.count ?? 0
}
