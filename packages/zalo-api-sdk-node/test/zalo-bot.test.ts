import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createZaloBot, type ZaloBot } from '../src/index.ts'
import { failureOf, shownBy } from './failure-of.ts'
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
      accountType: 'BASIC',
      canJoinGroups: false,
    })
    expect(await bot.getMe()).toMatchObject({ name: 'Bot Như Xuân', accountName: 'bot.abc' })
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      url: `/zalobot/bot${TOKEN}/getMe`,
    })
  })

  it('sends a text, its letters in one piece', async () => {
    server.answer(
      json({ ok: true, result: { message_id: 'z1', date: 1_750_316_131_602 }, error_code: 0 }),
    )

    expect(await bot.sendMessage('zgr-1', 'Chào'.normalize('NFD'))).toEqual({
      messageId: 'z1',
      sentAt: new Date(1_750_316_131_602),
    })
    expect(body()).toEqual({ chat_id: 'zgr-1', text: 'Chào' })
  })

  it('sends pictures, stickers and voices by their address, and shows that it is typing', async () => {
    server.answer(json({ ok: true, result: { message_id: 'z2' } }))

    const sent = await bot.sendPhoto('u1', 'https://x.vn/a.jpg', { caption: 'Ảnh' })
    expect(sent).toEqual({ messageId: 'z2', sentAt: null })
    await bot.sendSticker('u1', 'st1')
    await bot.sendVoice('u1', 'https://x.vn/a.aac')
    await bot.sendChatAction('u1', 'typing')

    expect(server.requests.map(({ url, body: text }) => [url.split('/').at(-1), text])).toEqual([
      ['sendPhoto', '{"chat_id":"u1","photo":"https://x.vn/a.jpg","caption":"Ảnh"}'],
      ['sendSticker', '{"chat_id":"u1","sticker":"st1"}'],
      ['sendVoice', '{"chat_id":"u1","voice_url":"https://x.vn/a.aac"}'],
      ['sendChatAction', '{"chat_id":"u1","action":"typing"}'],
    ])
  })

  describe('formatting', () => {
    const taken = json({ ok: true, result: { message_id: 'z3' } })
    const refused = json({ ok: false, description: 'Bad request: parse', error_code: 400 })
    const bodies = (): unknown[] =>
      server.requests.map(({ body: text }) => JSON.parse(text) as unknown)

    it('goes along', async () => {
      server.answer(taken)
      const textStyles = [{ start: 0, len: 4, st: ['b', 'c_15a85f'] }]

      await bot.sendMessage('u1', '**Chào**', { parseMode: 'markdown' })
      await bot.sendMessage('u1', 'Chào bà'.normalize('NFD'), { textStyles })

      expect(bodies()).toEqual([
        { chat_id: 'u1', text: '**Chào**', parse_mode: 'markdown' },
        // Positions count the letters as they were given.
        { chat_id: 'u1', text: 'Chào bà'.normalize('NFD'), text_styles: textStyles },
      ])
    })

    it('is left out when it is refused', async () => {
      server.answer(refused, taken, refused, taken)

      await bot.sendMessage('u1', '<b>Chào</b>', { parseMode: 'html', plainText: 'Chào' })
      await bot.sendMessage('u1', 'Chào', { textStyles: [] })

      expect(bodies()).toEqual([
        { chat_id: 'u1', text: '<b>Chào</b>', parse_mode: 'html' },
        { chat_id: 'u1', text: 'Chào' },
        { chat_id: 'u1', text: 'Chào', text_styles: [] },
        { chat_id: 'u1', text: 'Chào' },
      ])
    })

    it('is tried once, and not at all after a lost answer or without formatting', async () => {
      server.answer(refused)
      expect(await failureOf(bot.sendMessage('u1', 'a', { parseMode: 'html' }))).toMatchObject({
        code: 400,
      })
      expect(server.requests).toHaveLength(2)
      expect(await failureOf(bot.sendMessage('u1', 'a'))).toMatchObject({ code: 400 })
      expect(server.requests).toHaveLength(3)

      server.answer({ drop: true })
      expect(await failureOf(bot.sendMessage('u1', 'a', { parseMode: 'html' }))).toMatchObject({
        class: 'unknown-outcome',
      })
      expect(server.requests).toHaveLength(4)
    })
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

      expect(await failureOf(bot.getUpdates())).toMatchObject({ code: 400, text: description })
    })

    it('stop with their signal', async () => {
      server.answer({ after: new Promise<void>(() => undefined) })

      const error = await failureOf(bot.getUpdates({ signal: AbortSignal.timeout(30) }))

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
        updatedAt: new Date(1),
      })
      expect(body()).toEqual({ url: 'https://x.vn/w', secret_token: '12345678' })
    })

    it.each(['', '1234567', 's'.repeat(257)])('is not set with the secret %j', async (secret) => {
      const setting = bot.setWebhook({ url: 'https://x.vn/w', secret })

      expect(await failureOf(setting)).toMatchObject({ code: 'bad-argument', class: 'payload' })
      expect(server.requests).toEqual([])
    })

    it('is removed, and may be tried', async () => {
      server.answer(json({ ok: true, result: { url: '', updated_at: 1 } }))

      expect(await bot.deleteWebhook()).toBeUndefined()
      expect(await bot.testWebhook()).toEqual({ url: '', updated_at: 1 })
      expect(server.requests.map(({ url }) => url.split('/').at(-1))).toEqual([
        'deleteWebhook',
        'testWebhook',
      ])
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
      [500, 'unknown-outcome'],
      [501, 'unknown-outcome'],
      [503, 'transient'],
      [504, 'unknown-outcome'],
    ] as const)(
      'gives %i the class %s, under HTTP 200 and under its own',
      async (code, expected) => {
        const answer = { ok: false, description: 'why', error_code: code }
        server.answer(json(answer), json(answer, { status: code }))

        expect(await failureOf(send())).toMatchObject({ code, class: expected, text: 'why' })
        expect(await failureOf(send())).toMatchObject({ code, class: expected, text: 'why' })
      },
    )

    it('reads an error code that is a text', async () => {
      server.answer(json({ ok: false, description: 'x', error_code: '429' }))

      expect(await failureOf(send())).toMatchObject({ code: 429, class: 'transient' })
    })

    it.each([
      { status: 429, expected: 'transient' },
      { status: 401, expected: 'human' },
      { status: 502, expected: 'unknown-outcome' },
      { status: 503, expected: 'transient' },
      { status: 500, expected: 'unknown-outcome' },
      { status: 302, expected: 'transient' },
    ] as const)('goes by the status $status of a page', async ({ status, expected }) => {
      server.answer({ status, body: '<html><h1>nginx</h1></html>' })

      expect(await failureOf(send())).toMatchObject({ class: expected, code: `http-${status}` })
    })

    it('never shows its token, also when a gateway echoes the path', async () => {
      const path = `/bot${TOKEN}/sendMessage`
      server.answer({
        status: 502,
        body: `${'x'.repeat(280)} ${path} ${encodeURIComponent(TOKEN)}`,
      })

      const error = await failureOf(send())

      expect(shownBy(error)).not.toMatch(/sEcReT|part_of/)
    })

    it('shows neither its token nor its address when nobody listens', async () => {
      await server.stop()
      const error = await failureOf(send())
      server = await startWireServer()

      expect(error).toMatchObject({ code: 'network', class: 'transient' })
      expect(shownBy(error)).not.toMatch(/sEcReT|part_of|127\.0\.0\.1/)
    })

    it('refuses a token that would change the path', () => {
      expect(() => createZaloBot({ token: '1:x/../y' })).toThrow(TypeError)
      expect(() => createZaloBot({ token: 'secret words' })).toThrow(/looks like/)
      for (const end of '/?#%\\ ')
        expect(() => createZaloBot({ token: `1:x${end}y` })).toThrow(/looks like/)
    })
  })
})
