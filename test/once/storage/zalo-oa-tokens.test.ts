import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { OfficialAccount } from 'zalo-api-sdk-node'
import { createOaAccount } from '../../../src/channels/zalo-oa/zalo-oa-account.ts'
import { zaloOaTokens } from '../../../src/compose/zalo-oa-tokens.ts'
import { DEMO_BOTS, demoSeed } from '../../../src/sandbox/demo-commune.ts'
import { type Emulators, startEmulators } from '../../../src/sandbox/emulator-server.ts'
import { connectDatabase, type Database } from '../../../src/storage/database.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
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
