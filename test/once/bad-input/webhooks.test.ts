import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Platform } from '../../../src/domain/platform.ts'
import { vi } from '../../../src/i18n/vi.ts'
import { DEMO_BOTS } from '../../../src/sandbox/demo-commune.ts'
import {
  openJoinedService,
  rightHeaders,
  type JoinedService,
} from '../../support/joined-service.ts'
import { waitUntil } from '../../support/wait-until.ts'

let joined: JoinedService
let number = 0
beforeAll(async () => {
  joined = await openJoinedService()
}, 60_000)
afterAll(() => joined.stop())

type Json = Record<string, unknown>

const HOA = { id: 987_654_321, is_bot: false, first_name: 'Hoa' }
const PRIVATE = { id: HOA.id, type: 'private', first_name: 'Hoa' }
const GROUP = { id: -1_009_876_543, type: 'supergroup', title: 'Nhóm lạ' }

function telegram(content: Json): string {
  return JSON.stringify({ update_id: 900_000 + ++number, ...content })
}

function telegramMessage(fields: Json): string {
  return telegram({
    message: { message_id: ++number, date: 1_790_000_000, chat: PRIVATE, from: HOA, ...fields },
  })
}

function zaloBot(fields: Json, name = 'message.text.received'): string {
  return JSON.stringify({
    event_name: name,
    message: {
      message_id: `zb-${++number}`,
      date: 1_790_000_000_000,
      chat: { id: 'nguoi-la', chat_type: 'PRIVATE' },
      from: { id: 'nguoi-la', display_name: 'Hoa', is_bot: false },
      ...fields,
    },
  })
}

function zaloOa(fields: Json, name = 'user_send_text'): string {
  return JSON.stringify({
    event_name: name,
    app_id: '1',
    timestamp: String(Date.now()),
    sender: { id: '6800000000000099999' },
    recipient: { id: DEMO_BOTS.zaloOa.botId },
    message: { msg_id: `oa-${++number}`, ...fields },
  })
}

const VALID: Record<Platform, () => string> = {
  telegram: () => telegramMessage({ text: '/khongco' }),
  'zalo-bot': () => zaloBot({ text: 'khong co lenh nay' }),
  'zalo-oa': () => zaloOa({ text: 'khong co lenh nay' }),
}
const PLATFORMS = Object.keys(VALID) as Platform[]

describe.each(PLATFORMS)('the webhook of %s', (platform) => {
  it('answers the same update twice and takes it in once', async () => {
    await joined.said()
    const body = VALID[platform]()
    const before = await joined.stored()

    const answers = [await joined.post(platform, body), await joined.post(platform, body)]
    const together = await Promise.all([joined.post(platform, body), joined.post(platform, body)])

    expect([...answers, ...together].map(({ status }) => status)).toEqual([200, 200, 200, 200])
    expect(await joined.stored()).toBe(before + 1)
    expect(await joined.said()).toHaveLength(1)
  })

  it.each([
    ['none', {}],
    ['a wrong one', { 'x-telegram-bot-api-secret-token': 'guess', 'x-bot-api-secret-token': 'x' }],
    ['a wrong signature', { 'x-zevent-signature': `mac=${'0'.repeat(64)}` }],
    ['one that is no hash', { 'x-zevent-signature': 'mac=' }],
  ])('refuses %s as a secret', async (_what, headers) => {
    const before = await joined.stored()

    const answer = await joined.post(platform, VALID[platform](), headers as Record<string, string>)

    expect(answer.status).toBe(401)
    expect(await answer.json()).toMatchObject({
      message: 'Yêu cầu không mang đúng mã bí mật hoặc chữ ký.',
    })
    expect(await joined.stored()).toBe(before)
  })

  it.each([
    ['cut off', '{"update_id": 1, "message": {'],
    ['words', 'xin chào'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x41])],
    ['compressed', gzipSync('{}')],
    ['in a form of its own', "{'a': 1}"],
  ])('refuses JSON that is %s', async (_what, body) => {
    const before = await joined.stored()

    const answer = await joined.post(platform, body)

    expect(answer.status).toBe(400)
    expect(await answer.text()).not.toMatch(/node_modules|SyntaxError|position/u)
    expect(await joined.stored()).toBe(before)
  })

  it('refuses more than one megabyte, whatever is declared', async () => {
    const big = JSON.stringify({ event_name: 'x'.repeat(1024 * 1024 + 100) })

    expect((await joined.post(platform, big)).status).toBe(413)
    expect((await joined.post(platform, big, {})).status).toBe(413)
  })

  it.each([
    '{}',
    '{"event_name":""}',
    '{"update_id":-1}',
    '{"__proto__":{"a":1}}',
    '{"update_id":"1"}',
  ])('takes %s, which is no event, for a probe', async (body) => {
    const before = await joined.stored()
    expect((await joined.post(platform, body)).status).toBe(200)
    expect(await joined.stored()).toBe(before)
  })

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    '',
  ])('takes an update as “%s” all the same', async (type) => {
    const body = VALID[platform]()
    const { 'content-type': _type, ...headers } = rightHeaders(platform, body)
    const answer = await joined.post(
      platform,
      Buffer.from(body),
      type ? { ...headers, 'content-type': type } : headers,
    )
    expect(answer.status).toBe(200)
    expect(await joined.said()).toHaveLength(1)
  })

  it('answers only to POST', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const answer = await fetch(`${joined.service.url}/webhooks/${platform}`, { method })
      expect(answer.status).toBe(404)
    }
  })
})

describe('an empty body', () => {
  it('is a probe of Zalo', async () => {
    expect((await joined.post('zalo-oa', '', {})).status).toBe(200)
    expect((await joined.post('zalo-bot', '')).status).toBe(200)
    expect((await joined.post('zalo-bot', '', {})).status).toBe(200)
  })
  it('is nothing to Telegram, and nothing without the secret', async () => {
    expect((await joined.post('telegram', '')).status).toBe(400)
    expect((await joined.post('telegram', '', {})).status).toBe(401)
  })
})

describe('another address', () => {
  it.each(['facebook', 'Telegram', 'telegram/x', '..%2fadmin', '%00', 'x'.repeat(300)])(
    '/webhooks/%s does not exist',
    async (path) => {
      const answer = await fetch(`${joined.service.url}/webhooks/${path}`, {
        method: 'POST',
        body: '{}',
      })
      expect([400, 404, 414]).toContain(answer.status)
    },
  )
})

describe('what platforms send and nobody asked for', () => {
  const nothingFrom = async (platform: Platform, body: string) => {
    await joined.said()
    expect((await joined.post(platform, body)).status).toBe(200)
    return joined.said()
  }
  const { edited, unsupported, unknownHowToAsk: unknown } = vi.common

  it.each([
    ['a kind of update from the future', () => telegram({ hologram: { chat: PRIVATE } })],
    ['a channel post', () => telegram({ channel_post: channelPost() })],
    ['an edited channel post', () => telegram({ edited_channel_post: channelPost() })],
    [
      'a message in a channel',
      () => telegramMessage({ chat: { id: -100, type: 'channel' }, text: '/trogiup' }),
    ],
    ['another bot', () => telegramMessage({ from: { ...HOA, is_bot: true }, text: '/trogiup' })],
    ['no sender', () => telegramMessage({ from: undefined, text: '/trogiup' })],
    ['a message without content', () => telegramMessage({})],
    ['a service message', () => telegramMessage({ new_chat_title: 'Nhóm' })],
    [
      'a chat of an unknown type',
      () => telegramMessage({ chat: { id: 1, type: 'secret' }, text: 'x' }),
    ],
    ['a text that is a number', () => telegramMessage({ text: 12 })],
    ['a press without data', () => telegram({ callback_query: { id: '1', from: HOA } })],
    ['a poll', () => telegram({ poll: { id: '1', question: 'x' } })],
  ])('%s says nothing to the bot (Telegram)', async (_what, body) => {
    expect(await nothingFrom('telegram', body())).toEqual([])
  })

  it.each([
    ['an edited message', () => telegram({ edited_message: edition('/huy') }), edited],
    ['a sticker', () => telegramMessage({ sticker: { file_id: 'x' } }), unsupported],
    ['a voice message', () => telegramMessage({ voice: { file_id: 'x' } }), unsupported],
    ['a place', () => telegramMessage({ location: { latitude: 1, longitude: 2 } }), unsupported],
    [
      'a photo',
      () => telegramMessage({ photo: [{ file_id: 'x', width: 1, height: 1 }] }),
      unsupported,
    ],
    [
      'a forwarded message',
      () => telegramMessage({ text: 'Mời họp', forward_origin: { type: 'hidden_user' } }),
      unknown,
    ],
    [
      'a message sent by way of another bot',
      () => telegramMessage({ text: 'Mời họp', via_bot: { id: 5, is_bot: true } }),
      unknown,
    ],
  ])('%s gets a sentence (Telegram)', async (_what, body, words) => {
    const said = await nothingFrom('telegram', body())
    expect(said.join()).toContain(words)
    expect(said).toHaveLength(1)
  })

  it.each([
    ['a dead button', () => press('chuyện khác')],
    ['a button of an old message', () => press('~n-ok...AAAAAAAA', { date: 0 })],
  ])('%s gets a sentence where Telegram shows no toast any more', async (_what, body) => {
    const said = await nothingFrom('telegram', body())
    await waitUntil('it is said', async () => said.push(...(await joined.said())) > 0)
    expect(said.join()).toContain(vi.common.stale)
    expect(said).toHaveLength(1)
  })

  it.each([
    ['a sticker', () => zaloBot({ sticker: 'x' }, 'message.sticker.received'), unsupported],
    ['a voice message', () => zaloBot({ voice_url: 'x' }, 'message.voice.received'), unsupported],
    ['what Zalo withholds', () => zaloBot({}, 'message.unsupported.received'), vi.common.withheld],
    ['a picture without address', () => zaloBot({}, 'message.image.received'), unsupported],
    ['an event from the future', () => zaloBot({ text: 'x' }, 'message.dream.received'), null],
    ['another bot', () => zaloBot({ text: 'x', from: { id: 'b', is_bot: true } }), null],
    ['no sender', () => zaloBot({ text: 'x', from: {} }), null],
  ])('%s is taken for what it is (Zalo Bot)', async (_what, body, words) => {
    const said = await nothingFrom('zalo-bot', body())
    expect(said.join()).toContain(words ?? '')
    expect(said).toHaveLength(words === null ? 0 : 1)
  })

  it.each([
    ['a sticker', () => zaloOa({ attachments: [] }, 'user_send_sticker'), unsupported],
    ['a voice message', () => zaloOa({ attachments: [] }, 'user_send_audio'), unsupported],
    [
      'a file of a resident',
      () => zaloOa({ attachments: [attachment()] }, 'user_send_file'),
      unsupported,
    ],
    ['an event from the future', () => zaloOa({}, 'user_dreams'), null],
    ['our own echo', () => zaloOa({ text: 'x' }, 'oa_send_text'), null],
    ['a receipt', () => zaloOa({ msg_ids: ['1'] }, 'user_seen_message'), null],
    ['no sender', () => zaloOa({ text: 'x' }).replace('6800000000000099999', ''), null],
  ])('%s is taken for what it is (Zalo OA)', async (_what, body, words) => {
    const said = await nothingFrom('zalo-oa', body())
    expect(said.join()).toContain(words ?? '')
    expect(said).toHaveLength(words === null ? 0 : 1)
  })

  it('a title of 10,000 characters is shortened for the owners', async () => {
    const title = `\u202E${'Nhóm rất dài '.repeat(800)}`
    await nothingFrom(
      'telegram',
      telegram({
        my_chat_member: {
          chat: { ...GROUP, title },
          from: HOA,
          date: 1,
          new_chat_member: { status: 'member', user: HOA },
        },
      }),
    )
    const { db } = joined.service.deps.store
    const chats = await db.selectFrom('chat').select('title').where('type', '=', 'group').execute()
    const kept = chats.map((chat) => chat.title).find((one) => one.includes('Nhóm rất dài'))
    expect(kept!.length).toBeLessThanOrEqual(200)
    expect(kept).not.toContain('\u202E')
  })

  it('characters that no database takes are taken in once, and left out', async () => {
    const said = await nothingFrom('telegram', telegramMessage({ text: 'Xin\u0000 ch\uD800ào' }))
    expect(said).toHaveLength(1)
    const bot = await nothingFrom(
      'zalo-bot',
      zaloBot({ text: '\u0000', from: { id: 'q', display_name: 'a\u0000b' } }),
    )
    expect(bot).toHaveLength(1)
    const oa = await nothingFrom('zalo-oa', zaloOa({ text: 'x', quote_msg_id: 'a\u0000b' }))
    expect(oa).toHaveLength(1)
  })

  it('leaves no update behind that could not be taken in, and no word of anybody in the log', async () => {
    await joined.said()
    const { db } = joined.service.deps.store
    const failed = await db
      .selectFrom('inbox')
      .select('error')
      .where('state', '=', 'failed')
      .execute()
    expect(failed).toEqual([])
    expect(joined.log()).not.toMatch(/an update could not be taken in|Mời họp|khong co lenh/u)
  })
})

function channelPost(): Json {
  return { message_id: ++number, date: 1, chat: { id: -100, type: 'channel' }, text: '/trogiup' }
}

function edition(text: string): Json {
  return { message_id: ++number, date: 1, edit_date: 2, chat: PRIVATE, from: HOA, text }
}

function press(data: string, message: Json = {}): string {
  return telegram({
    callback_query: {
      id: String(++number),
      from: HOA,
      chat_instance: '1',
      data,
      message: { message_id: 1, date: 1, chat: PRIVATE, ...message },
    },
  })
}

function attachment(): Json {
  return { type: 'file', payload: { url: 'http://127.0.0.1:9/x', name: 'don.docx', size: '50' } }
}
