import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import pg from 'pg'
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from '../../../src/storage/embedded/embedded-postgres.ts'
import type { EmbeddedConnection } from '../../../src/storage/embedded/server-record.ts'
import {
  type EmbeddedUser,
  spawnEmbeddedUser,
  startEmbeddedUser,
} from '../../support/embedded-user.ts'
import { quietLog } from '../../support/quiet-log.ts'

const isRoot = process.getuid?.() === 0

async function query(connection: EmbeddedConnection | undefined, text: string) {
  const client = new pg.Client(connection)
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(text)).rows
  } finally {
    await client.end()
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen')
    await sleep(10)
  }
}

/** A zombie does not count: where nobody asks for its end it stays for ever. */
const isAlive = (pid: number): boolean =>
  existsSync(`/proc/${pid}`) && !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ')
const parentOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])

describe('the embedded PostgreSQL', () => {
  let home: string
  let model: string
  let dataDir: string
  const ours: EmbeddedPostgres[] = []
  const others: EmbeddedUser[] = []

  beforeAll(async () => {
    home = await mkdtemp('/tmp/nhipcau-embedded-')
    await chmod(home, 0o711)
    model = join(home, 'model')
    const server = await startEmbeddedPostgres({ dataDir: model, log: quietLog, durable: false })
    await query(server.connection, 'create table kept (n int)')
    await server.stop()
  })
  beforeEach(() => {
    dataDir = join(home, `data-${randomUUID()}`)
  })
  afterEach(async () => {
    for (const server of ours.splice(0)) await server.stop()
    for (const other of others.splice(0)) await other.kill()
  })
  afterAll(() => rm(home, { recursive: true, force: true }))

  /** A data folder with a database in it, and nothing running. */
  const givenData = () => execFileSync('cp', ['-a', model, dataDir])
  const start = async (options?: Partial<EmbeddedPostgresOptions>) => {
    const server = await startEmbeddedPostgres({
      dataDir,
      log: quietLog,
      durable: false,
      sharedRoot: join(home, 'shared'),
      ...options,
    })
    ours.push(server)
    return server
  }
  const startOther = async () => {
    const other = await startEmbeddedUser(dataDir)
    others.push(other)
    return other
  }
  const pidFile = () => join(dataDir, 'postgres', 'data', 'postmaster.pid')
  const serverPid = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0])
  const serverLog = () => readFileSync(join(dataDir, 'postgres', 'server.log'), 'utf8')
  const insert = (connection?: EmbeddedConnection) =>
    query(connection, 'insert into kept values (1)')
  const count = async (connection?: EmbeddedConnection) =>
    (await query(connection, 'select count(*)::int as n from kept'))[0]?.['n']

  it('is made in an empty folder, listens on a socket only, and keeps its data', async () => {
    const first = await start()
    await query(first.connection, 'create table kept (n int)')
    await insert(first.connection)
    expect(await query(first.connection, 'show listen_addresses')).toEqual([
      { listen_addresses: '' },
    ])
    expect(await query(first.connection, 'show server_encoding')).toEqual([
      { server_encoding: 'UTF8' },
    ])
    await first.stop()
    expect(existsSync(pidFile())).toBe(false)

    expect(await count((await start()).connection)).toBe(1)
  })

  it('writes through to the disk unless a test waives it', async () => {
    givenData()
    const server = await start({ durable: true })
    expect(await query(server.connection, 'show fsync')).toEqual([{ fsync: 'on' }])
  })

  it('does not hand our environment to the server', async () => {
    givenData()
    process.env['NHIPCAU_SECRET_FOR_TEST'] = 'bi-mat'
    await start()
    delete process.env['NHIPCAU_SECRET_FOR_TEST']
    expect(readFileSync(`/proc/${serverPid()}/environ`, 'utf8')).not.toContain('bi-mat')
  })

  it('stops cleanly when its only user is killed, and opens again at once', async () => {
    givenData()
    const other = await startOther()
    await insert(other.connection)
    await other.kill()

    const server = await start()

    expect(server.owned).toBe(true)
    expect(await count(server.connection)).toBe(1)
    expect(serverLog()).toContain('database system is shut down')
    expect(serverLog()).not.toContain('not properly shut down')
  })

  it('leaves no process behind when its only user is killed', async () => {
    givenData()
    const other = await startOther()
    const server = serverPid()
    const guard = parentOf(server)
    await other.kill()
    await until(() => !isAlive(server) && !isAlive(guard))
    expect(existsSync(pidFile())).toBe(false)
  })

  it('is joined by a second process, which leaves it running', async () => {
    givenData()
    const server = await start()
    await insert(server.connection)

    const other = await startOther()
    expect(other.owned).toBe(false)
    expect(await count(other.connection)).toBe(1)
    await other.leave()

    expect(await count(server.connection)).toBe(1)
  })

  it('outlives the process that started it while another uses it', async () => {
    givenData()
    const starter = await startOther()
    const joined = await start()
    expect([starter.owned, joined.owned]).toEqual([true, false])
    const pid = serverPid()

    await starter.kill()
    await sleep(200)
    await insert(joined.connection)
    expect(serverPid()).toBe(pid)

    await joined.stop()
    expect(existsSync(pidFile())).toBe(false)
  })

  it('is one server when several processes start together on an empty folder', async () => {
    const all = await Promise.all([startOther(), startOther(), start()])
    expect(all.filter(({ owned }) => owned)).toHaveLength(1)
    for (const { connection } of all)
      expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is started anew by who comes while it is stopping', async () => {
    givenData()
    const other = await startOther()
    const [server] = await Promise.all([other.kill().then(() => start()), sleep(0)])
    await insert(server.connection)
    expect(await count(server.connection)).toBe(1)
  })

  it('is stopped and started again when everything but the server was killed', async () => {
    givenData()
    const other = await startOther()
    await insert(other.connection)
    const orphan = serverPid()
    const guard = parentOf(orphan)
    const watcher = execFileSync('pgrep', ['-P', String(guard)], { encoding: 'utf8' })
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0 && pid !== orphan)
    for (const pid of [...watcher, guard, other.pid]) process.kill(pid, 'SIGKILL')
    await sleep(100)
    expect(isAlive(orphan)).toBe(true)

    const server = await start()

    expect(server.owned).toBe(true)
    expect(isAlive(orphan)).toBe(false)
    expect(await count(server.connection)).toBe(1)
  })

  it('recovers what was committed when the server itself was killed', async () => {
    givenData()
    const other = await startOther()
    for (let n = 0; n < 5; n++) await insert(other.connection)
    process.kill(serverPid(), 'SIGKILL')
    await other.kill()
    expect(existsSync(pidFile())).toBe(true)

    expect(await count((await start()).connection)).toBe(5)
  })

  it('tells its user when the server ends by itself', async () => {
    givenData()
    let ended = false
    await start({ onServerEnd: () => (ended = true) })
    process.kill(serverPid(), 'SIGKILL')
    await until(() => ended)
    expect(ended).toBe(true)
  })

  describe('with a stale lock file', () => {
    const givenLockFile = (pid: number) =>
      writeFile(pidFile(), `${pid}\n${join(dataDir, 'postgres', 'data')}\n0\n5432\n\n\n\nready\n`)

    it('starts although the lock names a live process of something else', async () => {
      givenData()
      const stranger = spawn('sleep', ['60'])
      await givenLockFile(stranger.pid ?? 0)

      const server = await start()

      expect(await count(server.connection)).toBe(0)
      expect(stranger.exitCode).toBeNull()
      stranger.kill()
    })

    it('starts although the lock names a zombie', async () => {
      givenData()
      // The shell becomes a program that never asks for its child's end.
      const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'])
      const zombie = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)))
      await until(() => readFileSync(`/proc/${zombie}/stat`, 'utf8').includes(') Z '))
      await givenLockFile(zombie)

      expect(await count((await start()).connection)).toBe(0)
      parent.kill()
    })

    it('refuses a folder that something out of sight holds, and leaves it alone', async () => {
      givenData()
      const lock = join(dataDir, 'postgres', 'run', 'alive.lock')
      const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; read _'])
      await new Promise((resolve) => holder.stdout.once('data', resolve))
      await givenLockFile(999_999_999)

      await expect(start()).rejects.toMatchObject({ code: 'embedded.in_use' })
      expect(await readFile(pidFile(), 'utf8')).toContain('999999999')
      holder.stdin.end()
    })
  })

  it('starts after a first start that was killed half-way', async () => {
    const { child, controls } = spawnEmbeddedUser(dataDir)
    await until(() => existsSync(join(dataDir, 'postgres', 'data.new')) || child.exitCode !== null)
    await controls.kill()

    expect(await query((await start()).connection, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await readdir(join(dataDir, 'postgres'))).not.toContain('data.new')
  })

  it.each([
    { title: 'newer', version: '99', code: 'embedded.newer_postgres' },
    { title: 'older', version: '9', code: 'embedded.older_postgres' },
  ])('refuses data of a $title PostgreSQL with a sentence', async ({ version, code }) => {
    givenData()
    const versionFile = join(dataDir, 'postgres', 'data', 'PG_VERSION')
    await writeFile(versionFile, `${version}\n`)

    const starting = start()

    await expect(starting).rejects.toMatchObject({ code })
    await expect(starting).rejects.toThrow(`PostgreSQL ${version}`)
    expect(await readFile(versionFile, 'utf8')).toBe(`${version}\n`)
  })

  it('refuses a data folder that is a file', async () => {
    await writeFile(dataDir, '')
    await expect(start()).rejects.toMatchObject({ code: 'embedded.bad_data_dir' })
  })

  it('says where to look when the server cannot start', async () => {
    givenData()
    await rm(join(dataDir, 'postgres', 'data', 'global'), { recursive: true })
    const starting = start()
    await expect(starting).rejects.toMatchObject({ code: 'embedded.start_failed' })
    await expect(starting).rejects.toThrow('server.log')
  })

  it('uses a short socket folder where the path is too long, and removes it afterwards', async () => {
    dataDir = join(home, 'x'.repeat(120))
    const server = await start()
    expect(server.connection.host).toMatch(/^\/tmp\/nhipcau-\w+$/)
    expect(await query(server.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
    expect(existsSync(server.connection.host)).toBe(false)
  })

  it('asks for the password where it also listens on TCP', async () => {
    const server = await start({ tcp: { password: 'dung' } })
    expect(server.connection.host).toBe('127.0.0.1')
    expect(await query(server.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    const wrong = query({ ...server.connection, password: 'sai' }, 'select 1')
    await expect(wrong).rejects.toMatchObject({ code: '28P01' })
  })

  describe('on a folder that only we can enter, as under /root', () => {
    beforeEach(async () => {
      const closed = await mkdtemp(join(home, 'closed-'))
      await chmod(closed, 0o700)
      dataDir = join(closed, 'data')
    })
    const pointer = () => join(dataDir, 'postgres.path')

    it('keeps the cluster where the server can reach it', async () => {
      const server = await start()
      await query(server.connection, 'create table kept (n int)')
      await server.stop()

      expect(existsSync(pointer())).toBe(isRoot)
      expect(await count((await start()).connection)).toBe(0)
    })

    it('does not take an empty database for lost data', async () => {
      await mkdir(dataDir, { recursive: true })
      await writeFile(pointer(), '/nonexistent/cluster\n')
      await expect(start()).rejects.toMatchObject({ code: 'embedded.data_missing' })
    })

    it('begins anew beside what a deleted data folder left', async () => {
      const first = await start()
      await query(first.connection, 'create table kept (n int)')
      await first.stop()
      await rm(dataDir, { recursive: true })

      const server = await start()

      await expect(count(server.connection)).rejects.toThrow('does not exist')
    })

    it('never starts an empty database beside data that was moved here', async () => {
      execFileSync('cp', ['-a', model, dataDir])
      const starting = isRoot
        ? start().then(
            () => 'started',
            (error: { code: string }) => error.code,
          )
        : start().then(({ connection }) => count(connection))
      expect(await starting).toBe(isRoot ? 'embedded.data_unreachable' : 0)
    })
  })
})
