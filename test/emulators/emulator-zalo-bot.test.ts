import { afterEach, describe, expect, it } from '@jest/globals'
import type { EmulatorOptions } from '../../src/sandbox/emulator-server.ts'
import { openStage, type Stage } from './emulator-stage.ts'

let stage: Stage

async function open(options: Partial<EmulatorOptions> = {}): Promise<void> {
  stage = await openStage(options)
}

afterEach(() => stage.close())

function say(text: string, chatId = 'zalo-bot:zb1003', as = 'hoa') {
  return stage.control('messages', { as, chatId, text })
}

async function poll(timeout = 0) {
  return (await stage.zaloBot('getUpdates', { timeout: String(timeout) })).body
}

describe('a bot on the emulated Zalo Bot Platform', () => {
  it('knows itself, and nobody else by its name', async () => {
    await open()
    const me = await stage.zaloBot('getMe')
    const stranger = await stage.post('/zalobot/bot1:wrong/getMe', {})
    const unknown = await stage.zaloBot('sendDocument')

    expect(me.body).toMatchObject({
      ok: true,
      error_code: 0,
      result: { display_name: 'Bot Nhịp Cầu', can_join_groups: true },
    })
    expect(stranger.body).toMatchObject({ ok: false, error_code: 401 })
    expect(unknown.body).toEqual({ ok: false, description: 'Not Found', error_code: 404 })
  })

  it('gets one update at a time, and 408 when there is none', async () => {
    await open()
    await say('một')
    await say('hai')

    expect(await poll()).toMatchObject({ ok: true, result: { message: { text: 'một' } } })
    expect(await poll()).toMatchObject({ ok: true, result: { message: { text: 'hai' } } })
    expect(await poll()).toEqual({ ok: false, description: 'Request timeout', error_code: 408 })
  })

  it('is woken by a message while it polls', async () => {
    await open()
    const polled = poll(30)
    await say('chào bot')

    expect(await polled).toMatchObject({ result: { message: { text: 'chào bot' } } })
  })

  it('gets the same update again where the server replays', async () => {
    await open({
      manners: { zaloBot: { httpStatuses: true, replay: true } },
    })
    await say('một')
    const first = await poll()
    const second = await poll()
    await say('hai')
    const third = await poll()

    expect(second).toEqual(first)
    expect(third).toMatchObject({ result: { message: { text: 'hai' } } })
  })

  it('hears in a group only mentions and replies', async () => {
    await open()
    const group = 'zalo-bot:zgr-77'
    await say('chiều nay mưa', group, 'minh')
    await say('@Bot Nhịp Cầu nhan T12', group, 'minh')
    expect(await poll()).toMatchObject({
      result: { message: { text: '@Bot Nhịp Cầu nhan T12', chat: { chat_type: 'GROUP' } } },
    })
    const sent = await stage.zaloBot('sendMessage', { chat_id: 'zgr-77', text: 'Tin T12' })
    const id = (sent.body['result'] as { message_id: string }).message_id
    await stage.control('messages', {
      as: 'minh',
      chatId: group,
      text: 'đã nhận',
      replyTo: `${group}:${id}`,
    })

    expect(await poll()).toMatchObject({ result: { message: { text: 'đã nhận' } } })
    expect(await poll()).toMatchObject({ error_code: 408 })
  })

  it.each([
    { title: 'an empty text', params: { chat_id: 'zgr-77', text: '' }, code: 400 },
    { title: 'no chat', params: { text: 'a' }, code: 400 },
    { title: 'an unknown chat', params: { chat_id: 'zz', text: 'a' }, code: 400 },
    { title: '2001 characters', params: { chat_id: 'zgr-77', text: 'a'.repeat(2001) }, code: 400 },
  ])('refuses $title', async ({ params, code }) => {
    await open()

    const answer = await stage.zaloBot('sendMessage', params)

    expect([answer.status, answer.body['error_code']]).toEqual([200, code])
  })

  it('shows formatted text without its marks', async () => {
    await open()
    await stage.zaloBot('sendMessage', {
      chat_id: 'zgr-77',
      text: '**Giấy mời** họp',
      parse_mode: 'markdown',
    })

    expect(await stage.seen('lan', 'zalo-bot:zgr-77')).toMatchObject([
      { text: 'Giấy mời họp', entities: [{ type: 'bold', offset: 0, length: 8 }] },
    ])
  })

  it('stops when the month is used up, until the next one', async () => {
    await open({ limits: { zaloBot: { messagesPerMonth: 1 } } })
    const send = () => stage.zaloBot('sendMessage', { chat_id: 'zgr-77', text: 'a' })
    await send()

    expect((await send()).body).toMatchObject({ error_code: 429, description: 'Quota exceeded' })
    stage.advance(32 * 86_400_000)
    expect((await send()).body).toMatchObject({ ok: true })
  })

  it('meets an HTML page when it calls too fast', async () => {
    await open({ limits: { zaloBot: { callsPerSecond: 1 } } })
    await stage.zaloBot('getMe')
    const second = await stage.zaloBot('getMe')

    expect([second.status, second.headers.get('content-type')]).toEqual([429, 'text/html'])
  })

  it('gets pictures by address and is not told what a file holds', async () => {
    await open()
    const base64 = Buffer.from('\x89PNG nội dung').toString('base64')
    const to = { as: 'hoa', chatId: 'zalo-bot:zb1003' }
    await stage.control('messages', { ...to, file: { name: 'a.png', mime: 'image/png', base64 } })
    await stage.control('messages', {
      ...to,
      file: { name: 'a.pdf', mime: 'application/pdf', base64 },
    })

    const picture = await poll()
    const { photo_url } = (picture['result'] as { message: { photo_url: string } }).message
    expect((await fetch(photo_url)).status).toBe(200)
    expect(await poll()).toMatchObject({ result: { event_name: 'message.unsupported.received' } })
  })
})
