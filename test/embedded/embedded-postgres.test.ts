import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { chooseServerUser } from '../../src/storage/embedded/server-user.ts'
import { count, EmbeddedStage, insert, query } from '../support/embedded-stage.ts'

const isRoot = process.getuid?.() === 0

describe('the embedded PostgreSQL', () => {
  let stage: EmbeddedStage
  beforeAll(async () => {
    stage = await EmbeddedStage.open()
  })
  afterEach(() => stage.reset())
  afterAll(() => stage.close())

  it('is made in an empty folder, listens on a socket only, and keeps its data', async () => {
    const first = await stage.start()
    await query(first.connection, 'create table kept (n int)')
    await insert(first.connection)
    expect(await query(first.connection, 'show listen_addresses')).toEqual([
      { listen_addresses: '' },
    ])
    expect(await query(first.connection, 'show server_encoding')).toEqual([
      { server_encoding: 'UTF8' },
    ])
    await first.stop()
    expect(existsSync(stage.pidFile)).toBe(false)

    expect(await count((await stage.start()).connection)).toBe(1)
  })

  it('writes through to the disk unless a test waives it', async () => {
    stage.givenData()
    const server = await stage.start({ durable: true })
    expect(await query(server.connection, 'show fsync')).toEqual([{ fsync: 'on' }])
  })

  it('does not hand our environment to the server', async () => {
    stage.givenData()
    process.env['NHIPCAU_SECRET_FOR_TEST'] = 'bi-mat'
    await stage.start()
    delete process.env['NHIPCAU_SECRET_FOR_TEST']
    expect(readFileSync(`/proc/${stage.serverPid()}/environ`, 'utf8')).not.toContain('bi-mat')
  })

  it.each([
    { title: 'newer', version: '99', code: 'embedded.newer_postgres' },
    { title: 'older', version: '9', code: 'embedded.older_postgres' },
  ])('refuses data of a $title PostgreSQL with a sentence', async ({ version, code }) => {
    stage.givenData()
    const versionFile = join(stage.dataDir, 'postgres', 'data', 'PG_VERSION')
    await writeFile(versionFile, `${version}\n`)

    const starting = stage.start()

    await expect(starting).rejects.toMatchObject({ code })
    await expect(starting).rejects.toThrow(`PostgreSQL ${version}`)
    expect(await readFile(versionFile, 'utf8')).toBe(`${version}\n`)
  })

  it('refuses a data folder that is a file', async () => {
    await writeFile(stage.dataDir, '')
    await expect(stage.start()).rejects.toMatchObject({ code: 'embedded.bad_data_dir' })
  })

  describe('in a folder of its own user that cannot be written', () => {
    /** Root writes everywhere. */
    const user = isRoot ? chooseServerUser() : undefined
    afterEach(() => void execFileSync('chmod', ['-R', 'u+w', stage.dataDir]))

    it.each([
      { title: 'an empty one', given: () => mkdirSync(stage.dataDir) },
      { title: 'one with data from before', given: () => stage.givenData() },
    ])('says so and blames nobody: $title', async ({ given }) => {
      given()
      if (user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, stage.dataDir])
      execFileSync('chmod', ['-R', 'a-w', stage.dataDir])

      const { code, message } = await stage.startOther(user)

      expect(code).toBe('embedded.not_writable')
      expect(message).toContain(`Thư mục dữ liệu ${stage.dataDir} không ghi được`)
      expect(message).toContain('hãy đặt DATA_DIR là một thư mục ghi được')
    })
  })

  it('has a folder that root has made given to its user, and does not send for root', async () => {
    const user = isRoot ? chooseServerUser() : undefined
    mkdirSync(stage.dataDir)
    if (!user) return
    const { code, message } = await stage.startOther(user)

    expect(code).toBe('embedded.foreign_data')
    expect(message).toContain(`chown -R ${user.uid}:${user.gid} ${stage.dataDir}`)
    expect(message).not.toContain('hoặc root')
  })

  it('says where to look when the server cannot start, whatever an earlier start has failed for', async () => {
    stage.givenData()
    await rm(join(stage.data, 'global'), { recursive: true })
    const log = join(stage.dataDir, 'postgres', 'server.log')
    await writeFile(log, 'PANIC:  could not write to file "xlogtemp.31": No space left on device\n')
    const starting = stage.start()
    await expect(starting).rejects.toMatchObject({ code: 'embedded.start_failed' })
    await expect(starting).rejects.toThrow('server.log')
    await expect(starting).rejects.not.toThrow('ổ đĩa đã đầy')
  })

  it('says that the disk is full where the server has said so', async () => {
    stage.givenData()
    const first = join(stage.data, 'postmaster.opts')
    await rm(first)
    await symlink('/dev/full', first)
    await expect(stage.start()).rejects.toThrow('không khởi động được vì ổ đĩa đã đầy')
  })

  it('uses a short socket folder where the path is too long, and removes it afterwards', async () => {
    stage.dataDir = join(stage.home, 'x'.repeat(120))
    const server = await stage.start()
    expect(server.connection.host).toMatch(/^\/tmp\/nhipcau-\w+$/)
    expect(await query(server.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
    expect(existsSync(server.connection.host)).toBe(false)
  })

  it('asks for the password where it also listens on TCP', async () => {
    const server = await stage.start({ tcp: { password: 'dung' } })
    expect(server.connection.host).toBe('127.0.0.1')
    expect(await query(server.connection, 'select 1 as one')).toEqual([{ one: 1 }])
    const wrong = query({ ...server.connection, password: 'sai' }, 'select 1')
    await expect(wrong).rejects.toMatchObject({ code: '28P01' })
  })

  describe('on a folder that only we can enter, as under /root', () => {
    beforeEach(async () => {
      const closed = await mkdtemp(join(stage.home, 'closed-'))
      await chmod(closed, 0o700)
      stage.dataDir = join(closed, 'data')
    })
    const pointer = () => join(stage.dataDir, 'postgres.path')

    it('keeps the cluster where the server can reach it', async () => {
      const server = await stage.start()
      await query(server.connection, 'create table kept (n int)')
      await server.stop()

      expect(existsSync(pointer())).toBe(isRoot)
      expect(await count((await stage.start()).connection)).toBe(0)
    })

    it('does not take an empty database for lost data', async () => {
      await mkdir(stage.dataDir, { recursive: true })
      await writeFile(pointer(), '/nonexistent/cluster\n')
      await expect(stage.start()).rejects.toMatchObject({ code: 'embedded.data_missing' })
    })

    it('begins anew beside what a deleted data folder left', async () => {
      const first = await stage.start()
      await query(first.connection, 'create table kept (n int)')
      await first.stop()
      await rm(stage.dataDir, { recursive: true })

      const server = await stage.start()

      await expect(count(server.connection)).rejects.toThrow('does not exist')
    })

    it('never starts an empty database beside data that was moved here', async () => {
      stage.givenData()
      const starting = isRoot
        ? stage.start().then(
            () => 'started',
            (error: { code: string }) => error.code,
          )
        : stage.start().then(({ connection }) => count(connection))
      expect(await starting).toBe(isRoot ? 'embedded.data_unreachable' : 0)
    })
  })
})
