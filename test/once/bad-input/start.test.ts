import { randomBytes } from 'node:crypto'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, existsSync, openSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import pg from 'pg'
import { findFreePort } from '../../../src/storage/embedded/free-port.ts'
import { chooseServerUser } from '../../../src/storage/embedded/server-user.ts'
import { unlockInstallation } from '../../../src/storage/installation.ts'
import { runIn } from '../../support/cli-stage.ts'
import { buildProgram } from '../../support/child-process.ts'
import { createTestDatabase } from '../../support/database.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import {
  makeServiceFolder,
  type EndedStart,
  type ServiceFolder,
} from '../../support/service-start.ts'
import { tablePrints } from '../../support/table-prints.ts'
import { waitUntil } from '../../support/wait-until.ts'

const SLOW_MS = 60_000
const TOKEN = '7000000001:token-that-nobody-may-read'
/** A real start whose platform is down. */
const REAL = { TELEGRAM_BOT_TOKEN: TOKEN, TELEGRAM_API_ROOT: 'http://127.0.0.1:9' }

let folder: ServiceFolder
beforeEach(async () => {
  folder = await makeServiceFolder()
})
afterEach(() => folder.remove())

/** A start that has to be refused: nothing but sentences, and none of them tells a secret. */
async function refused(
  env: Record<string, string>,
  secrets: readonly string[] = [],
): Promise<string[]> {
  const ended = await folder.start(env)
  if (!('code' in ended)) {
    await ended.stop()
    throw new Error('the service has started')
  }
  return sentencesOf(ended, [TOKEN, ...secrets])
}

function sentencesOf({ code, out, err }: EndedStart, secrets: readonly string[]): string[] {
  expect(code).toBe(1)
  expect(`${out}${err}`).not.toMatch(/^\s+at |node_modules|Error:/mu)
  for (const secret of secrets) expect(`${out}${err}`).not.toContain(secret)
  expect(out).not.toContain('đang chạy tại')
  return err.trim().split('\n')
}

const dataDir = () => join(folder.path, 'data')

describe('a start with wrong variables', () => {
  it(
    'says one sentence for each, and touches nothing',
    async () => {
      await writeFile(join(folder.path, 'khoa.txt'), 'x')
      const secrets = ['mat-khau-rieng', 'khoa-ngan', 'token khong dung', 'redis-rieng']

      const lines = await refused(
        {
          DATABASE_URL: 'mysql://a:mat-khau-rieng@db/x',
          REDIS_URL: 'http://:redis-rieng@host',
          PORT: '99999',
          HOST: 'a b',
          PUBLIC_URL: 'nhuxuan.example',
          TIME_ZONE: 'Ha_Noi',
          LOG_LEVEL: 'loud',
          ROLE: 'boss',
          ENCRYPTION_KEY: 'khoa-ngan',
          OWNERS: 'facebook:1',
          RESIDENT_CHANNELS: 'zalo',
          TELEGRAM_BOT_TOKEN: 'token khong dung',
          TELEGRAM_API_ROOT: 'ftp://x',
          SANDBOX: 'maybe',
          ZALO_OA_APP_SECRET: 'x',
          ZALO_OA_APP_SECRET_FILE: join(folder.path, 'khoa.txt'),
          ZALO_BOT_TOKEN_FILE: join(folder.path, 'khong-co.txt'),
        },
        secrets,
      )

      const names = lines.map((line) => /^[A-Z_]+/u.exec(line)?.[0])
      expect(new Set(names)).toEqual(
        new Set([
          'DATABASE_URL',
          'REDIS_URL',
          'PORT',
          'HOST',
          'PUBLIC_URL',
          'TIME_ZONE',
          'LOG_LEVEL',
          'ROLE',
          'ENCRYPTION_KEY',
          'OWNERS',
          'RESIDENT_CHANNELS',
          'TELEGRAM_BOT_TOKEN',
          'TELEGRAM_API_ROOT',
          'SANDBOX',
          'ZALO_OA_APP_SECRET_FILE',
          'ZALO_BOT_TOKEN_FILE',
        ]),
      )
      expect(names).toHaveLength(16)
      for (const line of lines) expect(line).toMatch(/: .*\p{Script=Latin}.* \/ /u)
      expect(existsSync(dataDir())).toBe(false)
    },
    SLOW_MS,
  )

  it(
    'refuses the demo on all addresses',
    async () => {
      const lines = await refused({ HOST: '0.0.0.0' })
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('HOST: bản chạy thử chỉ lắng nghe trên máy này')
      expect(existsSync(dataDir())).toBe(false)
    },
    SLOW_MS,
  )
})

describe('a start on data that it must not touch', () => {
  it(
    'refuses a folder of a newer PostgreSQL',
    async () => {
      const data = join(dataDir(), 'postgres', 'data')
      await mkdir(data, { recursive: true })
      await chmod(folder.path, 0o711)
      await writeFile(join(data, 'PG_VERSION'), '99\n')
      const { uid, gid } = chooseServerUser()
      for (const path of [data, join(data, 'PG_VERSION')]) await chown(path, uid, gid)

      const lines = await refused(REAL)

      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('do PostgreSQL 99 tạo ra, mới hơn PostgreSQL')
      expect(await readFile(join(data, 'PG_VERSION'), 'utf8')).toBe('99\n')
    },
    SLOW_MS,
  )

  it(
    'refuses a data folder that is a file',
    async () => {
      await writeFile(dataDir(), 'không phải thư mục')
      const lines = await refused(REAL)
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain(dataDir())
      expect(await readFile(dataDir(), 'utf8')).toBe('không phải thư mục')
    },
    SLOW_MS,
  )
})

describe('a second start of the demo in its folder', () => {
  it(
    'is refused with the number of the process that runs it, which goes on',
    async () => {
      // As in a container, whose port has another number outside.
      const [port, url] = [await findFreePort(), 'http://127.0.0.1:18081']
      const outside = { SANDBOX_ALLOW_REMOTE: '1', PUBLIC_URL: url, PORT: String(port) }
      const first = await folder.start(outside)
      if (!('url' in first)) throw new Error(`${first.out}${first.err}`)

      const second = await folder.start({})
      const alive = await fetch(`http://127.0.0.1:${port}/healthz`)
      const { pid } = (await alive.json()) as { pid: number }
      const ended = await first.stop()

      if (!('code' in second)) throw new Error('the second start runs')
      expect(sentencesOf(second, [])).toEqual([
        expect.stringMatching(
          new RegExp(`đang chạy rồi \\(tiến trình ${pid}\\).* / .*\\(process ${pid}\\)`, 'u'),
        ),
      ])
      expect(ended.code).toBe(0)
      expect(first.url).toBe(url)
      expect(ended.out).toContain(`mở ${url}/sandbox\n`)
    },
    SLOW_MS,
  )
})

describe('a service whose own PostgreSQL ends under it', () => {
  it(
    'ends too, with a sentence',
    async () => {
      const started = await folder.start({})
      if (!('url' in started)) throw new Error(`${started.out}${started.err}`)
      const location = await readFile(join(dataDir(), 'demo', 'postgres.path'), 'utf8').catch(() =>
        join(dataDir(), 'demo', 'postgres'),
      )
      const pidFile = join(location.trim(), 'data', 'postmaster.pid')
      process.kill(Number((await readFile(pidFile, 'utf8')).split('\n')[0]), 'SIGKILL')
      await waitUntil('the service ends', () =>
        fetch(`${started.url}/healthz`).then(
          () => false,
          () => true,
        ),
      )

      const { code, err } = await started.stop()

      expect(code).toBe(1)
      expect(err).toMatch(/Cơ sở dữ liệu kèm theo đã dừng đột ngột.* \/ The embedded database/u)
    },
    SLOW_MS,
  )
})

describe('a service whose output goes nowhere', () => {
  it.each([
    { what: 'because the disk is full', output: () => openSync('/dev/full', 'w') },
    { what: 'because its reader has gone', output: () => 'pipe' as const },
  ])(
    'runs all the same: $what',
    async ({ output }) => {
      await buildProgram()
      const port = await findFreePort()
      const stdout = output()
      const child = spawn(process.execPath, [resolve('dist/main.js')], {
        cwd: folder.path,
        // Newer releases of Node warn of it without being asked.
        env: {
          PATH: process.env['PATH'] ?? '',
          PORT: String(port),
          NODE_OPTIONS: '--pending-deprecation',
        },
        stdio: ['ignore', stdout, 'pipe'],
      })
      child.stdout?.destroy()
      let err = ''
      child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
      const ended = once(child, 'close')
      const answer = (): Promise<boolean> =>
        fetch(`http://127.0.0.1:${port}/readyz`).then(
          ({ status }) => status === 200,
          () => false,
        )
      try {
        await waitUntil('it is ready', () => child.exitCode !== null || answer())
        // It says where it listens when all stands, a little later.
        await sleep(1_000)

        expect(await answer()).toBe(true)
        child.kill('SIGTERM')
        expect(await ended).toEqual([0, null])
        expect(err).toBe('')
      } finally {
        child.kill('SIGKILL')
        if (typeof stdout === 'number') closeSync(stdout)
      }
    },
    SLOW_MS,
  )
})

describe('a start on a database', () => {
  const database = setTestDatabase('all')
  const key = randomBytes(32)
  const other = randomBytes(32).toString('base64')
  beforeAll(async () => {
    await unlockInstallation(database.store.db, { dataDir: '/nonexistent', encryptionKey: key })
  })

  const env = () => ({
    ...REAL,
    DATABASE_URL: database.url,
    ENCRYPTION_KEY: key.toString('base64'),
  })

  it(
    'with another key is refused',
    async () => {
      const before = await tablePrints(database.store)
      const lines = await refused({ ...env(), ENCRYPTION_KEY: other }, [other])
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('Khoá mã hoá không phải khoá của cơ sở dữ liệu này')
      expect(await tablePrints(database.store)).toEqual(before)
    },
    SLOW_MS,
  )

  it(
    'without its key is refused, and no new one is made',
    async () => {
      const { ENCRYPTION_KEY: _key, ...without } = env()
      const lines = await refused(without)
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('không thấy khoá')
      expect(existsSync(join(dataDir(), 'encryption.key'))).toBe(false)
    },
    SLOW_MS,
  )

  it(
    'that is not there is refused without its password',
    async () => {
      const url = new URL(database.url)
      url.username = 'nguoi_khong_co'
      url.password = 'mat-khau-rieng'
      url.pathname = '/khong_co'
      const lines = await refused({ ...env(), DATABASE_URL: url.href }, ['mat-khau-rieng'])
      expect(lines).toHaveLength(1)
      expect(lines[0]).toMatch(/DATABASE_URL|cơ sở dữ liệu/iu)
    },
    SLOW_MS,
  )

  it(
    'on a port that is taken is refused and lets go of everything',
    async () => {
      const holder = createServer().listen(0, '127.0.0.1')
      await new Promise((done) => holder.once('listening', done))
      const { port } = holder.address() as AddressInfo

      const lines = await refused({ ...env(), PORT: String(port) })

      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain(`Cổng ${port} đang được chương trình khác dùng`)
      await new Promise((done) => holder.close(done))
    },
    SLOW_MS,
  )

  it(
    'while the platform is down runs, is ready, and ends when told to',
    async () => {
      const started = await folder.start(env())
      if (!('url' in started)) throw new Error(`${started.out}${started.err}`)

      const ready = await fetch(`${started.url}/readyz`)
      const hook = await fetch(`${started.url}/webhooks/telegram`, { method: 'POST', body: '{}' })
      const ended = await started.stop()

      expect(ready.status).toBe(200)
      expect(hook.status).toBe(401)
      expect(ended.code).toBe(0)
      expect(`${ended.out}${ended.err}`).not.toContain(TOKEN)
    },
    SLOW_MS,
  )

  it(
    'that fails once the service stands goes on without a code for the first owner',
    async () => {
      await sql`alter table claim_code rename to claim_code_away`.execute(database.store.db)
      try {
        const started = await folder.start(env())
        if (!('url' in started)) throw new Error(`${started.out}${started.err}`)

        await waitUntil('it has said that there is no code', () =>
          started.said().includes('no claim code could be made'),
        )
        const ready = await fetch(`${started.url}/readyz`)
        const ended = await started.stop()

        expect(ready.status).toBe(200)
        expect(ended.code).toBe(0)
        expect(ended.out).not.toContain('/nhanquyen')
      } finally {
        await sql`alter table claim_code_away rename to claim_code`.execute(database.store.db)
      }
    },
    SLOW_MS,
  )

  it(
    'with the app secret in place of the webhook secret says so, and shows neither',
    async () => {
      const secret = 'bi-mat-cua-ung-dung'
      const started = await folder.start({
        ...env(),
        ZALO_OA_APP_ID: '1200000000000000001',
        ZALO_OA_APP_SECRET: secret,
        ZALO_OA_WEBHOOK_SECRET: secret,
        ZALO_OA_REFRESH_TOKEN: 'lam-moi-rieng',
        ZALO_OA_API_ROOT: 'http://127.0.0.1:9',
        ZALO_OAUTH_ROOT: 'http://127.0.0.1:9',
      })
      if (!('url' in started)) throw new Error(`${started.out}${started.err}`)

      const { out, err } = await started.stop()

      expect(`${out}${err}`).toContain('trùng với ZALO_OA_APP_SECRET')
      expect(`${out}${err}`).not.toContain(secret)
      expect(`${out}${err}`).not.toContain('lam-moi-rieng')
    },
    SLOW_MS,
  )

  it(
    'that cannot be brought up to date says why in its log, as does the command',
    async () => {
      const behind = await createTestDatabase({ migrated: false })
      // By a connection that ends: one of the service's, kept open, would be a service that runs.
      const client = new pg.Client(behind.pg)
      await client.connect()
      await client.query('create table unit (id int)')
      await client.end()
      const place = { ...env(), DATABASE_URL: behind.url }

      const ended = await folder.start(place)
      const command = await runIn({ cwd: folder.path, env: place }, 'migrate')
      await behind.close()

      const why = '42P07: relation "unit" already exists'
      expect(ended).toMatchObject({ code: 1, out: expect.stringContaining(JSON.stringify(why)) })
      for (const { err } of [ended as EndedStart, command])
        expect(err).toContain('Không nâng cấp được cơ sở dữ liệu ở bước "0001-initial"')
      expect(command).toMatchObject({ code: 1, err: expect.stringContaining(`\n${why}\n`) })
    },
    SLOW_MS,
  )

  it(
    'of a newer version is refused, untouched',
    async () => {
      await sql`insert into schema_migration (name, timestamp) values ('9999-from-the-future', 'x')`.execute(
        database.store.db,
      )
      const before = await tablePrints(database.store)

      const lines = await refused(env())

      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain('thuộc bản Nhịp Cầu mới hơn')
      expect(await tablePrints(database.store)).toEqual(before)
    },
    SLOW_MS,
  )
})
