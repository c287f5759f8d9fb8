import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { type Config, loadConfig } from '../../../config/config.ts'
import type { JobRequest } from '../../../jobs/catalogue.ts'
import { createOaAccount } from '../../../src/channels/zalo-oa/zalo-oa-account.ts'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { checkContents } from '../../../src/cli/doctor/check-database.ts'
import { receiveConsent } from '../../../src/compose/receive-consent.ts'
import { keepIdentity, zaloOaIdentity } from '../../../src/compose/remembered-identity.ts'
import { zaloOaTokens } from '../../../src/compose/zalo-oa-tokens.ts'
import { buildServer } from '../../../src/http/server.ts'
import { zaloPages } from '../../../src/http/zalo-pages.ts'
import { DEMO_BOTS, demoSeed } from '../../../src/sandbox/demo-commune.ts'
import { startEmulators, type Emulators } from '../../../src/sandbox/emulator-server.ts'
import { enterChannelInstance } from '../../../src/storage/channel-instances.ts'
import { findFreePort } from '../../../src/storage/embedded/free-port.ts'
import { unlockInstallation } from '../../../src/storage/installation.ts'
import { stoppedLanes } from '../../../src/storage/standing.ts'
import type { Store } from '../../../src/storage/store.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { removeFolder } from '../../support/remove-folder.ts'
import { runIn, type CommandResult } from '../../support/cli-stage.ts'

const { zaloOa } = DEMO_BOTS

describe('an administrator lets the app act for the OA', () => {
  let folder: string
  let database: TestDatabase
  let store: Store
  let zalo: Emulators
  let app: FastifyInstance
  let origin: string
  let config: Config
  let env: Record<string, string>
  let jobs: JobRequest[]

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nhipcau-consent-'))
    database = await createTestDatabase()
    zalo = await startEmulators({ port: 0, dataDir: join(folder, 'zalo'), seed: demoSeed() })
    const port = await findFreePort()
    origin = `http://127.0.0.1:${port}`
    env = {
      DATABASE_URL: database.url,
      DATA_DIR: join(folder, 'data'),
      ENCRYPTION_KEY: randomBytes(32).toString('base64'),
      PUBLIC_URL: origin,
      ZALO_OA_APP_ID: zaloOa.appId,
      ZALO_OA_APP_SECRET: zaloOa.appSecret,
      ZALO_OA_API_ROOT: `${zalo.origin}/openapi`,
      ZALO_OAUTH_ROOT: `${zalo.origin}/oauth`,
    }
    const loaded = loadConfig(env, folder)
    if (loaded.kind !== 'ok') throw new Error(loaded.problems.join('\n'))
    config = loaded.config
    await mkdir(config.dataDir, { recursive: true })
    const { encryptionKey, dataDir } = config
    const { keys } = await unlockInstallation(database.store.db, {
      dataDir,
      ...(encryptionKey && { encryptionKey }),
    })
    store = { db: database.store.db, keys }
    jobs = []
    app = await buildServer({
      channels: createChannelRegistry([]),
      log: quietLog,
      storeUpdate: async () => undefined,
      isLook: () => false,
      webhookAnswered: () => {},
      metrics: { contentType: 'text/plain', text: async () => '' },
      checks: { database: async () => {}, queue: async () => {}, stoppedLanes: async () => [] },
      pages: [
        zaloPages({
          takeConsent: receiveConsent({
            store,
            config,
            enqueue: async (job) => void jobs.push(job),
          }),
          verifierFolder: config.dataDir,
          log: quietLog,
        }),
      ],
    })
    await app.listen({ host: '127.0.0.1', port })
  })

  afterEach(async () => {
    await app.close()
    await zalo.stop()
    await database.close()
    await removeFolder(folder)
  })

  const askForLink = async (): Promise<{ link: string; callbackUrl: string }> => {
    const { code, out, err } = await runIn({ env, cwd: folder }, 'zalo-consent', '--json')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    return JSON.parse(out) as { link: string; callbackUrl: string }
  }
  /** Zalo's page; the emulated administrator agrees at once. */
  const agree = async (link: string): Promise<string> => {
    const answer = await fetch(link, { redirect: 'manual' })
    return answer.headers.get('location') ?? ''
  }
  const open = async (address: string): Promise<{ status: number; page: string }> => {
    const answer = await fetch(address)
    return { status: answer.status, page: await answer.text() }
  }
  const nameOfAccount = async (): Promise<string> => {
    const tokens = zaloOaTokens(store, config.zaloOa!)
    const { appId, appSecret, apiRoot, oauthRoot } = config.zaloOa!
    return (await createOaAccount({ appId, appSecret, apiRoot, oauthRoot, tokens }).getOa()).name
  }

  it('comes back with a code that becomes the first pair, and the service can call', async () => {
    const { link, callbackUrl } = await askForLink()
    const back = await agree(link)

    const { status, page } = await open(back)

    expect(callbackUrl).toBe(`${origin}/zalo/callback`)
    expect(back).toContain(callbackUrl)
    expect(status).toBe(200)
    expect(page).toContain('Đã cấp quyền xong')
    expect(await nameOfAccount()).toBe(zaloOa.botName)
  })

  it('is what the doctor advises for a lane that a lost consent had stopped, and wakes it', async () => {
    const id = await enterChannelInstance(store, {
      platform: 'zalo-oa',
      externalId: zaloOa.botId,
      name: zaloOa.botName,
    })
    await store.db
      .insertInto('lane')
      .values({ channel_instance_id: id, stopped_reason: 'consent-lost' })
      .execute()
    expect(await stoppedLanes(store)).toHaveLength(1)
    expect(await checkContents(store)).toContainEqual({
      name: 'lane.zalo-oa',
      ok: false,
      detail: expect.stringMatching(/Chạy “nhipcau zalo-consent”.*thì tin tự gửi tiếp/u),
    })

    await open(await agree((await askForLink()).link))

    expect(await stoppedLanes(store)).toEqual([])
    expect(jobs).toEqual([{ name: 'run-lane', data: { channelInstanceId: id } }])
  })

  it('takes a link once, and the last one only', async () => {
    const first = await askForLink()
    const second = await askForLink()
    const [stale, good] = [await agree(first.link), await agree(second.link)]

    expect((await open(stale)).status).toBe(400)
    expect((await open(good)).status).toBe(200)
    const again = await open(good)

    expect(again.status).toBe(400)
    expect(again.page).toContain('Đường dẫn này không còn dùng được')
    // A telephone that loads the page again must frighten nobody.
    expect(again.page).toContain('thì không cần làm gì thêm')
    expect(await nameOfAccount()).toBe(zaloOa.botName)
  })

  it('keeps the pair of one link also when it is opened twice at once', async () => {
    const back = await agree((await askForLink()).link)

    const answers = await Promise.all([open(back), open(back)])

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]))
    expect(await nameOfAccount()).toBe(zaloOa.botName)
  })

  it.each([
    ['no question at all', ''],
    ['a code without a state', '?code=abc'],
    ['a guessed state', '?code=abc&state=guess'],
    ['a page to be shown', '?code=<script>alert(1)</script>&state=<img src=x>'],
    ['a very long address', `?code=${'x'.repeat(8_000)}&state=y`],
  ])('believes no stranger: %s', async (_title, query) => {
    await askForLink()

    const { status, page } = await open(`${origin}/zalo/callback${query}`)

    expect(status).toBe(400)
    expect(page).not.toMatch(/<script|<img|abc/)
    expect(await zaloOaTokens(store, config.zaloOa!).read()).toBeNull()
  })

  it('refuses the consent of another OA, and the link stays open for the right one', async () => {
    const other = { externalId: '42', name: 'OA khác' }
    await keepIdentity(store, zaloOaIdentity(config.zaloOa!), other)
    const back = await agree((await askForLink()).link)

    const { status, page } = await open(back)

    expect(status).toBe(409)
    expect(page).toContain('của một OA khác')
    expect(await zaloOaTokens(store, config.zaloOa!).read()).toBeNull()
  })

  it('takes the consent of a new OA for its own app, whatever OA was in use before', async () => {
    const before = { externalId: '42', name: 'OA của xã cũ' }
    await enterChannelInstance(store, { platform: 'zalo-oa', ...before })
    await keepIdentity(store, zaloOaIdentity({ ...config.zaloOa!, appId: '4711' }), before)

    const { status } = await open(await agree((await askForLink()).link))

    expect(status).toBe(200)
    expect(await nameOfAccount()).toBe(zaloOa.botName)
  })

  it('says that nobody has agreed when Zalo brings no code, and the link stays open', async () => {
    const back = new URL(await agree((await askForLink()).link))
    const code = back.searchParams.get('code') ?? ''
    back.searchParams.delete('code')

    const refused = await open(back.href)
    back.searchParams.set('code', code)

    expect(refused.status).toBe(400)
    expect(refused.page).toContain('có thể ông/bà chưa bấm đồng ý')
    expect((await open(back.href)).status).toBe(200)
  })

  it('says what to check when Zalo does not take the code', async () => {
    const back = new URL(await agree((await askForLink()).link))
    back.searchParams.set('code', 'a-code-that-zalo-never-gave')

    const { status, page } = await open(back.href)

    expect(status).toBe(502)
    expect(page).toContain('Code Challenge')
    expect(page).not.toContain('a-code-that-zalo-never-gave')
  })

  it('proves the domain with the file that the operator has put there, and shows no other', async () => {
    await writeFile(join(config.dataDir, 'zalo_verifierAb-9.html'), '<meta content="Ab-9">')

    const proof = await fetch(`${origin}/zalo_verifierAb-9.html`)

    expect(proof.status).toBe(200)
    expect(proof.headers.get('content-type')).toContain('text/html')
    expect(await proof.text()).toBe('<meta content="Ab-9">')
    expect((await open(`${origin}/zalo_verifierXY.html`)).status).toBe(404)
    expect((await open(`${origin}/zalo_verifier..%2f..%2fkey.html`)).status).toBe(404)
  })

  it.each([
    ['PUBLIC_URL', 'Chưa đặt PUBLIC_URL'],
    ['ZALO_OA_APP_ID', 'Chưa đặt ZALO_OA_APP_ID'],
  ])('the command says what is missing without %s', async (name, sentence) => {
    const { [name]: _left, ...rest } = env
    if (name === 'ZALO_OA_APP_ID') delete rest['ZALO_OA_APP_SECRET']

    const answer: CommandResult = await runIn({ env: rest, cwd: folder }, 'zalo-consent')

    expect(answer.code).toBe(1)
    expect(answer.err).toContain(sentence)
  })
})
