import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { type FakeZalo, startFakeZalo } from './fake-zalo.ts'
import type { PackedPackage } from './packed-package.ts'
import { readmeExamples } from './readme-examples.ts'
import { DECLARED, MADE } from './readme-surroundings.ts'

const OA = '/openapi/v3.0/oa'
const V2 = '/openapi/v2.0/oa'
const BOT = '/bot-api/bot1:secret'

interface Expected {
  /** What the example asks of Zalo, in order. */
  readonly asks: readonly string[]
  /** Words that it prints. */
  readonly prints?: readonly string[]
  /** A program that uses what the example exports, as `example`. */
  readonly uses?: string
}

/** Serves the webhook of an example and calls it as Zalo does; prints the statuses. */
const visit = (name: string, calls: string): string => `
import { createServer } from 'node:http'
import { createHash } from 'node:crypto'
const server = createServer((request, response) => void example.${name}(request, response))
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const { request } = await import('node:http')
const post = (body, headers) => new Promise((resolve) => {
  request({ port: server.address().port, method: 'POST', headers }, (response) => {
    response.resume().on('end', () => resolve(console.log('status', response.statusCode)))
  }).end(body)
})
${calls}
server.close()
`

const EXPECTED: Readonly<Record<string, Expected>> = {
  'A first message': {
    asks: [`GET ${V2}/getoa`, `POST ${OA}/message/cs`],
    prints: ['UBND xã', 'm1'],
  },
  Consent: {
    asks: ['POST /oauth/v4/oa/access_token'],
    prints: ['https://oauth.zaloapp.com/v4/oa/permission?app_id=4711&', 'stored new'],
  },
  'Tokens that last': {
    asks: [],
    prints: ['empty null', 'read a1 2026-11-01', 'order one two'],
    uses: `
      const files = example.fileStore('tokens.json', Number(process.env.FREE_PORT))
      console.log('empty', await files.read())
      await files.write({ accessToken: 'a1', refreshToken: 'r1', expiresAt: new Date('2026-11-01') })
      const pair = await files.read()
      console.log('read', pair.accessToken, pair.expiresAt.toISOString())
      const order = []
      const slow = files.withLock(async () => {
        await new Promise((resolve) => setTimeout(resolve, 120))
        order.push('one')
      })
      await new Promise((resolve) => setTimeout(resolve, 20))
      await Promise.all([slow, files.withLock(async () => order.push('two'))])
      console.log('order', ...order)
    `,
  },
  'Tokens that last 2': {
    asks: ['POST /oauth/v4/oa/access_token', `POST ${OA}/message/cs`],
    prints: ['stored new'],
  },
  'Messages to people': {
    asks: [
      ...Array<string>(5).fill(`POST ${OA}/message/cs`),
      `POST ${V2}/message`,
      `POST ${OA}/message/template`,
    ],
  },
  Groups: {
    asks: [
      `POST ${OA}/quota/group`,
      `POST ${OA}/group/creategroupwithoa`,
      `POST ${OA}/group/invite`,
      `GET ${OA}/group/listpendinginvite`,
      `POST ${OA}/group/acceptpendinginvite`,
      `POST ${OA}/group/addadmins`,
      `POST ${OA}/group/updateinfo`,
      `POST ${OA}/group/message`,
      `POST ${OA}/group/message`,
      `GET ${OA}/group/listmember`,
      `GET ${OA}/group/getgroup`,
    ],
    prints: ['https://zalo.me/g/x', 'Hoa', '31/12/2026 null'],
  },
  Uploads: {
    asks: [
      `POST ${V2}/upload/file`,
      `POST ${OA}/group/message`,
      `POST ${V2}/upload/image`,
      `POST ${OA}/message/cs`,
      `POST ${V2}/upload/gif`,
      `POST ${OA}/message/cs`,
    ],
    prints: ['5242880'],
  },
  'People and tags': {
    asks: [
      `GET ${OA}/user/getlist`,
      `GET ${OA}/user/detail`,
      `POST ${OA}/user/update`,
      `POST ${V2}/tag/tagfollower`,
      `GET ${V2}/tag/gettagsofoa`,
      `POST ${V2}/tag/rmfollowerfromtag`,
      `POST ${V2}/deletefollowerinfo`,
    ],
    prints: ['Hoa null []', 'Thôn Đông'],
  },
  'History and quotas': {
    asks: [
      `GET ${V2}/conversation`,
      `GET ${V2}/listrecentchat`,
      `GET ${OA}/group/conversation`,
      `POST ${OA}/quota/message`,
      `POST ${OA}/quota/message`,
    ],
    prints: ['person 1970-01-01', 'false'],
  },
  'Other calls': { asks: [`GET ${V2}/form/get`], prints: ['{}'] },
  'A bot': {
    asks: [
      `POST ${BOT}/getMe`,
      `POST ${BOT}/sendChatAction`,
      `POST ${BOT}/sendMessage`,
      `POST ${BOT}/sendMessage`,
      `POST ${BOT}/sendMessage`,
      `POST ${BOT}/sendPhoto`,
      `POST ${BOT}/sendSticker`,
    ],
    prints: ['Bot Xã null'],
  },
  Polling: {
    asks: [`POST ${BOT}/getUpdates`, `POST ${BOT}/sendMessage`, `POST ${BOT}/getUpdates`],
    prints: ['saved {"event_name":"message.text.received"'],
  },
  'The webhook of a bot': {
    asks: [`POST ${BOT}/setWebhook`],
    prints: ['status 200', 'status 401', 'saved {"kind":"unknown","name":"new"'],
    uses: visit(
      'botWebhook',
      `await post('{"event_name":"new"}', { 'x-bot-api-secret-token': '12345678' })
       await post('{"event_name":"new"}', { 'x-bot-api-secret-token': 'wrong' })`,
    ),
  },
  'The webhook of an Official Account': {
    asks: [`POST ${V2}/deletefollowerinfo`],
    // What the console may send when the address is saved, then an event without a signature.
    prints: [`${'status 200\n'.repeat(3)}status 401\n`, 'user_withdraw', 'status 200\n'],
    uses: visit(
      'oaWebhook',
      `const body = '{"event_name":"user_withdraw","timestamp":"1","sender":{"id":"5"}}'
       const mac = createHash('sha256').update('4711' + body + '1' + 'oa-secret').digest('hex')
       for (const probe of ['', '{"app_id":"4711"}', 'test']) await post(probe, {})
       await post(body, {})
       await post(body, { 'x-zevent-signature': 'mac=' + mac })
       await new Promise((resolve) => setTimeout(resolve, 200))`,
    ),
  },
  Attachments: { asks: ['GET /files/1/thong-bao.pdf'], prints: ['8'] },
  Errors: {
    asks: [`POST ${OA}/message/cs`],
    prints: ['recipient -213 User has not interacted 200 null', 'saved {"unreachable":"7"'],
  },
  'Time and network': { asks: [`GET ${V2}/getoa`] },
  CommonJS: { asks: [`POST ${BOT}/getMe`], prints: ['Bot Xã'] },
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return String(port)
}

/** What the README shows is what the packed package does. */
export function tellOfTheReadme(inProject: () => PackedPackage): void {
  const examples = readmeExamples()
  let packed: PackedPackage
  let zalo: FakeZalo

  beforeAll(async () => {
    packed = inProject()
    zalo = await startFakeZalo()
    packed.write('surroundings.d.mts', DECLARED)
    packed.write('surroundings.mjs', MADE)
    examples.forEach(({ language, code }, index) => {
      if (language === 'ts') packed.write(`example-${index}.mts`, `${code}\nexport {}\n`)
      else packed.write(`example-${index}.cjs`, code)
    })
  })

  afterAll(() => zalo.stop())

  it('are all known here', () => {
    expect(examples.map(({ title }) => title)).toEqual(Object.keys(EXPECTED))
  })

  it('compile', async () => {
    const names = examples.flatMap(({ language }, index) =>
      language === 'ts' ? [`example-${index}.mts`] : [],
    )

    const compiled = await packed.compile(
      ['surroundings.d.mts', ...names],
      ['--module', 'nodenext', '--types', 'node', '--outDir', '.'],
    )

    expect(compiled).toMatchObject({ code: 0, stdout: '' })
  })

  it.each(examples.map(({ title, language }, index) => ({ title, language, index })))(
    '$title: runs',
    async ({ title, language, index }) => {
      const { asks, prints = [], uses = '' } = EXPECTED[title]!
      const file = `./example-${index}.${language === 'ts' ? 'mjs' : 'cjs'}`
      packed.write(`run-${index}.mjs`, `import * as example from '${file}'\n${uses}`)
      zalo.taken()

      const run = await packed.node(['--import', './surroundings.mjs', `run-${index}.mjs`], {
        FAKE_ZALO: zalo.origin,
        FREE_PORT: await freePort(),
      })

      expect(run).toMatchObject({ code: 0, stderr: '' })
      for (const words of prints) expect(run.stdout).toContain(words)
      expect(zalo.taken()).toEqual(asks)
    },
  )

  it('have a token store with which two processes refresh once', async () => {
    packed.write('pair.json', '{"accessToken":"a1","refreshToken":"r1","expiresAt":null}')
    packed.write(
      'refresh.mjs',
      `import { createOAuthClient, rotatingTokens } from 'zalo-api-sdk-node'
       import { fileStore } from './example-2.mjs'
       const oauth = createOAuthClient({ appId, appSecret })
       const tokens = rotatingTokens({ oauth, store: fileStore('pair.json', Number(process.env.FREE_PORT)) })
       console.log(await tokens.renew('a1'))`,
    )
    zalo.taken()
    const env = { FAKE_ZALO: zalo.origin, FREE_PORT: await freePort() }
    const refresh = (): ReturnType<PackedPackage['node']> =>
      packed.node(['--import', './surroundings.mjs', 'refresh.mjs'], env)

    const runs = await Promise.all([refresh(), refresh(), refresh()])

    expect(runs.map(({ stdout, stderr }) => stdout + stderr)).toEqual(['new\n', 'new\n', 'new\n'])
    expect(zalo.taken()).toEqual(['POST /oauth/v4/oa/access_token'])
  })
}
