import { mkdtemp } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import Fastify, { type FastifyInstance } from 'fastify'
import { loadConfig } from '../../config/config.ts'
import { demoSeed } from '../../src/sandbox/demo-commune.ts'
import { startEmulators, type Emulators } from '../../src/sandbox/emulator-server.ts'
import { sandboxPage } from '../../src/sandbox/page-routes.ts'
import { startSandbox } from '../../src/sandbox/sandbox.ts'
import { removeFolder } from '../support/remove-folder.ts'

const AUTHOR_CHAT = 'telegram:1002'

interface Shown {
  readonly key: string
  readonly text: string
  readonly file?: { readonly url: string; readonly name: string }
}

let dataDir: string
let emulators: Emulators
let app: FastifyInstance
let origin: string

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'sandbox-page-'))
  emulators = await startEmulators({ port: 0, dataDir, seed: demoSeed() })
  app = Fastify()
  await app.register(sandboxPage({ controlOrigin: emulators.origin }))
  await app.listen({ host: '127.0.0.1', port: 0 })
  origin = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`
})

afterAll(async () => {
  await app.close()
  await emulators.stop()
  await removeFolder(dataDir)
})

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(origin + path, { headers })
}

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${origin}/sandbox/control${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

describe('the page of phones', () => {
  it.each(['/sandbox', '/sandbox/'])(
    'is served at %s and may load nothing from elsewhere',
    async (path) => {
      const response = await get(path)
      const policy = response.headers.get('content-security-policy') ?? ''

      expect(response.status).toBe(200)
      expect(response.headers.get('content-type')).toMatch(/^text\/html/)
      expect(policy).toContain("default-src 'none'")
      const sources = policy.split('; ').flatMap((directive) => directive.split(' ').slice(1))
      expect(new Set(sources)).toEqual(new Set(["'none'", "'self'"]))
    },
  )

  it('brings every file that it names, with the right kind', async () => {
    const asked = new Set(['/sandbox'])
    for (const path of asked) {
      const response = await get(path)
      expect({ path, status: response.status }).toEqual({ path, status: 200 })
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      for (const found of namedFiles(await response.text())) asked.add(found)
    }

    expect(asked.size).toBeGreaterThan(20)
    expect(asked).toContain('/sandbox/main.js')
    expect(asked).toContain('/sandbox/meeting-2023-03-20.txt')
  })

  it.each(['/sandbox/nothing.js', '/sandbox/../page-routes.ts', '/sandbox/%2e%2e/page-routes.ts'])(
    'has nothing at %s',
    async (path) => {
      expect((await app.inject({ url: path })).statusCode).toBe(404)
    },
  )

  it('is not there when the demo did not register it', async () => {
    const real = Fastify()

    expect((await real.inject({ url: '/sandbox' })).statusCode).toBe(404)
    expect((await real.inject({ url: '/sandbox/control/state' })).statusCode).toBe(404)
    await real.close()
  })
})

describe('the way from the page to the emulated platforms', () => {
  it('shows who is there', async () => {
    const state = (await (await get('/sandbox/control/state')).json()) as {
      people: { id: string }[]
      platforms: { platform: string; username?: string }[]
    }

    expect(state.people.map((person) => person.id)).toContain('tuan')
    // By which the page knows a link to our own bot from one that leads out.
    expect(state.platforms.find(({ platform }) => platform === 'telegram')?.username).toBe(
      'NhipCauNhuXuanBot',
    )
  })

  it('carries what a person writes, and the live event about it', async () => {
    const stop = new AbortController()
    const live = await fetch(`${origin}/sandbox/control/events`, { signal: stop.signal })
    const heard = waitForEvent(live, 'Kính chào')
    const said = await post('/messages', { as: 'tuan', chatId: AUTHOR_CHAT, text: 'Kính chào' })

    expect(said.status).toBe(200)
    expect(live.headers.get('content-type')).toMatch(/^text\/event-stream/)
    expect(await heard).toContain('"type":"message"')
    stop.abort()
    const query = '/sandbox/control/chats/telegram%3A1002/messages?as=tuan'
    const { messages } = (await (await get(query)).json()) as { messages: Shown[] }
    expect(messages.map((message) => message.text)).toContain('Kính chào')
  })

  it('gives an attached page back as a download that no browser runs', async () => {
    const base64 = Buffer.from('<script>alert(1)</script>').toString('base64')
    const file = { name: 'trang.html', mime: 'text/html', base64 }
    const said = await post('/messages', { as: 'tuan', chatId: AUTHOR_CHAT, file })
    const { message } = (await said.json()) as { message: Shown }
    const path = (message.file?.url ?? '').replace('/_control/', '/sandbox/control/')
    const response = await get(path)

    expect(await response.text()).toBe('<script>alert(1)</script>')
    expect(response.headers.get('content-disposition')).toMatch(
      /^attachment; filename\*=UTF-8''trang/,
    )
    expect(response.headers.get('content-security-policy')).toContain('sandbox')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('carries a file of 20 MB and refuses one that no bot could fetch', async () => {
    const say = (bytes: number) =>
      post('/messages', {
        as: 'tuan',
        chatId: AUTHOR_CHAT,
        file: { name: 'a.bin', mime: 'application/pdf', base64: 'A'.repeat((bytes / 3) * 4) },
      })

    expect((await say(20_000_001)).status).toBe(200)
    expect((await say(24_000_000)).status).toBe(413)
  })

  it('passes a refusal on in the words of the platform', async () => {
    const refused = await post('/messages', { as: 'nobody', chatId: AUTHOR_CHAT, text: 'x' })

    expect(refused.status).toBe(409)
    expect(await refused.json()).toEqual({ error: 'Không có người này.' })
  })

  it.each([
    { title: 'another origin', headers: { origin: 'https://evil.example' } },
    { title: 'a broken origin', headers: { origin: 'null' } },
    { title: 'a cross-site request', headers: { 'sec-fetch-site': 'cross-site' } },
    { title: 'a name that points here', headers: { host: 'evil.example:80' } },
  ])('is closed to $title', async ({ headers }) => {
    const response = await app.inject({
      method: 'POST',
      url: '/sandbox/control/messages',
      headers: { 'content-type': 'application/json', ...headers },
      payload: { as: 'tuan', chatId: AUTHOR_CHAT, text: 'x' },
    })

    expect(response.statusCode).toBe(403)
  })

  it.each([
    { HOST: '0:0:0:0:0:0:0:1', status: 403 },
    { HOST: 'LOCALHOST', status: 403 },
    { HOST: '127.0.0.1.example', SANDBOX_ALLOW_REMOTE: '1', status: 200 },
  ])('knows by $HOST whether the demo is open to others, as its start does', async (row) => {
    const { status, ...env } = row
    const loaded = loadConfig({ ...env, DATA_DIR: join(dataDir, row.HOST) }, dataDir)
    if (loaded.kind === 'invalid') throw new Error(loaded.problems.join())
    const sandbox = await startSandbox(loaded.config)
    const page = Fastify()
    await page.register(sandbox.page)

    const headers = { host: 'evil.example:80' }
    const { statusCode } = await page.inject({ url: '/sandbox/control/state', headers })

    await page.close()
    await sandbox.stop()
    expect(statusCode).toBe(status)
  })

  it.each([
    '/sandbox/control/../telegram/bot1:x/getMe',
    '/sandbox/control/%2e%2e/telegram/x',
    '/sandbox/control/..%2ftelegram',
  ])('leads nowhere but to the control API: %s', async (url) => {
    expect((await app.inject({ url })).statusCode).toBe(404)
  })

  it('says so when the emulators are gone, and ends open streams when the service stops', async () => {
    const gone = Fastify()
    await gone.register(sandboxPage({ controlOrigin: 'http://127.0.0.1:9' }))
    const answer = await gone.inject({ url: '/sandbox/control/state' })
    expect(answer.statusCode).toBe(502)
    expect(answer.json()).toEqual({
      error: 'Máy chủ giả lập chưa trả lời. Xin thử lại sau ít giây.',
    })
    await gone.close()

    const stopping = Fastify()
    await stopping.register(sandboxPage({ controlOrigin: emulators.origin }))
    const address = await stopping.listen({ host: '127.0.0.1', port: 0 })
    const live = await fetch(`${address}/sandbox/control/events`)
    const ended = live.text().catch(() => 'cut off')
    await stopping.close()
    expect(await ended).toBeDefined()
  })
})

/** Files of the page that HTML, a style sheet or a module names. */
function namedFiles(source: string): string[] {
  const absolute = [...source.matchAll(/["'](\/sandbox\/[\w-]+\.\w+)["']/g)].map(([, path]) => path)
  const modules = [...source.matchAll(/from '\.\/([\w.-]+\.js)'/g)].map(
    ([, name]) => `/sandbox/${name}`,
  )
  const pictures = [...source.matchAll(/url\(['"]?([\w.-]+)['"]?\)/g)].map(
    ([, name]) => `/sandbox/${name}`,
  )
  const samples = [...source.matchAll(/'([\w-]+\.txt)'/g)].map(([, name]) => `/sandbox/${name}`)
  return [...absolute, ...modules, ...pictures, ...samples].filter((path) => path !== undefined)
}

async function waitForEvent(response: Response, words: string): Promise<string> {
  const decoder = new TextDecoder()
  let heard = ''
  for await (const chunk of response.body ?? []) {
    heard += decoder.decode(chunk as Uint8Array, { stream: true })
    if (heard.includes(words)) return heard
  }
  return heard
}
