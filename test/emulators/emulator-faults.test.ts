import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openStage, TELEGRAM_TOKEN, type Stage } from './emulator-stage.ts'

let stage: Stage

beforeEach(async () => {
  stage = await openStage({ randomSeed: 1 })
})

afterEach(() => stage.close())

function fault(json: Record<string, unknown>) {
  return stage.control('faults', { platform: 'telegram', method: 'sendMessage', times: 1, ...json })
}

function send(chat_id = 1001) {
  return stage.telegram('sendMessage', { chat_id, text: 'Tin T1' })
}

async function arrived(): Promise<number> {
  return (await stage.seen('lan', 'telegram:1001')).length
}

describe('a scripted fault', () => {
  it('strikes as often as it says, then all is well', async () => {
    await fault({ kind: 'code', code: 429, retryAfter: 7, times: 2 })

    expect((await send()).body).toMatchObject({ error_code: 429, parameters: { retry_after: 7 } })
    expect((await send()).status).toBe(429)
    expect((await send()).status).toBe(200)
  })

  it('may concern one chat only', async () => {
    await fault({
      kind: 'code',
      code: 400,
      description: 'Bad Request: a',
      chatId: 'telegram:-5001',
    })

    expect((await send()).status).toBe(200)
    expect((await send(-5001)).body).toMatchObject({ description: 'Bad Request: a' })
  })

  it('drops the connection before the message is sent', async () => {
    await fault({ kind: 'drop-before' })

    await expect(send()).rejects.toThrow('fetch failed')
    expect(await arrived()).toBe(0)
  })

  it('loses the answer after the message was sent, which shows duplicates', async () => {
    await fault({ kind: 'drop-after' })

    await expect(send()).rejects.toThrow('fetch failed')
    expect(await arrived()).toBe(1)
  })

  it('says that a message failed which was sent, which shows duplicates too', async () => {
    await fault({ kind: 'error-after', code: 500 })

    expect((await send()).body).toMatchObject({ ok: false, error_code: 500 })
    expect(await arrived()).toBe(1)
  })

  it('never answers until the caller gives up', async () => {
    await fault({ kind: 'hang' })
    const path = `/telegram/bot${TELEGRAM_TOKEN}/sendMessage?chat_id=1001&text=a`

    await expect(stage.send(path, { signal: AbortSignal.timeout(50) })).rejects.toThrow('timeout')
    expect(await arrived()).toBe(0)
  })

  it('shows a page that repeats the token, to prove that nobody logs it', async () => {
    await fault({ kind: 'html', status: 502 })
    const answer = await send()

    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html'])
    expect(answer.text).toContain(TELEGRAM_TOKEN)
  })

  it('delays the answer', async () => {
    await fault({ kind: 'delay', ms: 30 })
    await send()

    const { body } = await stage.read('calls?platform=telegram')
    const [call] = body['calls'] as { latencyMs: number }[]
    expect(call?.latencyMs).toBeGreaterThanOrEqual(25)
  })

  it('may strike a share of the calls', async () => {
    await fault({ kind: 'code', code: 500, share: 0.5, times: 1000, method: 'getMe' })
    const answers = await Promise.all(Array.from({ length: 60 }, () => stage.telegram('getMe')))
    const struck = answers.filter(({ status }) => status === 500).length

    expect(struck).toBeGreaterThan(15)
    expect(struck).toBeLessThan(45)
  })

  it('ends when faults are cleared', async () => {
    await stage.control('faults', { platform: 'telegram', kind: 'http', status: 503 })
    expect((await send()).status).toBe(503)
    await stage.send('/_control/faults', { method: 'DELETE' })

    expect((await send()).status).toBe(200)
  })

  it('is worded by each platform', async () => {
    const oa = { platform: 'zalo-oa', method: 'group/message', kind: 'code', code: -211, times: 1 }
    await stage.control('faults', oa)
    const bot = { platform: 'zalo-bot', method: 'sendMessage', kind: 'code', code: 403, times: 1 }
    await stage.control('faults', bot)
    const headers = { access_token: 'first-access' }

    const fromOa = await stage.post('/openapi/v3.0/oa/group/message', {}, headers)
    const fromBot = await stage.zaloBot('sendMessage', { chat_id: 'zgr-77', text: 'a' })

    expect([fromOa.status, fromOa.body['error']]).toEqual([200, -211])
    expect([fromBot.status, fromBot.body['error_code']]).toEqual([200, 403])
  })

  it('is refused when nobody understands it', async () => {
    expect((await stage.control('faults', { platform: 'telegram', kind: 'rain' })).status).toBe(400)
  })
})

describe('the call log', () => {
  it('holds every call with its outcome and without the token', async () => {
    await send()
    await send(4711)
    await fault({ kind: 'drop-before' })
    await send().catch(() => undefined)

    const log = await stage.read('calls?platform=telegram&after=0')

    expect(log.body['calls']).toMatchObject([
      { seq: 1, method: 'sendMessage', chatId: 'telegram:1001', ok: true, status: 200 },
      { seq: 2, chatId: 'telegram:4711', ok: false, errorCode: 400, payload: { text: 'Tin T1' } },
      { seq: 3, ok: false, status: 0 },
    ])
    expect(log.text).not.toContain(TELEGRAM_TOKEN)
  })
})
