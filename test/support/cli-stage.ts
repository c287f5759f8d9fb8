import { randomBytes } from 'node:crypto'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { enterChannelInstance } from '../../src/storage/channel-instances.ts'
import { unlockInstallation } from '../../src/storage/installation.ts'
import { runCommand } from '../../src/cli/run-command.ts'
import { removeFolder } from './remove-folder.ts'

export interface CommandResult {
  readonly code: number | undefined
  readonly out: string
  readonly err: string
}

/** A folder and a database of one installation, and commands run on it. */
export interface CliStage {
  readonly database: TestDatabase
  readonly cwd: string
  readonly env: Record<string, string>
  run(...args: string[]): Promise<CommandResult>
  /** The answer of a command with `--json`. */
  json(...args: string[]): Promise<Record<string, unknown>>
  write(name: string, content: string | Uint8Array): Promise<string>
  /** From now on a connection stands as the service's do. */
  serviceRuns(): Promise<void>
  /** From now on none does. */
  serviceStops(): Promise<void>
  close(): Promise<void>
}

/** Runs a command with this environment in this folder. */
export async function runIn(
  place: { env: Record<string, string>; cwd: string; answer?: string; asked?: string[] },
  ...args: string[]
): Promise<CommandResult> {
  let [out, err] = ['', '']
  const code = await runCommand(
    {
      ...place,
      out: (text) => {
        out += text
      },
      err: (text) => {
        err += text
      },
      isWatched: false,
      ask: async (question) => {
        place.asked?.push(question)
        return place.answer
      },
    },
    args,
  )
  return { code, out, err }
}

/** An installation with one Telegram bot, as after its first start. */
export async function openCliStage(): Promise<CliStage> {
  const database = await createTestDatabase()
  const { store } = database
  await enterChannelInstance(store, { platform: 'telegram', externalId: '1', name: 'bot' })
  const encryptionKey = randomBytes(32)
  await unlockInstallation(store.db, { dataDir: '/nonexistent', encryptionKey })
  const cwd = await mkdtemp(join(tmpdir(), 'nhipcau-cli-'))
  const env = {
    DATABASE_URL: database.url,
    DATA_DIR: join(cwd, 'data'),
    ENCRYPTION_KEY: encryptionKey.toString('base64'),
  }
  let service: pg.Client | undefined
  const run = (...args: string[]): Promise<CommandResult> => runIn({ env, cwd }, ...args)
  return {
    database,
    cwd,
    env,
    run,
    json: async (...args) => {
      const { out, err } = await run(...args, '--json')
      if (out === '') throw new Error(`no answer: ${err}`)
      return JSON.parse(out) as Record<string, unknown>
    },
    write: async (name, content) => {
      await writeFile(join(cwd, name), content)
      return name
    },
    serviceRuns: async () => {
      await service?.end()
      service = new pg.Client({ ...database.pg, application_name: 'nhipcau' })
      await service.connect()
    },
    serviceStops: async () => {
      await service?.end()
      service = undefined
      const client = new pg.Client(database.pg)
      await client.connect()
      await client.query(
        `select pg_terminate_backend(pid, 5000) from pg_stat_activity
        where datname = current_database() and application_name like 'nhipcau%'`,
      )
      await client.end()
    },
    close: async () => {
      await service?.end()
      await database.close()
      await removeFolder(cwd)
    },
  }
}

/** A small office: an owner, an author, an approver and a member, three units and one group. */
export async function givenOffice(stage: CliStage): Promise<void> {
  const tables = {
    units: [
      'code,name,kind,parent_code',
      'xa,Toàn xã,org,',
      'hoi,Hội Nông dân,org,xa',
      'trong,Tổ,org,xa',
    ],
    chats: ['platform,chat_id,title,unit_code,internal', 'telegram,-100,Nhóm Hội,hoi,true'],
    people: [
      'full_name,unit_code,role,platform,account_id,phone',
      'Lê Thu Hà,xa,owner,telegram,1001,0912000001',
      'Nguyễn Anh Tuấn,xa,author,telegram,1002,0912000002',
      'Phạm Quốc Hùng,xa,approver,telegram,1003,0912000003',
      'Lò Minh Đức,hoi,member,telegram,1004,0912000004',
    ],
  }
  for (const [kind, rows] of Object.entries(tables)) {
    const result = await stage.run(
      'import',
      kind,
      await stage.write(`${kind}.csv`, `${rows.join('\n')}\n`),
    )
    if (result.code !== 0) throw new Error(result.err)
  }
}
