import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { OfficialAccount, TokenPair } from 'zalo-api-sdk-node'
import { createOaAccount } from '../../../src/channels/zalo-oa/zalo-oa-account.ts'
import { zaloOaTokens } from '../../../src/compose/zalo-oa-tokens.ts'
import { DEMO_BOTS, demoSeed } from '../../../src/sandbox/demo-commune.ts'
import { type Emulators, startEmulators } from '../../../src/sandbox/emulator-server.ts'
import { connectDatabase, type Database } from '../../../src/storage/database.ts'
import { readSetting, writeSetting } from '../../../src/storage/settings.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { emulatorControl } from '../../support/emulator-control.ts'
import { quietLog } from '../../support/quiet-log.ts'

const HOUR = 3_600_000
const PROCESSES = 3

describe('the tokens of an OA that several processes share', () => {
  let database: TestDatabase
  let emulators: Emulators
  let dataDir: string
  let connections: Database[]
  let accounts: OfficialAccount[]

  beforeEach(async () => {
    database = await createTestDatabase()
    dataDir = await mkdtemp(join(tmpdir(), 'nhipcau-tokens-'))
    emulators = await startEmulators({ port: 0, dataDir, seed: demoSeed() })
    connections = Array.from({ length: PROCESSES }, () =>
      connectDatabase(database.pg, { log: quietLog, poolSize: 2 }),
    )
    const { appId, appSecret, accessToken, refreshToken } = DEMO_BOTS.zaloOa
    const [apiRoot, oauthRoot] = [`${emulators.origin}/openapi`, `${emulators.origin}/oauth`]
    const app = { appId, appSecret, apiRoot, oauthRoot }
    const { keys } = database.store
    accounts = connections.map(({ db }) => {
      const config = { ...app, accessToken, refreshToken }
      return createOaAccount({ ...app, tokens: zaloOaTokens({ db, keys }, config) })
    })
  })
  afterEach(async () => {
    await emulators.stop()
    await Promise.all(connections.map((connection) => connection.close()))
    await database.close()
    await rm(dataDir, { recursive: true, force: true })
  })

  it('are renewed by one call when all of them find the old one dead at once', async () => {
    await Promise.all(accounts.map((account) => account.getOa()))
    for (const round of [1, 2]) {
      emulators.advance(26 * HOUR)
      const calls = accounts.flatMap((account) => [account.getOa(), account.listGroups()])

      expect(await Promise.allSettled(calls)).toEqual(
        calls.map(() => expect.objectContaining({ status: 'fulfilled' })),
      )
      expect(await grants()).toEqual(Array.from({ length: round }, () => true))
    }
  })

  it('come to a process that starts later without a call', async () => {
    emulators.advance(26 * HOUR)
    const [first, second] = accounts
    await first?.getOa()
    await second?.getOa()

    expect(await grants()).toEqual([true])
  })

  async function grants(): Promise<boolean[]> {
    const calls = await emulatorControl(emulators.origin).calls('zalo-oa')
    return calls.filter(({ method }) => method === 'access_token').map(({ ok }) => ok)
  }
})

describe('the first pair of an OA, in the configuration', () => {
  const database = setTestDatabase('each')

  const app = { appId: '4711', appSecret: 'secret', apiRoot: '', oauthRoot: '' }
  const pairOf = (n: number): TokenPair => ({
    accessToken: `a${n}`,
    refreshToken: `r${n}`,
    expiresAt: null,
  })
  /** A process with the pair of that number in its configuration, or with none. */
  const processWith = (n?: number): ReturnType<typeof zaloOaTokens> =>
    zaloOaTokens(database.store, { ...app, ...(n !== undefined && pairOf(n)) })

  it('does not come back where a process without it has renewed what came of it', async () => {
    await processWith(0).write(pairOf(1))
    await processWith().write(pairOf(2))

    expect(await processWith(0).read()).toEqual(pairOf(2))
    expect(await processWith(0).renewedAt()).not.toBeNull()
  })

  it('does not come back with an older configuration after a new consent', async () => {
    await processWith(0).write(pairOf(1))
    expect(await processWith(10).read()).toEqual(pairOf(10))
    await processWith(10).write(pairOf(11))

    expect(await processWith(0).read()).toEqual(pairOf(11))
    await processWith(0).write(pairOf(12))
    expect(await processWith(10).read()).toEqual(pairOf(12))
  })

  it('does not come back with the version before, which knows what it had configured', async () => {
    await processWith(0).write(pairOf(1))
    await processWith().write(pairOf(2))

    const kept = await readSetting(database.store, `zalo-oa.tokens.${app.appId}`)
    expect(JSON.parse(kept ?? '{}')).toMatchObject({ seed: 'r0', pair: pairOf(2) })
  })

  it('does not come back after a renewal by the version before', async () => {
    const { appId } = app
    const kept = { seed: 'r0', pair: pairOf(1) }
    await writeSetting(database.store, `zalo-oa.tokens.${appId}`, JSON.stringify(kept))

    expect(await processWith(0).read()).toEqual(pairOf(1))
    expect(await processWith(10).read()).toEqual(pairOf(10))
  })
})
