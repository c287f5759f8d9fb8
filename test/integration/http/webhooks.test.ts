import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { isLook } from '../../../src/compose/configured-platforms.ts'
import { newId, type ChannelInstanceId } from '../../../src/domain/id.ts'
import { buildServer, type ServerOptions } from '../../../src/http/server.ts'
import { waitUntil } from '../../support/wait-until.ts'
import { createPlainChannel } from '../../support/plain-channel.ts'

describe('the HTTP side', () => {
  let app: FastifyInstance
  let origin: string
  let stored: unknown[]
  let logged: string[]
  let options: ServerOptions
  const instanceId = newId<ChannelInstanceId>()
  const channel = createPlainChannel({ instanceId, origin: 'http://127.0.0.1:9' })

  const serve = async (changes: Partial<ServerOptions> = {}): Promise<void> => {
    app = await buildServer({ ...options, ...changes })
    origin = await app.listen({ host: '127.0.0.1', port: 0 })
  }

  beforeEach(() => {
    stored = []
    logged = []
    const log = (fields: object, text: string): void => {
      logged.push(`${text} ${JSON.stringify(fields)}`)
    }
    options = {
      channels: createChannelRegistry([channel]),
      storeUpdate: async (_channel, update) => {
        stored.push(update)
      },
      isLook,
      log: { error: log },
      webhookAnswered: () => {},
      metrics: { contentType: 'text/plain', text: async () => '' },
      checks: { database: async () => {}, queue: async () => {}, stoppedLanes: async () => [] },
    }
  })
  afterEach(() => app.close())

  const post = (
    body: string,
    headers: Record<string, string> = { 'x-secret': 'plain-secret' },
    platform = 'telegram',
  ): Promise<Response> => fetch(`${origin}/webhooks/${platform}`, { method: 'POST', body, headers })

  it('stores an update that carries the right secret', async () => {
    await serve()

    const response = await post('{"id":"1","chat":"lan","text":"xin chào"}')

    expect(response.status).toBe(200)
    expect(stored).toEqual([{ id: '1', chat: 'lan', text: 'xin chào' }])
  })

  it.each([
    { title: 'a wrong secret', body: '{}', secret: 'guess', status: 401 },
    { title: 'no secret', body: '{}', secret: '', status: 401 },
    { title: 'broken JSON', body: '{"id":', secret: 'plain-secret', status: 400 },
    { title: 'bytes that are no text', body: '\xff\xfe', secret: 'plain-secret', status: 400 },
    { title: 'an empty probe', body: '', secret: 'plain-secret', status: 200 },
  ])('answers $title with $status and stores nothing', async ({ body, secret, status }) => {
    await serve()

    const response = await post(body, { 'x-secret': secret, 'content-type': 'application/json' })

    expect(response.status).toBe(status)
    expect(stored).toEqual([])
    expect(await response.text()).not.toMatch(/Error|stack|node_modules/)
  })

  it.each([
    { title: 'without a secret', address: '/webhooks/telegram', secret: '', status: 401 },
    { title: 'with a wrong one', address: '/webhooks/telegram', secret: 'guess', status: 401 },
    { title: 'to no platform', address: '/webhooks/x', secret: 'plain-secret', status: 404 },
    { title: 'to no page', address: '/x', secret: 'plain-secret', status: 404 },
  ])('refuses what comes $title before its body is there', async ({ address, secret, status }) => {
    await serve()

    const heard = await speak(
      Number(new URL(origin).port),
      `POST ${address} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n` +
        `x-secret: ${secret}\r\ncontent-length: 1000000\r\nconnection: close\r\n\r\n{`,
    )

    expect(heard).toMatch(new RegExp(`^HTTP/1.1 ${status} `, 'u'))
  })

  it('refuses a body above one megabyte', async () => {
    await serve()

    const response = await post('x'.repeat(1024 * 1024 + 1))

    expect(response.status).toBe(413)
    expect(await response.json()).toMatchObject({ message: 'Nội dung quá lớn (tối đa 1 MB).' })
  })

  it('knows no platform that is not configured', async () => {
    await serve()

    expect((await post('{}', {}, 'zalo-oa')).status).toBe(404)
    expect((await post('{}', {}, '..%2f..')).status).toBe(404)
  })

  it('lets Zalo’s console save the address of an OA that has not said who it is', async () => {
    await serve({ channels: createChannelRegistry([], ['telegram', 'zalo-oa', 'zalo-bot']) })
    const answered = async (body: string, platform = 'zalo-oa'): Promise<number> =>
      (await post(body, {}, platform)).status

    // Its look at the address is empty or no event; what is an event comes again, what is no JSON is refused.
    for (const look of ['', ' ', '{}', '{"app_id":"1"}', 'null'])
      expect([look, await answered(look)]).toEqual([look, 200])
    expect(await answered('{"event_name":"user_send_text"}')).toBe(503)
    expect(await answered('{"id":')).toBe(400)
    // No other platform looks so: whatever it brings may be somebody's words.
    expect(await answered('{"ok":true,"result":{"event_name":"x"}}', 'zalo-bot')).toBe(503)
    expect(await answered('{"update_id":1}', 'telegram')).toBe(503)
    expect(await answered('{"seq":1,"type":"message"}', 'telegram')).toBe(503)
    expect(await answered('', 'telegram')).toBe(200)
  })

  it('asks to come again when the update cannot be stored', async () => {
    await serve({
      storeUpdate: async () => {
        throw new Error('connection to postgres://user:secret@db lost')
      },
    })

    const response = await post('{"id":"1","chat":"lan","text":"x"}')

    expect(response.status).toBe(503)
    expect(response.headers.get('retry-after')).toBe('5')
    expect(await response.text()).not.toContain('postgres')
    expect(logged[0]).toContain('an update could not be stored')
    // A platform comes again every few seconds, and the log may stand on the disk that is full.
    await post('{"id":"1","chat":"lan","text":"x"}')
    expect(logged).toHaveLength(1)
  })

  it('asks to come again before Zalo’s two seconds are over, also when it stores the update later', async () => {
    await serve({
      storeUpdate: (_channel, update) => sleep(2_500).then(() => stored.push(update)),
    })

    const asked = performance.now()
    const response = await post('{"id":"1","chat":"lan","text":"x"}')
    const tookMs = performance.now() - asked

    expect(response.status).toBe(503)
    expect(tookMs).toBeLessThan(2_000)
    await waitUntil('it is stored', () => stored.length === 1)
  })

  it('asks each bot of a platform whose secret it is', async () => {
    const other = createPlainChannel({
      instanceId: newId<ChannelInstanceId>(),
      origin: 'http://127.0.0.1:9',
    })
    const stranger = { ...channel, verifyWebhook: () => ({ kind: 'wrong-secret' }) as const }
    const seen: string[] = []
    await serve({
      channels: createChannelRegistry([stranger, other]),
      storeUpdate: async (whose) => {
        seen.push(whose.instanceId)
      },
    })

    await post('{"id":"1","chat":"lan","text":"x"}')

    expect(seen).toEqual([other.instanceId])
  })

  it('tells that it lives, and by which process', async () => {
    await serve()

    const response = await fetch(`${origin}/healthz`)

    expect(await response.json()).toEqual({ status: 'ok', pid: process.pid })
  })

  it('is ready with its database and queue, whatever a platform does', async () => {
    const down = { ...channel, health: () => Promise.reject(new Error('no token')) }
    await serve({ channels: createChannelRegistry([down]) })

    const response = await fetch(`${origin}/readyz`)

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      status: 'ready',
      channels: [{ platform: 'telegram', ok: false }],
    })
  })

  it('is not ready without its queue', async () => {
    await serve({
      webhookAnswered: () => {},
      metrics: { contentType: 'text/plain', text: async () => '' },
      checks: {
        database: async () => {},
        queue: () => Promise.reject(new Error('away')),
        stoppedLanes: async () => [],
      },
    })

    const response = await fetch(`${origin}/readyz`)

    expect(response.status).toBe(503)
    expect(await response.json()).toMatchObject({ database: 'ok', queue: 'down' })
  })

  it('answers an unknown address and broken HTTP without a word about itself', async () => {
    await serve()

    const unknown = await fetch(`${origin}/etc/passwd`)
    const broken = await speak(Number(new URL(origin).port), 'GET / HTTP/9.9\r\n\r\n')

    expect(unknown.status).toBe(404)
    expect(await unknown.json()).toMatchObject({ message: 'Không có trang này.' })
    expect(broken).toMatch(/^HTTP\/1\.1 400 /)
  })
})

function speak(port: number, words: string): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(words))
    socket.on('data', (data) => (heard += data.toString('latin1')))
    socket.on('close', () => resolve(heard))
    void sleep(3_000, undefined, { ref: false }).then(() => socket.destroy())
  })
}
