import { request as httpRequest } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { FastifyInstance } from 'fastify'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { metricsReader } from '../../../src/compose/read-metrics.ts'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import { isLoopbackCaller } from '../../../src/http/loopback-caller.ts'
import { buildServer } from '../../../src/http/server.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { createMetrics, type Metrics } from '../../../src/observability/metrics.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { storeInInbox } from '../../../src/storage/inbox.ts'
import { expandBroadcast } from '../../../src/usecases/sending/expand-broadcast.ts'
import { createTestDatabase, type TestDatabase } from '../../support/database.ts'
import { startTestEngine, type TestEngine } from '../../support/engine.ts'
import { quietLog } from '../../support/quiet-log.ts'
import { givenBroadcast, givenChat, givenGroup, givenUnit } from '../../support/rows.ts'

const TOKEN = 'metrics-token-123'
const SECRETS = ['-1001234', 'Nhóm Hội Nông dân', '99887766', 'Mời họp', TOKEN, 'plain-secret']

describe('the figures for who watches the service', () => {
  let database: TestDatabase
  let engine: TestEngine
  let metrics: Metrics
  let app: FastifyInstance
  let stores: boolean

  const serve = async (token?: string): Promise<number> => {
    const { store, channel } = engine
    const channels = createChannelRegistry([channel])
    const read = metricsReader({
      store,
      channels,
      pools: { service: () => ({ open: 2, idle: 1, waiting: 0 }) },
      stores: () => stores,
      jobCounts: async () => [{ job: 'sweep', state: 'waiting', count: 3 }],
    })
    app = await buildServer({
      channels,
      log: quietLog,
      storeUpdate: async () => undefined,
      isLook: () => false,
      webhookAnswered: metrics.webhookAnswered,
      checks: { database: async () => {}, queue: async () => {}, stoppedLanes: async () => [] },
      metrics: {
        ...(token !== undefined && { token }),
        contentType: metrics.contentType,
        text: () => metrics.text(read),
      },
    })
    return Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port)
  }

  beforeEach(async () => {
    stores = true
    database = await createTestDatabase()
    engine = await startTestEngine(database.store)
    metrics = createMetrics()
    engine.deps = {
      ...engine.deps,
      callMade: ({ platform, instanceId, outcome, ms }) =>
        metrics.callMade({ platform, instance: instanceId }, outcome, ms / 1000),
    }
  })
  afterEach(async () => {
    await app.close()
    await engine.stop()
    await database.close()
  })

  it.each([
    { who: 'this machine', headers: {}, status: 200 },
    { who: 'this machine by name', headers: { host: 'localhost:9100' }, status: 200 },
    { who: 'a proxy for somebody', headers: { 'x-forwarded-for': '127.0.0.1' }, status: 403 },
    {
      who: 'a proxy for somebody, as the standard says',
      headers: { forwarded: 'for=::1' },
      status: 403,
    },
    { who: 'a proxy that keeps the name', headers: { host: 'nhipcau.example.vn' }, status: 403 },
    {
      who: 'a page that was tricked into asking',
      headers: { host: '127.0.0.1.evil.vn' },
      status: 403,
    },
  ])('are for $who: $status', async ({ headers, status }) => {
    const answer = await get(await serve(), headers)
    expect(answer.status).toBe(status)
    expect(answer.body.includes('hãy đặt METRICS_TOKEN')).toBe(status === 403)
  })

  it.each([
    { who: 'the right token, from anywhere', token: TOKEN, far: true, status: 200 },
    { who: 'a wrong token', token: 'guess', far: true, status: 401 },
    { who: 'a wrong token on this machine', token: 'guess', far: false, status: 401 },
    { who: 'no token from elsewhere', token: undefined, far: true, status: 401 },
    { who: 'the right token on this machine', token: TOKEN, far: false, status: 200 },
    // As by a proxy that passes on for anybody and says nothing of it.
    { who: 'no token on this machine', token: undefined, far: false, status: 401 },
  ])('where there is a token, answer $who with $status', async ({ token, far, status }) => {
    const port = await serve(TOKEN)
    const answer = await get(port, {
      ...(far && { 'x-forwarded-for': '203.0.113.5' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    })
    expect(answer.status).toBe(status)
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer' : undefined)
    expect(answer.body.includes('Cần mã METRICS_TOKEN')).toBe(status === 401)
  })

  it('count what came in, what went out and what waits, and show nobody', async () => {
    const { store, instanceId } = engine
    const unit = await givenUnit(store, 'nong-dan')
    for (const group of ['-1001234', '-1001235']) await givenGroup(store, instanceId, group, unit)
    const lan = { chatId: await givenChat(store, instanceId, 'lan'), priority: PRIORITY.normal }
    await planMessage(store, { ...lan, message: plainMessage('Kính nhắc'), purpose: 'reminder' })
    // A copy, which counts as in doubt, and the reminder, which does not.
    for (const chat of ['-1001235', 'lan']) engine.platform.script(chat, { kind: 'cut' })
    const id = await givenBroadcast(store, { units: [unit] })
    await expandBroadcast(engine.deps, id)
    await engine.run()
    const chatId = await givenChat(store, instanceId, '99887766')
    const message = plainMessage('Mời họp ở Nhóm Hội Nông dân')
    await planMessage(store, { chatId, message, purpose: 'answer', priority: PRIORITY.answer })
    await storeInInbox(store, [
      { instanceId, dedupKey: 'k', orderKey: '99887766', update: { text: 'Mời họp' } },
    ])
    const port = await serve()
    await post(port, '/webhooks/telegram', { 'x-secret': 'plain-secret' })
    await post(port, '/webhooks/telegram', { 'x-secret': 'guess' })
    await post(port, '/webhooks/-1001234', {})

    const { body, headers } = await get(port, {})

    const labels = `platform="telegram",instance="${instanceId}"`
    const lines = body.split('\n')
    for (const line of [
      `nhipcau_platform_calls_total{${labels},outcome="sent"} 1`,
      `nhipcau_platform_call_seconds_count{platform="telegram"} 3`,
      `nhipcau_deliveries{${labels},state="sent"} 1`,
      `nhipcau_messages_waiting{${labels}} 1`,
      `nhipcau_deliveries_unknown 1`,
      `nhipcau_inbox_waiting 1`,
      `nhipcau_lane_held{${labels}} 0`,
      `nhipcau_lane_stopped{${labels}} 0`,
      `nhipcau_lane_fence{${labels}} 1`,
      `nhipcau_channel_up{${labels}} 1`,
      `nhipcau_queue_jobs{job="sweep",state="waiting"} 3`,
      `nhipcau_database_connections{pool="service",state="idle"} 1`,
      `nhipcau_webhook_seconds_count{platform="telegram",status="200"} 1`,
      `nhipcau_webhook_seconds_count{platform="telegram",status="401"} 1`,
      `nhipcau_webhook_seconds_count{platform="other",status="404"} 1`,
      `nhipcau_up{source="database"} 1`,
      `nhipcau_up{source="inbox"} 1`,
    ])
      expect(lines).toContain(line)
    expect(body).toContain('nhipcau_process_cpu_seconds_total')
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    for (const secret of SECRETS) expect(body).not.toContain(secret)
    // The labels are a closed set: words of ours, numbers of HTTP, and ids that we have made.
    const values = [...body.matchAll(/\b(\w+)="([^"]*)"/g)]
      .filter(
        ([, name]) =>
          !['le', 'instance', 'status', 'version', 'major', 'minor', 'patch'].includes(name ?? ''),
      )
      .map(([, , value]) => value ?? '')
    for (const value of values) expect(value).toMatch(/^[a-z_-]{1,30}$/i)
  })

  it('say so when nothing can be stored or the database does not answer, and stay up themselves', async () => {
    const port = await serve()
    stores = false
    await database.store.db.destroy()
    const { status, body } = await get(port, {})
    expect(status).toBe(200)
    expect(body).toContain('nhipcau_up{source="database"} 0')
    expect(body).toContain('nhipcau_up{source="inbox"} 0')
    expect(body).not.toMatch(/^nhipcau_inbox_waiting \d/m)
  })
})

describe('a caller on this machine', () => {
  const from = (remoteAddress: string | undefined, host = '127.0.0.1:8080') =>
    isLoopbackCaller({ headers: { host }, socket: { remoteAddress } })

  it('comes from a loopback address', () => {
    expect(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'].map((one) => from(one))).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(
      ['10.0.0.1', '::ffff:10.0.0.1', '127.evil', '', undefined].map((one) => from(one)),
    ).toEqual([false, false, false, false, false])
    expect(from('::1', '[::1]:8080')).toBe(true)
  })
})

interface Answer {
  readonly status: number
  readonly body: string
  readonly headers: Record<string, unknown>
}

/** By node:http, because fetch lets nobody choose the name of the host. */
function ask(
  port: number,
  path: string,
  method: string,
  headers: Record<string, string>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, body, headers: response.headers }),
      )
    })
    request.on('error', reject)
    request.end(method === 'POST' ? '{"id":"1","chat":"lan","text":"xin chào"}' : undefined)
  })
}

const get = (port: number, headers: Record<string, string>): Promise<Answer> =>
  ask(port, '/metrics', 'GET', headers)
const post = (port: number, path: string, headers: Record<string, string>): Promise<Answer> =>
  ask(port, path, 'POST', { 'content-type': 'application/json', ...headers })
