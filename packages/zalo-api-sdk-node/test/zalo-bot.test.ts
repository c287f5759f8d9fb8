import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createZaloBot, type ZaloBot, ZaloError } from '../src/index.ts'
import { json, startWireServer, type WireServer } from './wire-server.ts'

const TOKEN = '1234567890:sEcReT-part_of.it'
const UPDATE = {
  event_name: 'message.text.received',
  message: {
    from: { id: 'u1', display_name: 'Lê Thị Hoa', is_bot: false },
    chat: { id: 'u1', chat_type: 'PRIVATE' },
    text: 'Xin chào',
    message_id: 'm1',
    date: 1_750_316_131_602,
  },
}

describe('a bot of the Bot Platform', () => {
  let server: WireServer
  let bot: ZaloBot

  beforeEach(async () => {
    server = await startWireServer()
    bot = createZaloBot({ token: TOKEN, baseUrl: `${server.origin}/zalobot` })
  })

  afterEach(async () => {
    await server.stop()
  })

  const failure = async (call: Promise<unknown>): Promise<ZaloError> => {
    const error: unknown = await call.then(
      () => null,
      (reason: unknown) => reason,
    )
    if (!(error instanceof ZaloError)) throw new Error('no ZaloError came', { cause: error })
    return error
  }
  const body = (): unknown => JSON.parse(server.requests.at(-1)?.body ?? '') as unknown

  it('knows itself, under either name', async () => {
    const result = {
      id: '9',
      account_name: 'bot.abc',
      account_type: 'BASIC',
      can_join_groups: false,
    }
    server.answer(
      json({ ok: true, result, error_code: 0 }),
      json({ ok: true, result: { ...result, display_name: 'Bot Như Xuân' }, error_code: 0 }),
    )

    expect(await bot.getMe()).toEqual({
      id: '9',
      name: 'bot.abc',
      accountName: 'bot.abc',
      canJoinGroups: false,
    })
    expect(await bot.getMe()).toMatchObject({ name: 'Bot Như Xuân', accountName: 'bot.abc' })
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: `/zalobot/bot${TOKEN}/getMe`,
    })
  })

  it('sends a text', async () => {
    server.answer(json({ ok: true, result: { message_id: 'z1', date: 1 }, error_code: 0 }))

    expect(await bot.sendMessage('zgr-1', 'Chào')).toBe('z1')
    expect(body()).toEqual({ chat_id: 'zgr-1', text: 'Chào' })
  })

  it('sends a picture by its address and shows that it is typing', async () => {
    server.answer(json({ ok: true, result: { message_id: 'z2' } }), json({ ok: true, result: {} }))

    expect(await bot.sendPhoto('u1', 'https://x.vn/a.jpg', { caption: 'Ảnh' })).toBe('z2')
    expect(body()).toEqual({ chat_id: 'u1', photo: 'https://x.vn/a.jpg', caption: 'Ảnh' })
    await bot.sendChatAction('u1', 'typing')
    expect(body()).toEqual({ chat_id: 'u1', action: 'typing' })
  })

  describe('updates', () => {
    it('come one at a time', async () => {
      server.answer(json({ ok: true, result: UPDATE }))

      expect(await bot.getUpdates({ timeoutSeconds: 5 })).toEqual([UPDATE])
      expect(body()).toEqual({ timeout: '5' })
    })

    it.each([200, 408])('are none after a quiet window, under HTTP %i', async (status) => {
      const quiet = { ok: false, description: 'Request timeout', error_code: 408 }
      server.answer(json(quiet, { status }))

      expect(await bot.getUpdates()).toEqual([])
    })

    it('do not come while a webhook is set', async () => {
      const description =
        'You cannot use this API while a webhook is set. Please remove the webhook first'
      server.answer(json({ ok: false, description, error_code: 400 }))

      expect(await failure(bot.getUpdates())).toMatchObject({ code: 400, text: description })
    })

    it('stop with their signal', async () => {
      server.answer({ after: new Promise<void>(() => undefined) })

      const error = await failure(bot.getUpdates({ signal: AbortSignal.timeout(30) }))

      expect(error).toMatchObject({ code: 'aborted', class: 'transient' })
    })
  })

  describe('its webhook', () => {
    it('is set with a secret, and says whether Zalo could call it', async () => {
      const result = {
        url: 'https://x.vn/w',
        updated_at: 1,
        verification: { ok: false, hint: 'DNS' },
      }
      server.answer(json({ ok: true, result }))

      expect(await bot.setWebhook({ url: 'https://x.vn/w', secret: '12345678' })).toEqual({
        url: 'https://x.vn/w',
        verified: false,
        hint: 'DNS',
      })
      expect(body()).toEqual({ url: 'https://x.vn/w', secret_token: '12345678' })
    })

    it.each([
      {
        title: 'Not Found',
        answer: json({ ok: false, description: 'Not Found', error_code: 404 }),
      },
      { title: 'an empty address', answer: json({ ok: true, result: { url: '', updated_at: 1 } }) },
    ])('is none when Zalo says $title', async ({ answer }) => {
      server.answer(answer)

      expect(await bot.getWebhookInfo()).toBeNull()
    })
  })

  describe('what goes wrong', () => {
    const send = (): Promise<unknown> => bot.sendMessage('u1', 'a')

    it.each([
      [400, 'payload'],
      [401, 'human'],
      [403, 'transient'],
      [404, 'payload'],
      [408, 'unknown-outcome'],
      [429, 'transient'],
      [500, 'transient'],
      [504, 'unknown-outcome'],
    ] as const)(
      'gives %i the class %s, under HTTP 200 and under its own',
      async (code, expected) => {
        const answer = { ok: false, description: 'why', error_code: code }
        server.answer(json(answer), json(answer, { status: code }))

        expect(await failure(send())).toMatchObject({ code, class: expected, text: 'why' })
        expect(await failure(send())).toMatchObject({ code, class: expected, text: 'why' })
      },
    )

    it('reads an error code that is a text', async () => {
      server.answer(json({ ok: false, description: 'x', error_code: '429' }))

      expect(await failure(send())).toMatchObject({ code: 429, class: 'transient' })
    })

    it.each([
      { status: 429, expected: 'transient' },
      { status: 401, expected: 'human' },
      { status: 502, expected: 'unknown-outcome' },
      { status: 503, expected: 'transient' },
    ] as const)('goes by the status $status of a page', async ({ status, expected }) => {
      server.answer({ status, body: '<html><h1>nginx</h1></html>' })

      expect(await failure(send())).toMatchObject({ class: expected, code: `http-${status}` })
    })

    it('never shows its token, also when a gateway echoes the path', async () => {
      const path = `/bot${TOKEN}/sendMessage`
      server.answer({
        status: 502,
        body: `${'x'.repeat(280)} ${path} ${encodeURIComponent(TOKEN)}`,
      })

      const error = await failure(send())

      expect(`${error.stack}${JSON.stringify(error)}`).not.toMatch(/sEcReT|part_of/)
    })

    it('refuses a token that would change the path', () => {
      expect(() => createZaloBot({ token: '1:x/../y' })).toThrow(TypeError)
      expect(() => createZaloBot({ token: 'secret words' })).toThrow(/looks like/)
    })
  })
})
