import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { mentionOf, type OaMessage, withoutMentions } from '../src/index.ts'
import { failureOf } from './failure-of.ts'
import { GROUP, type OaBench, startOaBench, TOKEN, USER } from './oa-bench.ts'
import { json } from './wire-server.ts'

const SENT = json({
  data: {
    message_id: '96d3cdf3af150460909',
    user_id: USER,
    sent_time: '1726129110187',
    quota: { quota_type: 'reply', remain: '7', total: '8' },
  },
  error: 0,
  message: 'Success',
})
const INVALID = json({ error: -201, message: 'quote_message_id is invalid' })
const press = { title: 'Đã nhận', type: 'oa.query.show', payload: '#1' } as const

describe('sending from an official account', () => {
  let bench: OaBench

  beforeEach(async () => {
    bench = await startOaBench()
    bench.server.answer(SENT)
  })

  afterEach(async () => {
    await bench.stop()
  })

  const messages = (): unknown[] =>
    bench.sent().map((body) => (body as { message: unknown }).message)

  it('goes to a person with the token in its own header', async () => {
    const sent = await bench.account.sendMessage(USER, { kind: 'text', text: 'Mời họp thôn' })

    expect(sent).toEqual({
      messageId: '96d3cdf3af150460909',
      userId: USER,
      groupId: null,
      sentAt: new Date(1_726_129_110_187),
      quota: { type: 'reply', remaining: 7, total: 8 },
    })
    expect(bench.server.requests[0]).toMatchObject({
      method: 'POST',
      url: '/openapi/v3.0/oa/message/cs',
      headers: { access_token: TOKEN, 'content-type': 'application/json' },
    })
    expect(bench.server.requests[0]?.headers.authorization).toBeUndefined()
    expect(bench.sent()).toEqual([
      { recipient: { user_id: USER }, message: { text: 'Mời họp thôn' } },
    ])
  })

  it('puts the id of a group inside the recipient', async () => {
    bench.server.answer(json({ data: { message_id: 'm1', group_id: GROUP }, error: 0 }))

    const sent = await bench.account.sendGroupMessage(GROUP, { kind: 'text', text: 'Chào' })

    expect(sent).toEqual({
      messageId: 'm1',
      userId: null,
      groupId: GROUP,
      sentAt: null,
      quota: null,
    })
    expect(bench.asked()).toEqual(['POST /openapi/v3.0/oa/group/message'])
    expect(bench.sent()).toEqual([{ recipient: { group_id: GROUP }, message: { text: 'Chào' } }])
  })

  const media = (element: object): object => ({
    attachment: { type: 'template', payload: { template_type: 'media', elements: [element] } },
  })
  it.each<{ title: string; message: OaMessage; wire: object }>([
    {
      title: 'a quote',
      message: { kind: 'text', text: 'Vâng', quoteMessageId: 'q9' },
      wire: { text: 'Vâng', quote_message_id: 'q9' },
    },
    {
      title: 'an uploaded image',
      message: { kind: 'image', image: { attachmentId: 'a1' }, text: 'Ảnh' },
      wire: { text: 'Ảnh', ...media({ media_type: 'image', attachment_id: 'a1' }) },
    },
    {
      title: 'an image by its address',
      message: { kind: 'image', image: { url: 'https://x.vn/a.jpg' } },
      wire: media({ media_type: 'image', url: 'https://x.vn/a.jpg' }),
    },
    {
      title: 'a gif with its size',
      message: { kind: 'gif', gif: { attachmentId: 'g1' }, width: 320, height: 240 },
      wire: media({ media_type: 'gif', attachment_id: 'g1', width: 320, height: 240 }),
    },
    {
      title: 'a sticker',
      message: { kind: 'sticker', stickerId: 's1' },
      wire: media({ media_type: 'sticker', attachment_id: 's1' }),
    },
    {
      title: 'a file',
      message: { kind: 'file', token: 'f1' },
      wire: { attachment: { type: 'file', payload: { token: 'f1' } } },
    },
    {
      title: 'a request for contact data',
      message: {
        kind: 'request-user-info',
        title: 'Thông tin hộ',
        subtitle: 'Để xã liên hệ',
        imageUrl: 'https://x.vn/a.png',
      },
      wire: {
        attachment: {
          type: 'template',
          payload: {
            template_type: 'request_user_info',
            elements: [
              {
                title: 'Thông tin hộ',
                subtitle: 'Để xã liên hệ',
                image_url: 'https://x.vn/a.png',
              },
            ],
          },
        },
      },
    },
  ])('writes $title', async ({ message, wire }) => {
    await bench.account.sendMessage(USER, message)

    expect(messages()).toEqual([wire])
  })

  it('writes every kind of button beside the text', async () => {
    const buttons = [
      press,
      { title: 'Ẩn', type: 'oa.query.hide', payload: '#2', image_icon: '' },
      { title: 'Trang', type: 'oa.open.url', payload: { url: 'https://x.vn' } },
      { title: 'Gọi', type: 'oa.open.phone', payload: { phone_code: '84987654321' } },
      {
        title: 'Nhắn',
        type: 'oa.open.sms',
        payload: { content: 'a', phone_code: '84987654321' },
      },
    ] as const

    await bench.account.sendMessage(USER, { kind: 'text', text: 'Họp', buttons })

    expect(messages()).toEqual([
      { text: 'Họp', attachment: { type: 'template', payload: { buttons } } },
    ])
  })

  it('writes letters in one piece, as Zalo counts them', async () => {
    const typed = 'Mời họp thôn'.normalize('NFD')
    expect(typed.length).toBeGreaterThan('Mời họp thôn'.length)

    const buttons = [{ ...press, title: typed }]
    await bench.account.sendMessage(USER, { kind: 'text', text: typed })
    await bench.account.sendMessage(USER, { kind: 'text', text: typed, buttons })
    await bench.account.sendMessage(USER, {
      kind: 'image',
      image: { attachmentId: 'a' },
      text: typed,
    })

    const text = 'Mời họp thôn'
    expect(messages()).toMatchObject([
      { text },
      { text, attachment: { payload: { buttons: [{ title: text }] } } },
      { text },
    ])
  })

  it('leaves a refused quote out', async () => {
    bench.server.answer(INVALID, SENT)

    await bench.account.sendMessage(USER, { kind: 'text', text: 'Vâng', quoteMessageId: 'old' })

    expect(messages()).toEqual([{ text: 'Vâng', quote_message_id: 'old' }, { text: 'Vâng' }])
  })

  it('remembers the shape of buttons that the account takes', async () => {
    bench.server.answer(INVALID, SENT)
    const message: OaMessage = { kind: 'text', text: 'Họp', buttons: [press] }

    await bench.account.sendMessage(USER, message)
    await bench.account.sendMessage(USER, message)

    const legacy = {
      attachment: {
        type: 'template',
        payload: { template_type: 'button', text: 'Họp', buttons: [press] },
      },
    }
    expect(messages()).toEqual([
      { text: 'Họp', attachment: { type: 'template', payload: { buttons: [press] } } },
      legacy,
      legacy,
    ])
  })

  it('tells of the first refusal when every form is refused, and of another at once', async () => {
    const quoted: OaMessage = { kind: 'text', text: 'a', buttons: [press], quoteMessageId: 'q' }
    bench.server.answer(INVALID, json({ error: -201, message: 'second' }))

    expect(await failureOf(bench.account.sendMessage(USER, quoted))).toMatchObject({
      code: -201,
      text: 'quote_message_id is invalid',
    })
    expect(bench.server.requests).toHaveLength(4)

    bench.server.answer(INVALID, json({ error: -213, message: 'no' }), SENT)
    expect(await failureOf(bench.account.sendMessage(USER, quoted))).toMatchObject({ code: -213 })
    expect(bench.server.requests).toHaveLength(6)
  })

  it('never sends another form after an answer that was lost', async () => {
    bench.server.answer({ drop: true })

    const sending = bench.account.sendMessage(USER, { kind: 'text', text: 'a', buttons: [press] })

    expect(await failureOf(sending)).toMatchObject({ class: 'unknown-outcome' })
    expect(bench.server.requests).toHaveLength(1)
  })

  it('answers a visitor, reacts and sends a template', async () => {
    bench.server.answer(
      SENT,
      SENT,
      json({ error: 0, data: { msg_id: 't1', sent_time: '1726129110187' } }),
    )
    const { account } = bench

    await account.sendAnonymousMessage(
      { anonymousId: 'an1', conversationId: 'c1' },
      { kind: 'text', text: 'Chào' },
    )
    await account.sendReaction(USER, { messageId: 'm1', icon: '/-heart' })
    const sent = await account.sendTemplate(USER, { templateId: '7895', data: { ten: 'Hoa' } })

    expect(sent.messageId).toBe('t1')
    expect(bench.asked()).toEqual([
      'POST /openapi/v2.0/oa/message',
      'POST /openapi/v2.0/oa/message',
      'POST /openapi/v3.0/oa/message/template',
    ])
    expect(bench.sent()).toEqual([
      { recipient: { anonymous_id: 'an1', conversation_id: 'c1' }, message: { text: 'Chào' } },
      {
        recipient: { user_id: USER },
        sender_action: { react_icon: '/-heart', react_message_id: 'm1' },
      },
      { user_id: USER, template_id: '7895', template_data: { ten: 'Hoa' } },
    ])
  })
})

describe('mentions', () => {
  it('are written inline, and taken out of the words of others', () => {
    expect(mentionOf(GROUP)).toBe('[@f414c8f76fa586fbdfb4]')
    expect(withoutMentions(`xem ${mentionOf(GROUP)}[@1]`)).not.toContain('[@')
    expect(withoutMentions('a [b] @c')).toBe('a [b] @c')
  })
})
