import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openStage, TELEGRAM_TOKEN, type Stage } from './emulator-stage.ts'

const GROUP = 'telegram:-5001'
let stage: Stage

beforeEach(async () => {
  stage = await openStage()
})

afterEach(() => stage.close())

async function takeUpdates(offset?: number): Promise<Record<string, unknown>[]> {
  const { body } = await stage.telegram('getUpdates', offset === undefined ? {} : { offset })
  return body['result'] as Record<string, unknown>[]
}

describe('a bot on the emulated Telegram', () => {
  it('knows itself by its token only', async () => {
    const me = await stage.telegram('getMe')
    const stranger = await stage.post('/telegram/bot123:wrong/getMe', {})
    const nonsense = await stage.post('/telegram/botnonsense/getMe', {})

    expect(me.body).toMatchObject({ ok: true, result: { id: 7000000001, username: 'nhipcau_bot' } })
    expect(stranger.body).toEqual({ ok: false, error_code: 401, description: 'Unauthorized' })
    expect(nonsense.status).toBe(404)
  })

  it('hears a person who presses Start and answers with buttons', async () => {
    await stage.control('messages', { as: 'hoa', chatId: 'telegram:1003', text: '/start u1' })
    const [update] = await takeUpdates()
    expect(update).toMatchObject({
      message: {
        text: '/start u1',
        from: { id: 1003, first_name: 'Hoa' },
        chat: { id: 1003, type: 'private' },
        entities: [{ type: 'bot_command', offset: 0, length: 6 }],
      },
    })

    const sent = await stage.telegram('sendMessage', {
      chat_id: 1003,
      text: 'Chào <b>chị Hoa</b> &amp; gia đình',
      parse_mode: 'HTML',
      reply_markup: { inline_keyboard: [[{ text: 'Đã nhận', callback_data: 'ack:1' }]] },
    })

    expect(sent.body).toMatchObject({
      result: {
        text: 'Chào chị Hoa & gia đình',
        entities: [{ type: 'bold', offset: 5, length: 7 }],
      },
    })
    expect((await stage.seen('hoa', 'telegram:1003')).at(-1)).toMatchObject({
      from: { bot: true },
      buttons: [[{ text: 'Đã nhận', kind: 'callback' }]],
    })
  })

  it('marks names, commands and links as Telegram does, also in a quote', async () => {
    await stage.control('messages', { as: 'hoa', chatId: 'telegram:1003', text: '/start' })
    const text = 'Bấm (/duyet), hỏi (@lan_nx), 25/12: https://youtube.com/@vtv24 (xem a.vn/-/b)'
    const quote = { type: 'blockquote', offset: 0, length: text.length }
    const { body } = await stage.telegram('sendMessage', {
      chat_id: 1003,
      text,
      entities: [quote],
    })

    const { entities } = body['result'] as { entities: (typeof quote)[] }
    expect(
      entities.map(({ type, offset, length }) => [type, text.slice(offset, offset + length)]),
    ).toEqual([
      ['blockquote', text],
      ['bot_command', '/duyet'],
      ['mention', '@lan_nx'],
      ['url', 'https://youtube.com/@vtv24'],
      ['url', 'a.vn/-/b'],
    ])
  })

  it('takes some marks out of a text before it looks for commands, as Telegram does', async () => {
    await stage.control('messages', { as: 'hoa', chatId: 'telegram:1003', text: '/start' })
    const { body } = await stage.telegram('sendMessage', {
      chat_id: 1003,
      text: 'x\u030A đậm /\u0333duyet',
      entities: [{ type: 'bold', offset: 3, length: 3 }],
    })

    expect(body['result']).toMatchObject({
      text: 'x đậm /duyet',
      entities: [
        { type: 'bold', offset: 2, length: 3 },
        { type: 'bot_command', offset: 6, length: 6 },
      ],
    })
  })

  it('cannot open a chat by itself, and names what is wrong', async () => {
    const neverStarted = await stage.telegram('sendMessage', { chat_id: 1003, text: 'Chào' })
    const unknown = await stage.telegram('sendMessage', { chat_id: 4711, text: 'Chào' })

    expect(neverStarted.body['description']).toBe(
      "Forbidden: bot can't initiate conversation with a user",
    )
    expect(unknown.body['description']).toBe('Bad Request: chat not found')
  })

  it('answers a press with a toast that the person sees', async () => {
    const sent = await stage.telegram('sendMessage', {
      chat_id: -5001,
      text: 'Tin T12',
      reply_markup: { inline_keyboard: [[{ text: 'Đã nhận', callback_data: 'ack' }]] },
    })
    const id = (sent.body['result'] as { message_id: number }).message_id
    const pressed = stage.control('presses', {
      as: 'minh',
      messageKey: `${GROUP}:${id}`,
      button: { row: 0, column: 0 },
    })
    const { body } = await stage.telegram('getUpdates', { timeout: 5 })
    const [update] = body['result'] as { callback_query: { id: string } }[]
    expect(update).toMatchObject({ callback_query: { from: { id: 1002 }, data: 'ack' } })

    await stage.telegram('answerCallbackQuery', {
      callback_query_id: update?.callback_query.id,
      text: 'Đã ghi nhận',
    })

    expect((await pressed).body).toEqual({ toast: { text: 'Đã ghi nhận', alert: false } })
    const late = await stage.telegram('answerCallbackQuery', {
      callback_query_id: update?.callback_query.id,
    })
    expect(late.body['description']).toContain('query is too old')
  })

  it('edits its message in place and refuses an edit that changes nothing', async () => {
    const { body } = await stage.telegram('sendMessage', { chat_id: 1001, text: 'Đang gửi 1/3' })
    const message_id = (body['result'] as { message_id: number }).message_id

    const first = await stage.telegram('editMessageText', {
      chat_id: 1001,
      message_id,
      text: '2/3',
    })
    const again = await stage.telegram('editMessageText', {
      chat_id: 1001,
      message_id,
      text: '2/3',
    })

    expect(first.status).toBe(200)
    expect(again.body['description']).toContain('message is not modified')
    expect(await stage.seen('lan', 'telegram:1001')).toMatchObject([{ text: '2/3' }])
  })

  it('confirms updates by the offset and gives the others again', async () => {
    for (const text of ['/start', 'một', 'hai'])
      await stage.control('messages', { as: 'lan', chatId: 'telegram:1001', text })
    const all = await takeUpdates()
    const again = await takeUpdates()
    const rest = await takeUpdates((all[1]?.['update_id'] as number) + 1)

    expect(all).toHaveLength(3)
    expect(again).toEqual(all)
    expect(rest).toMatchObject([{ message: { text: 'hai' } }])
  })

  it('ends an older poll when a second one begins', async () => {
    const first = stage.telegram('getUpdates', { timeout: 30 })
    await stage.telegram('getMe')
    const second = stage.telegram('getUpdates', { timeout: 30 })

    expect((await first).body).toMatchObject({ error_code: 409 })
    await stage.control('messages', { as: 'lan', chatId: 'telegram:1001', text: 'xin chào' })
    expect((await second).body).toMatchObject({ result: [{ message: { text: 'xin chào' } }] })
  })

  it('takes an uploaded document, gives it back, and sends it again by its id', async () => {
    const form = new FormData()
    form.set('chat_id', '-5001')
    form.set('caption', 'Văn bản')
    form.set('document', new Blob(['nội dung']), 'Kết luận số 12.docx')
    const sent = await stage.send(`/telegram/bot${TELEGRAM_TOKEN}/sendDocument`, {
      method: 'POST',
      body: form,
    })
    const { document } = sent.body['result'] as { document: { file_id: string; file_name: string } }
    expect(document.file_name).toBe('Kết luận số 12.docx')

    const again = await stage.telegram('sendDocument', {
      chat_id: 1001,
      document: document.file_id,
    })
    const found = await stage.telegram('getFile', { file_id: document.file_id })
    const path = (found.body['result'] as { file_path: string }).file_path
    const bytes = await stage.send(`/telegram/file/bot${TELEGRAM_TOKEN}/${path}`)

    expect(again.body).toMatchObject({ result: { document: { file_id: document.file_id } } })
    expect(bytes.text).toBe('nội dung')
    const asPhoto = await stage.telegram('sendPhoto', { chat_id: 1001, photo: document.file_id })
    expect(asPhoto.body['description']).toContain("can't use file of type")
  })

  it('moves a group to a supergroup and says so in all three ways', async () => {
    const changed = await stage.control('membership', {
      as: 'lan',
      chatId: GROUP,
      action: 'upgrade',
    })
    const grown = changed.body['chat'] as { externalId: string }
    const refused = await stage.telegram('sendMessage', { chat_id: -5001, text: 'còn đây không' })

    expect(refused.body).toMatchObject({
      error_code: 400,
      parameters: { migrate_to_chat_id: Number(grown.externalId) },
    })
    expect(await takeUpdates()).toMatchObject([
      {
        my_chat_member: {
          chat: { id: Number(grown.externalId), type: 'supergroup' },
          old_chat_member: { status: 'left' },
          new_chat_member: { status: 'member' },
        },
      },
      { message: { chat: { id: -5001 }, migrate_to_chat_id: Number(grown.externalId) } },
      { message: { chat: { type: 'supergroup' }, migrate_from_chat_id: -5001 } },
    ])
    const moved = await stage.telegram('sendMessage', { chat_id: grown.externalId, text: 'có' })
    expect(moved.status).toBe(200)
  })

  it('is told when somebody blocks it, and refused afterwards', async () => {
    await stage.control('membership', { as: 'lan', chatId: 'telegram:1001', action: 'block' })
    const refused = await stage.telegram('sendMessage', { chat_id: 1001, text: 'Chào' })

    expect(refused.body['description']).toBe('Forbidden: bot was blocked by the user')
    expect(await takeUpdates()).toMatchObject([
      { my_chat_member: { new_chat_member: { status: 'kicked' } } },
    ])
  })
})

describe('a bot that has chosen its updates', () => {
  it('gets only those, until it goes back to the usual set', async () => {
    await stage.telegram('getUpdates', { allowed_updates: ['callback_query'] })
    await stage.control('messages', { as: 'lan', chatId: 'telegram:1001', text: 'một' })
    await stage.telegram('getUpdates', { allowed_updates: [] })
    await stage.control('messages', { as: 'lan', chatId: 'telegram:1001', text: 'hai' })

    expect(await takeUpdates()).toMatchObject([{ message: { text: 'hai' } }])
  })

  it('keeps its updates when it hangs up in the middle of a poll', async () => {
    const path = `/telegram/bot${TELEGRAM_TOKEN}/getUpdates?timeout=30`
    await expect(stage.send(path, { signal: AbortSignal.timeout(30) })).rejects.toThrow('timeout')
    await stage.control('messages', { as: 'lan', chatId: 'telegram:1001', text: 'một' })

    expect(await takeUpdates()).toMatchObject([{ message: { text: 'một' } }])
  })
})

describe('deleting and replying', () => {
  it('deletes many messages in one call and none after 48 hours', async () => {
    const ids: number[] = []
    for (const text of ['một', 'hai', 'ba']) {
      const { body } = await stage.telegram('sendMessage', { chat_id: -5001, text })
      ids.push((body['result'] as { message_id: number }).message_id)
    }
    const [first, second, third] = ids
    await stage.telegram('deleteMessages', { chat_id: -5001, message_ids: [first, second, 99] })
    stage.advance(48 * 3_600_000)
    const late = await stage.telegram('deleteMessage', { chat_id: -5001, message_id: third })

    expect(late.body['description']).toBe("Bad Request: message can't be deleted")
    const seen = await stage.seen('lan', GROUP)
    expect(seen.map(({ deleted }) => deleted ?? false)).toEqual([true, true, false])
  })

  it('refuses a reply to what is not there, unless told not to mind', async () => {
    const strict = { chat_id: 1001, text: 'a', reply_parameters: { message_id: 99 } }
    const lenient = { message_id: 99, allow_sending_without_reply: true }

    const refused = await stage.telegram('sendMessage', strict)
    const sent = await stage.telegram('sendMessage', { ...strict, reply_parameters: lenient })

    expect(refused.body['description']).toBe('Bad Request: message to be replied not found')
    expect(sent.status).toBe(200)
  })
})

describe('privacy mode in a group', () => {
  it.each([
    { title: 'small talk', text: 'chiều nay mưa to', hears: false },
    { title: 'a command', text: '/hoi bao giờ họp', hears: true },
    { title: 'a command for another bot', text: '/hoi@other_bot', hears: false },
    { title: 'a command for this bot', text: '/hoi@NhipCau_bot', hears: true },
    { title: 'a mention', text: 'nhờ @nhipcau_bot trả lời', hears: false },
  ])('hears $title: $hears', async ({ text, hears }) => {
    await stage.control('messages', { as: 'minh', chatId: GROUP, text })

    expect(await takeUpdates()).toHaveLength(hears ? 1 : 0)
  })

  it('hears a reply to its own message', async () => {
    const { body } = await stage.telegram('sendMessage', { chat_id: -5001, text: 'Tin T12' })
    const id = (body['result'] as { message_id: number }).message_id
    await stage.control('messages', {
      as: 'minh',
      chatId: GROUP,
      text: 'đã nhận',
      replyTo: `${GROUP}:${id}`,
    })

    expect(await takeUpdates()).toMatchObject([
      { message: { text: 'đã nhận', reply_to_message: { message_id: id } } },
    ])
  })
})
