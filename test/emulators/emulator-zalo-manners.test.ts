import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from '@jest/globals'
import type { EmulatorOptions } from '../../src/sandbox/emulator-server.ts'
import { openReceiver, type Receiver } from './emulator-receiver.ts'
import { openStage, SEED, type Stage } from './emulator-stage.ts'

const GROUP = 'f414c8f76fa586fbdfb4'
const [LAN, MINH] = ['6800000000000001001', '6800000000000001002'] as const
const DAY_MS = 86_400_000
let stage: Stage
let receiver: Receiver | undefined

async function open(options: Partial<EmulatorOptions> = {}): Promise<void> {
  stage = await openStage(options)
}

afterEach(async () => {
  await stage.close()
  await receiver?.close()
  receiver = undefined
})

async function listen(reply?: Parameters<typeof openReceiver>[0]): Promise<Receiver> {
  receiver = await openReceiver(reply)
  await stage.control('webhook', { platform: 'zalo-oa', url: receiver.url })
  receiver.received.splice(0)
  return receiver
}

function call(path: string, json?: unknown, access_token = 'first-access') {
  const headers = { access_token }
  return json === undefined
    ? stage.send(`/openapi/${path}`, { headers })
    : stage.post(`/openapi/${path}`, json, headers)
}

function toLan(message: unknown) {
  return call('v3.0/oa/message/cs', { recipient: { user_id: LAN }, message })
}

function writes(as: 'lan' | 'minh', text: string) {
  const chatId = `zalo-oa:${as === 'lan' ? LAN : MINH}`
  return stage.control('messages', { as, chatId, text })
}

function refresh(refresh_token = 'first-refresh') {
  return stage.send('/oauth/v4/oa/access_token', {
    method: 'POST',
    body: new URLSearchParams({
      app_id: '1200000000000000001',
      grant_type: 'refresh_token',
      refresh_token,
    }),
    headers: { secret_key: 'app-secret' },
  })
}

describe('the ways of an OA server', () => {
  it('has HTTP statuses of failures by a switch, the OAuth server too', async () => {
    await open()
    const manners = { zaloOa: { httpStatuses: true } }
    // At the beginning of a minute, so that all of it falls into one.
    stage.advance(60_000 - (Date.now() % 60_000))
    const before = await call('v2.0/oa/getoa', undefined, 'wrong')
    await stage.control('settings', { manners, limits: { zaloOa: { callsPerMinute: 4 } } })

    const answers = [
      await call('v2.0/oa/getoa', undefined, 'wrong'),
      await toLan({ text: '' }),
      await refresh('wrong'),
      await call('v2.0/oa/getoa'),
      await call('v2.0/oa/getoa'),
    ]

    expect(before.status).toBe(200)
    expect(answers.map(({ status, body }) => [status, body['error'] ?? 0])).toEqual([
      [401, -216],
      [400, -201],
      [400, -14014],
      [200, 0],
      [429, -32],
    ])
  })

  it('takes buttons in the older shape only, by a switch', async () => {
    await open({ manners: { zaloOa: { legacyButtons: true } } })
    await writes('lan', 'xin chào')
    const buttons = [{ title: 'Đã nhận', type: 'oa.query.show', payload: '#1' }]
    const legacy = { template_type: 'button', text: 'Tin T12', buttons }

    const newer = await toLan({ text: 'a', attachment: { type: 'template', payload: { buttons } } })
    const older = await toLan({ attachment: { type: 'template', payload: legacy } })

    expect([newer.body['error'], older.body['error']]).toEqual([-201, 0])
    expect((await stage.seen('lan', `zalo-oa:${LAN}`)).at(-1)).toMatchObject({
      text: 'Tin T12',
      buttons: [[{ text: 'Đã nhận' }]],
    })
  })

  it('has the other names of events by a switch, and ids as bare numbers', async () => {
    await open({ manners: { zaloOa: { otherEventNames: true, numericIds: true } } })
    const hook = await listen()
    const chatId = `zalo-oa:${GROUP}`
    await stage.control('membership', { as: 'minh', chatId, action: 'leave' })
    await stage.control('membership', { as: 'lan', chatId, action: 'dissolve' })
    await hook.until(2)

    const names = hook.received.map(({ body }) => body['event_name'])
    expect(names).toEqual(['user_leave_group', 'disperse_group'])
    expect(hook.received[0]?.raw).toMatch(/"id":\s*6800000000000001002[,\s}]/)
    const own = await call('v2.0/oa/getoa')
    expect(own.text).toContain('"oa_id":4318657068771012646')
  })

  it('has settings that it knows, and takes no others', async () => {
    await open()
    const shown = await stage.read('settings')
    const refused = [
      await stage.control('settings', { limits: { zaloOa: { callsPerHour: 1 } } }),
      await stage.control('settings', { limits: { zaloOa: { callsPerMinute: '1' } } }),
      await stage.control('settings', { limits: { zaloOa: { webhookRetryMs: ['1'] } } }),
      await stage.control('settings', { manners: [] }),
    ]

    expect(shown.body).toMatchObject({ limits: { zaloOa: { callsPerMinute: 100 } } })
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400])
  })

  it('falls back to Basic when its package is over, and to what is bought again', async () => {
    await open()
    await stage.control('package', { name: 'Comprehensive', validDays: 0 })
    const own = await call('v2.0/oa/getoa')
    const lapsed = await toLan({ text: 'a' })
    await stage.control('package', { name: 'Growth', validDays: 30 })
    const back = await toLan({ text: 'a' })

    expect(own.body['data']).toMatchObject({ package_name: 'Basic' })
    expect(lapsed.body).toMatchObject({ error: -224 })
    expect(back.body).toMatchObject({ error: -213 })
  })

  it('ends its access token alone, or all by an event that says so', async () => {
    await open()
    await stage.control('lapse', {})
    const over = await call('v2.0/oa/getoa')
    const first = await refresh()
    const access = String(first.body['access_token'])
    const alive = await call('v2.0/oa/getoa', undefined, access)
    const update = { event_name: 'permission_revoked' }
    await stage.control('updates', { platform: 'zalo-oa', update })
    const dead = await call('v2.0/oa/getoa', undefined, access)
    const again = await refresh(String(first.body['refresh_token']))

    const numbers = [over, alive, dead, again].map(({ body }) => body['error'])
    expect(numbers).toEqual([-220, 0, -216, -14014])
  })

  it('takes so many uploads a month', async () => {
    await open({ limits: { zaloOa: { uploadsPerMonth: 1 } } })
    const upload = async () => {
      const body = new FormData()
      body.set('file', new Blob(['%PDF']), 'a.pdf')
      const headers = { access_token: 'first-access' }
      return (await stage.send('/openapi/v2.0/oa/upload/file', { method: 'POST', body, headers }))
        .body['error']
    }

    expect([await upload(), await upload()]).toEqual([0, -211])
  })

  it('wants a gif with its size and a question with its picture', async () => {
    await open()
    await writes('lan', 'xin chào')
    const media = (element: object) => ({
      attachment: {
        type: 'template',
        payload: { template_type: 'media', elements: [{ media_type: 'gif', ...element }] },
      },
    })
    const ask = (element: object) => ({
      attachment: {
        type: 'template',
        payload: { template_type: 'request_user_info', elements: [element] },
      },
    })
    const url = 'https://a.vn/b.gif'

    const answers = [
      await toLan(media({ url })),
      await toLan(media({ url, width: 10, height: 10 })),
      await toLan(ask({ title: 'a', subtitle: 'b' })),
      await toLan(ask({ title: 'a', subtitle: 'b', image_url: url })),
    ]
    expect(answers.map(({ body }) => body['error'])).toEqual([-201, 0, -201, 0])
  })
})

describe('the webhook of an OA', () => {
  it('takes an answer of more than its time for a failure', async () => {
    await open({ limits: { zaloOa: { webhookTimeoutMs: 50, webhookRetryMs: [1] } } })
    let isSilent = false
    const hook = await listen(() => {
      const answer = isSilent ? ('silence' as const) : { status: 200 }
      isSilent = false
      return answer
    })
    isSilent = true
    await writes('lan', 'một')
    await hook.until(2)

    expect(hook.received[1]?.raw).toBe(hook.received[0]?.raw)
    expect(hook.received.map(({ headers }) => headers['num_retry'])).toEqual([undefined, '1'])
  })

  it('can hold one event back, so that later ones come first', async () => {
    await open()
    const hook = await listen()
    const fault = { platform: 'zalo-oa', method: 'webhook', kind: 'delay', ms: DAY_MS, times: 1 }
    await stage.control('faults', fault)
    await writes('lan', 'một')
    await writes('lan', 'hai')
    await hook.until(1)
    stage.advance(DAY_MS)
    await hook.until(2)

    const texts = hook.received.map(({ body }) => (body['message'] as { text: string }).text)
    expect(texts).toEqual(['hai', 'một'])
  })

  it('shows whether it was switched off, and goes on when its address is saved again', async () => {
    await open({ limits: { zaloOa: { webhookRetryMs: [] } } })
    let status = 500
    const hook = await listen(() => ({ status }))
    await writes('lan', 'một')
    await hook.until(1)
    while (!(await stage.read('webhook')).body['switchedOff']) await sleep(5)
    status = 200
    await writes('lan', 'hai')
    const before = hook.received.length
    await stage.control('webhook', { platform: 'zalo-oa', url: hook.url })
    await writes('lan', 'ba')
    await hook.until(before + 2)

    const texts = hook.received.map(({ body }) => (body['message'] as { text?: string })?.text)
    expect(texts).toEqual(['một', undefined, 'ba'])
    expect((await stage.read('webhook')).body).toEqual({ url: hook.url, switchedOff: false })
  })

  it('carries any event of the documentation, and one of the future', async () => {
    await open()
    const hook = await listen()
    const events = [
      { event_name: 'user_withdraw', sender: { id: LAN } },
      { event_name: 'user_send_group_image', sender: { id: LAN }, recipient: { id: GROUP } },
      { event_name: 'hologram_sent', timestamp: '1790000000000', app_id: '7' },
    ]
    for (const update of events) await stage.control('updates', { platform: 'zalo-oa', update })
    await hook.until(3)

    expect(hook.received.map(({ body }) => body['event_name'])).toEqual(
      events.map(({ event_name }) => event_name),
    )
    expect(hook.received[0]?.body).toMatchObject({ app_id: '1200000000000000001' })
    expect(hook.received[2]?.body).toMatchObject({ app_id: '7', timestamp: '1790000000000' })
  })
})

describe('a ZBS template by user id', () => {
  const templates = [
    { templateId: '301', params: ['ngay', 'noi'] },
    { templateId: '302', params: [], approved: false },
    { templateId: '303', params: [], byUserId: false },
  ]
  async function openWith(zaloOa: object, limits = {}): Promise<void> {
    const platforms = SEED.platforms.map((platform) =>
      platform.platform === 'zalo-oa'
        ? { ...platform, templates, admins: ['minh'], ...zaloOa }
        : platform,
    )
    await open({
      seed: { ...SEED, platforms },
      limits: { zaloOa: { templateHours: { from: 0, to: 24 }, ...limits } },
    })
    await writes('lan', 'xin chào')
    await writes('minh', 'xin chào')
  }
  const send = (change: object = {}) =>
    call('v3.0/oa/message/template', {
      user_id: LAN,
      template_id: '301',
      template_data: { ngay: '28/11', noi: 'Nhà văn hóa' },
      ...change,
    })

  it('costs money and shows its values', async () => {
    await openWith({ wallet: 600 })

    const answers = [await send(), await send(), await send()]

    expect(answers.map(({ body }) => body['error'])).toEqual([0, 0, -321])
    expect(answers[0]?.body['data']).toMatchObject({
      msg_id: expect.stringMatching(/^[\da-f]{20}$/),
      quota: { dailyQuota: '500', remainingQuota: '499' },
    })
    expect((await stage.seen('lan', `zalo-oa:${LAN}`)).at(-1)).toMatchObject({
      text: '[301]\nngay: 28/11\nnoi: Nhà văn hóa',
    })
    await stage.control('package', { pay: 300 })
    expect((await send()).body).toMatchObject({ error: 0 })
  })

  it.each([
    { title: 'one that nobody handed in', change: { template_id: '9' }, error: -201 },
    { title: 'one that is not approved', change: { template_id: '302' }, error: -131 },
    { title: 'one for phone numbers', change: { template_id: '303' }, error: -249 },
    { title: 'a missing value', change: { template_data: { ngay: '1' } }, error: -201 },
    { title: 'a stranger', change: { user_id: '6800000000000009999' }, error: -118 },
    { title: 'a trial on somebody', change: { mode: 'development' }, error: -201 },
  ])('is refused for $title with $error', async ({ change, error }) => {
    await openWith({ wallet: 600 })

    expect((await send(change)).body).toMatchObject({ error })
  })

  it('is tried on an administrator for nothing, and not sent without a wallet', async () => {
    await openWith({})

    const trial = await send({ user_id: MINH, mode: 'development' })
    const real = await send()

    expect([trial.body['error'], real.body['error']]).toEqual([0, -320])
  })

  it('does not go at night, nor beyond the day', async () => {
    await openWith({ wallet: 10_000 }, { templatesPerDay: 1 })
    const [first, second] = [await send(), await send()]
    await stage.control('settings', { limits: { zaloOa: { templateHours: { from: 0, to: 0 } } } })

    const numbers = [first, second, await send()].map(({ body }) => body['error'])
    expect(numbers).toEqual([0, -144, -133])
  })
})

describe('the ways of the Bot Platform', () => {
  it('keeps an https address that it cannot reach, and polls no more', async () => {
    await open()
    const url = 'https://nhipcau.example.vn/hook'
    const set = await stage.zaloBot('setWebhook', { url, secret_token: 'mot-bi-mat' })
    const plain = await stage.zaloBot('setWebhook', {
      url: 'http://nhipcau.example.vn/hook',
      secret_token: 'mot-bi-mat',
    })

    const home = await stage.zaloBot('setWebhook', {
      url: 'https://192.168.1.5/hook',
      secret_token: 'mot-bi-mat',
    })

    expect(set.body['result']).toMatchObject({ url, verification: { ok: false } })
    expect(home.body).toMatchObject({ error_code: 400 })
    expect(plain.body).toMatchObject({ error_code: 400 })
    expect((await stage.zaloBot('getUpdates')).body).toMatchObject({ error_code: 400 })
  })

  it('answers a token of no form with a page, and a quiet poll with 408 by a switch', async () => {
    await open()
    await stage.control('settings', { manners: { zaloBot: { httpStatuses: true } } })
    const page = await stage.post('/zalobot/botkhong-phai-token/getMe', {})
    const quiet = await stage.zaloBot('getUpdates', { timeout: '0' })

    expect([page.status, page.headers.get('content-type')]).toEqual([401, 'text/html'])
    expect([quiet.status, quiet.body['error_code']]).toEqual([408, 408])
  })

  it('takes a voice for a group and delivers nothing', async () => {
    await open()
    await stage.control('messages', { as: 'hoa', chatId: 'zalo-bot:zb1003', text: 'chào' })
    const voice_url = 'https://a.vn/b.aac'
    const answers = [
      await stage.zaloBot('sendVoice', { chat_id: 'zgr-77', voice_url }),
      await stage.zaloBot('sendVoice', { chat_id: 'zb1003', voice_url }),
      await stage.zaloBot('sendVoice', { chat_id: 'zb1003', voice_url: 'b.mp3' }),
    ]

    expect(answers.map(({ body }) => body['ok'])).toEqual([true, true, false])
    expect(await stage.seen('lan', 'zalo-bot:zgr-77')).toEqual([])
    expect(await stage.seen('hoa', 'zalo-bot:zb1003')).toHaveLength(2)
  })
})
