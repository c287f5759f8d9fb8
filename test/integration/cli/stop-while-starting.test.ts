import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { buildProgram, startChild, type RunningChild } from '../../support/child-process.ts'
import { createTestDatabase } from '../../support/database.ts'
import { makeServiceFolder, type ServiceFolder } from '../../support/service-start.ts'
import { waitUntil } from '../../support/wait-until.ts'

const REAL = { TELEGRAM_BOT_TOKEN: '7000000001:token', TELEGRAM_API_ROOT: 'http://127.0.0.1:9' }

describe('a service that is told to stop while it starts', () => {
  let folder: ServiceFolder
  let silent: Server
  let child: RunningChild | undefined

  beforeAll(() => buildProgram())
  beforeEach(async () => {
    folder = await makeServiceFolder()
    // Takes connections and says nothing.
    silent = createServer((socket) => void socket.on('error', () => undefined))
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  })
  afterEach(async () => {
    await child?.kill9()
    child = undefined
    silent.close()
    await folder.remove()
  })

  const start = (env: Readonly<Record<string, string>>): RunningChild => {
    child = startChild('main.js', { cwd: folder.path, env: { PORT: '0', ...REAL, ...env } })
    return child
  }
  const address = (): string => `127.0.0.1:${(silent.address() as AddressInfo).port}`
  const whenCalled = (): Promise<unknown> => new Promise((done) => silent.once('connection', done))
  /** Gives its exit code; `null`: it was killed. */
  const stopped = async (running: RunningChild): Promise<number | null> => {
    const begun = Date.now()
    const code = await running.stop()
    expect(Date.now() - begun).toBeLessThan(9_000)
    return code
  }

  it('ends in order while nobody serves its database', async () => {
    const running = start({ DATABASE_URL: 'postgresql://nhipcau@127.0.0.1:9/nhipcau' })
    await waitUntil('it waits', () => running.output().includes('waiting for the database server'))

    expect(await stopped(running)).toBe(0)
    expect(running.output()).not.toContain('đang chạy tại')
  }, 30_000)

  it('ends in order while its database says nothing', async () => {
    const called = whenCalled()
    const running = start({ DATABASE_URL: `postgresql://nhipcau@${address()}/nhipcau` })
    await called

    expect(await stopped(running)).toBe(0)
  }, 30_000)

  it('ends in order while its Redis says nothing, and gives its database back', async () => {
    const database = await createTestDatabase()
    const called = whenCalled()
    const running = start({ DATABASE_URL: database.url, REDIS_URL: `redis://${address()}` })
    await called

    expect(await stopped(running)).toBe(0)
    expect(running.output()).not.toContain('did not stop')
    await database.close()
  }, 30_000)
})
