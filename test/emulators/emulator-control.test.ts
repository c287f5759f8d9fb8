import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { request } from 'node:http'
import { openStage, type Stage } from './emulator-stage.ts'

let stage: Stage

beforeEach(async () => {
  stage = await openStage()
})

afterEach(() => stage.close())

/** Status of a plain GET with headers that `fetch` would not let us set. */
async function statusOf(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${stage.origin}${path}`, { headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0))
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('people with phones', () => {
  it('are listed with their chats, and no secret is', async () => {
    const { body, text } = await stage.read('state')

    expect(body['people']).toMatchObject([{ id: 'lan', role: 'Bí thư' }, {}, {}])
    expect(body['chats']).toMatchObject([{ chatId: 'telegram:1001', kind: 'private' }, {}, {}, {}])
    expect(text).not.toMatch(/secret|first-access/)
  })

  it('see only chats that they are in', async () => {
    const stranger = await stage.read('chats/telegram:-5001/messages?as=hoa')
    const writing = await stage.control('messages', {
      as: 'hoa',
      chatId: 'telegram:-5001',
      text: 'cho vào với',
    })

    expect([stranger.status, writing.status]).toEqual([409, 409])
    expect(writing.body['error']).toBe('Người này không ở trong nhóm.')
  })

  it('press Start before they write to a Telegram bot', async () => {
    const early = await stage.control('messages', {
      as: 'hoa',
      chatId: 'telegram:1003',
      text: 'chào',
    })
    const start = await stage.control('messages', {
      as: 'hoa',
      chatId: 'telegram:1003',
      text: '/start',
    })

    expect([early.status, start.status]).toEqual([409, 200])
  })

  it('watch what happens live', async () => {
    const stop = new AbortController()
    const live = await fetch(`${stage.origin}/_control/events`, { signal: stop.signal })
    const reader = live.body?.getReader()
    await reader?.read()
    await stage.telegram('sendMessage', { chat_id: -5001, text: 'Tin T12' })
    const chunk = await reader?.read()
    stop.abort()

    const text = new TextDecoder().decode(chunk?.value as Uint8Array)
    expect(JSON.parse(text.replace(/^data: /, ''))).toMatchObject({
      type: 'message',
      chatId: 'telegram:-5001',
      message: { text: 'Tin T12', from: { bot: true } },
    })
  })

  it('form a new group and take the bot along', async () => {
    const made = await stage.control('chats', {
      as: 'lan',
      platform: 'telegram',
      title: 'Hội Phụ nữ',
      members: ['hoa'],
      withBot: true,
    })
    const { chatId } = made.body['chat'] as { chatId: string }
    const { body } = await stage.telegram('getUpdates')

    expect(body['result']).toMatchObject([
      {
        my_chat_member: {
          chat: { title: 'Hội Phụ nữ' },
          old_chat_member: { status: 'left' },
          new_chat_member: { status: 'member' },
        },
      },
      { message: { new_chat_members: [{ is_bot: true }] } },
    ])
    expect(
      (await stage.telegram('sendMessage', { chat_id: chatId.slice(9), text: 'a' })).status,
    ).toBe(200)
  })

  it('attach a file that others can fetch', async () => {
    const sent = await stage.control('messages', {
      as: 'lan',
      chatId: 'telegram:-5001',
      file: {
        name: '../giấy mời.docx',
        mime: 'text/html',
        base64: Buffer.from('<script>').toString('base64'),
      },
    })
    const { file } = sent.body['message'] as { file: { name: string; url: string } }
    const fetched = await stage.send(file.url)

    expect(file.name).toBe('giấy mời.docx')
    expect(fetched.text).toBe('<script>')
    expect(fetched.headers.get('content-type')).toBe('application/octet-stream')
  })

  it('correct their own words, and the bot hears of it', async () => {
    const chatId = 'telegram:1001'
    const sent = await stage.control('messages', { as: 'lan', chatId, text: 'hop 8h' })
    const messageKey = (sent.body['message'] as { key: string }).key
    await stage.control('edits', { as: 'lan', messageKey, text: 'họp 9h' })
    const foreign = await stage.control('edits', { as: 'minh', messageKey, text: 'họp 10h' })
    const { body } = await stage.telegram('getUpdates')

    expect(body['result']).toMatchObject([{}, { edited_message: { text: 'họp 9h' } }])
    expect(foreign.status).toBe(409)
  })
})

describe('the control API', () => {
  it('serves this machine only, whatever name or page it is called from', async () => {
    expect(await statusOf('/_control/state', {})).toBe(200)
    expect(await statusOf('/_control/state', { host: 'evil.example' })).toBe(403)
    expect(await statusOf('/_control/state', { origin: 'https://evil.example' })).toBe(403)
  })

  it('does nothing on Telegram in place of a platform that it does not know', async () => {
    const update = { update_id: 1 }
    const calls = [
      await stage.control('revoke', { platform: 'viber' }),
      await stage.control('updates', { platform: 'viber', update }),
      await stage.control('chats', { platform: 'viber', as: 'lan', title: 'Nhóm mới' }),
      await stage.read('calls?platform=viber'),
    ]

    expect(calls.map(({ status }) => status)).toEqual([400, 400, 400, 400])
    expect(calls[0]?.body['error']).toBe('Không có nền tảng này.')
    expect((await stage.telegram('getUpdates')).body).toMatchObject({ ok: true, result: [] })
  })

  it.each([
    { path: 'messages', json: { as: 'lan' } },
    { path: 'messages', json: { as: 'lan', chatId: 'telegram:1001', text: '' } },
    { path: 'messages', json: { as: 'lan', chatId: 'telegram:1001', file: { name: 'a' } } },
    { path: 'presses', json: { as: 'lan', messageKey: 'x', button: null } },
    { path: 'membership', json: { as: 'lan', chatId: 'telegram:-5001', action: 'fly' } },
    { path: 'clock', json: { advanceMs: -1 } },
    { path: 'people', json: {} },
    { path: 'chats', json: { as: 'nobody' } },
    { path: 'updates', json: { platform: 'telegram', update: 'x' } },
    { path: 'webhook', json: { platform: 'zalo-oa', url: 'https://example.com/' } },
  ])('answers a sentence to a senseless call of $path', async ({ path, json }) => {
    const answer = await stage.control(path, json)

    expect([400, 409]).toContain(answer.status)
    expect(typeof answer.body['error']).toBe('string')
  })
})
