import { execFileSync, spawn } from 'node:child_process'
import { closeSync, existsSync, readFileSync } from 'node:fs'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { GUARD_SCRIPT } from '../../src/storage/embedded/guard-script.ts'
import { createLifeline, joinLifeline } from '../../src/storage/embedded/lifeline.ts'
import { chooseServerUser } from '../../src/storage/embedded/server-user.ts'
import { count, EmbeddedStage, insert, query, until } from '../support/embedded-stage.ts'
import { isAlive } from '../support/is-alive.ts'
import { spawnEmbeddedUser } from '../support/embedded-user.ts'

const parentOf = (pid: number): number =>
  Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[1])

describe('the embedded PostgreSQL among processes that come, go and are killed', () => {
  let stage: EmbeddedStage
  beforeAll(async () => {
    stage = await EmbeddedStage.open()
  })
  afterEach(() => stage.reset())
  afterAll(() => stage.close())

  it('stops cleanly when its only user is killed, and opens again at once', async () => {
    stage.givenData()
    const other = await stage.startOther()
    await insert(other.connection)
    await other.kill()

    const server = await stage.start()

    expect(server.owned).toBe(true)
    expect(await count(server.connection)).toBe(1)
    expect(stage.serverLog()).toContain('database system is shut down')
    expect(stage.serverLog()).not.toContain('not properly shut down')
  })

  it('leaves no process behind when its only user is killed', async () => {
    stage.givenData()
    const other = await stage.startOther()
    const server = stage.serverPid()
    const guard = parentOf(server)
    await other.kill()
    await until(() => !isAlive(server) && !isAlive(guard))
    expect(existsSync(stage.pidFile)).toBe(false)
  })

  it('is joined by a second process, which leaves it running', async () => {
    stage.givenData()
    const server = await stage.start()
    await insert(server.connection)

    const other = await stage.startOther()
    expect(other.owned).toBe(false)
    expect(await count(other.connection)).toBe(1)
    await other.leave()

    expect(await count(server.connection)).toBe(1)
  })

  it('outlives the process that started it while another uses it', async () => {
    stage.givenData()
    const starter = await stage.startOther()
    const joined = await stage.start()
    expect([starter.owned, joined.owned]).toEqual([true, false])
    const pid = stage.serverPid()

    await starter.kill()
    await sleep(200)
    await insert(joined.connection)
    expect(stage.serverPid()).toBe(pid)

    await joined.stop()
    expect(existsSync(stage.pidFile)).toBe(false)
  })

  it('is one server when several processes start together on an empty folder', async () => {
    const all = await Promise.all([stage.startOther(), stage.startOther(), stage.start()])
    expect(all.filter(({ owned }) => owned)).toHaveLength(1)
    for (const { connection } of all)
      expect(await query(connection, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('is started anew by who comes while it is stopping', async () => {
    stage.givenData()
    const other = await stage.startOther()
    const [server] = await Promise.all([other.kill().then(() => stage.start()), sleep(0)])
    await insert(server.connection)
    expect(await count(server.connection)).toBe(1)
  })

  it('is stopped and started again when everything but the server was killed', async () => {
    stage.givenData()
    const other = await stage.startOther()
    await insert(other.connection)
    const orphan = stage.serverPid()
    const guard = parentOf(orphan)
    const watcher = execFileSync('pgrep', ['-P', String(guard)], { encoding: 'utf8' })
      .split('\n')
      .map(Number)
      .filter((pid) => pid > 0 && pid !== orphan)
    for (const pid of [...watcher, guard, other.pid]) process.kill(pid, 'SIGKILL')
    await sleep(100)
    expect(isAlive(orphan)).toBe(true)

    const server = await stage.start()

    expect(server.owned).toBe(true)
    expect(isAlive(orphan)).toBe(false)
    expect(await count(server.connection)).toBe(1)
  })

  it('recovers what was committed when the server itself was killed', async () => {
    stage.givenData()
    const other = await stage.startOther()
    for (let n = 0; n < 5; n++) await insert(other.connection)
    process.kill(stage.serverPid(), 'SIGKILL')
    await other.kill()
    expect(existsSync(stage.pidFile)).toBe(true)

    expect(await count((await stage.start()).connection)).toBe(5)
  })

  it('tells who started it and who joined it when the server ends by itself', async () => {
    stage.givenData()
    const told: string[] = []
    await stage.start({ onServerEnd: () => told.push('starter') })
    const joined = await stage.start({ onServerEnd: () => told.push('joined') })
    expect(joined.owned).toBe(false)

    process.kill(stage.serverPid(), 'SIGKILL')
    await until(() => told.includes('starter'))
    // The starter's supervisor is faster than the other one's look.
    const next = await stage.start()

    await until(() => told.length === 2)
    expect(told).toEqual(['starter', 'joined'])
    await next.stop()
  })

  describe('with a stale lock file', () => {
    const givenLockFile = (pid: number) =>
      writeFile(
        stage.pidFile,
        `${pid}\n${join(stage.dataDir, 'postgres', 'data')}\n0\n5432\n\n\n\nready\n`,
      )

    it('starts although the lock names a live process of something else', async () => {
      stage.givenData()
      const stranger = spawn('sleep', ['60'])
      await givenLockFile(stranger.pid ?? 0)

      const server = await stage.start()

      expect(await count(server.connection)).toBe(0)
      expect(stranger.exitCode).toBeNull()
      stranger.kill()
    })

    it('starts although the lock names a zombie', async () => {
      stage.givenData()
      // The shell becomes a program that never asks for its child's end, and the child waits for that.
      const child = '(until grep -q sleep /proc/$$/comm; do sleep 0.05; done)'
      const parent = spawn('sh', ['-c', `${child} & echo $!; exec sleep 60`])
      const zombie = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)))
      await until(() => readFileSync(`/proc/${zombie}/stat`, 'utf8').includes(') Z '))
      await givenLockFile(zombie)

      expect(await count((await stage.start()).connection)).toBe(0)
      parent.kill()
    })

    it('refuses a folder that something out of sight holds, and leaves it alone', async () => {
      stage.givenData()
      const lock = join(stage.dataDir, 'postgres', 'run', 'alive.lock')
      const holder = spawn('flock', [lock, 'sh', '-c', 'echo held; read _'])
      await new Promise((resolve) => holder.stdout.once('data', resolve))
      await givenLockFile(999_999_999)

      await expect(stage.start()).rejects.toMatchObject({ code: 'embedded.in_use' })
      expect(await readFile(stage.pidFile, 'utf8')).toContain('999999999')
      holder.stdin.end()
    })
  })

  it('starts after a first start that was killed half-way', async () => {
    const { child, controls } = spawnEmbeddedUser(stage.dataDir)
    await until(
      () => existsSync(join(stage.dataDir, 'postgres', 'data.new')) || child.exitCode !== null,
    )
    await controls.kill()

    expect(await query((await stage.start()).connection, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await readdir(join(stage.dataDir, 'postgres'))).not.toContain('data.new')
  })

  it('takes users in and lets them go although no byte can be written any more', async () => {
    const run = await mkdtemp(join(stage.home, 'run-'))
    const server = join(run, 'server')
    await writeFile(server, '#!/bin/sh\nexec sleep 60\n', { mode: 0o755 })
    const line = await createLifeline(run, { ...chooseServerUser(), drops: false })
    // As on a full disk, files can be made and stay empty.
    const full = `trap '' XFSZ; ulimit -f 0; exec /bin/sh -c "$0" guard "$@"`
    const guard = spawn('/bin/sh', ['-c', full, GUARD_SCRIPT, run, run, server], {
      stdio: [line.guardEnd, 'ignore', 'ignore'],
      detached: true,
    })
    closeSync(line.guardEnd)

    const [first, second] = [await line.join(), await joinLifeline(run)]

    expect([await first?.leave(), await second?.leave()]).toEqual([1, 0])
    expect((await readdir(run)).filter((name) => name.includes('answer'))).toEqual([])
    process.kill(-(guard.pid ?? 0), 'SIGKILL')
  }, 8_000)
})
