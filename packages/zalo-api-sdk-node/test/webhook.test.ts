import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import { parseBotEvent, parseOaEvent, verifyBotSecret, verifyOaSignature } from '../src/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const sign = (body: string, timestamp: string, secret = 'oa-secret'): string =>
  `mac=${createHash('sha256').update(`4711${body}${timestamp}${secret}`).digest('hex')}`

describe('the signature of an official account', () => {
  const keys = { appId: '4711', webhookSecret: 'oa-secret' }
  const spaced = '{"event_name": "user_send_text", "timestamp": "1726129110187", "text": "Đã nhận"}'
  const dense = '{"event_name":"user_send_text","timestamp":1726129110187,"text":"Đã nhận"}'

  it.each([spaced, dense])('covers the raw bytes of %s', (body) => {
    const signature = sign(body, '1726129110187')

    expect(verifyOaSignature({ ...keys, body: bytes(body), signature })).toBe(true)
    expect(
      verifyOaSignature({ ...keys, body: bytes(body.replaceAll(': ', ':') + ' '), signature }),
    ).toBe(false)
  })

  it('is the hash that Zalo documents, not an HMAC', () => {
    const body = bytes('{"timestamp":"1"}')
    // sha256 of `4711{"timestamp":"1"}1oa-secret`, made with sha256sum.
    const signature = 'mac=c5421a30897fa4117f2503b1339a10280a22e1266a9e95bbbcde6a4f01f5edfb'

    expect(verifyOaSignature({ ...keys, body, signature })).toBe(true)
  })

  it('may come bare and in capitals', () => {
    const bare = sign(spaced, '1726129110187').slice(4)

    for (const signature of [bare, bare.toUpperCase(), ` mac=${bare} `])
      expect(verifyOaSignature({ ...keys, body: bytes(spaced), signature })).toBe(true)
  })

  it.each([
    { title: 'no header', signature: undefined },
    { title: 'an empty header', signature: '' },
    { title: 'another secret', signature: sign(spaced, '1726129110187', 'app-secret') },
    { title: 'another time', signature: sign(spaced, '1726129110188') },
    { title: 'half a hash', signature: 'mac=abcdef' },
  ])('is refused with $title', ({ signature }) => {
    expect(verifyOaSignature({ ...keys, body: bytes(spaced), signature })).toBe(false)
  })

  it.each(['', 'x', '[]', '{}', '{"timestamp":null}'])('is refused over %j', (body) => {
    expect(verifyOaSignature({ ...keys, body: bytes(body), signature: sign(body, '') })).toBe(false)
  })
})

describe('the secret of a bot', () => {
  it('is compared whole', () => {
    expect(verifyBotSecret('12345678', '12345678')).toBe(true)
    expect(verifyBotSecret('1234567', '12345678')).toBe(false)
    expect(verifyBotSecret(undefined, '12345678')).toBe(false)
    expect(verifyBotSecret('', '')).toBe(false)
  })
})

describe('events of an official account', () => {
  const inGroup = {
    app_id: '4711',
    oa_id: '77',
    event_name: 'user_send_group_text',
    timestamp: '1726129110187',
    sender: { id: '2512523625412515999' },
    recipient: { id: 'f414c8f76fa586fbdfb4' },
    message: { msg_id: 'm1', text: 'nhan T12', quote_msg_id: 'q1' },
  }

  it('tell who wrote what in which group', () => {
    expect(parseOaEvent(inGroup)).toMatchObject({
      kind: 'message',
      from: 'person',
      what: 'text',
      senderId: '2512523625412515999',
      chat: { type: 'group', id: 'f414c8f76fa586fbdfb4' },
      messageId: 'm1',
      text: 'nhan T12',
      quoteMessageId: 'q1',
      at: new Date(1_726_129_110_187),
    })
  })

  it('find the group in the places where some handlers look', () => {
    const elsewhere = { ...inGroup, recipient: {}, message: { msg_id: 'm', conversation_id: 'g9' } }

    expect(parseOaEvent(elsewhere)).toMatchObject({ chat: { type: 'group', id: 'g9' } })
  })

  it('take the person for the chat of a private message and of its echo', () => {
    const sent = { ...inGroup, event_name: 'user_send_text', recipient: { id: '77' } }
    const echo = {
      ...inGroup,
      event_name: 'oa_send_text',
      sender: { id: '77' },
      recipient: { id: '5' },
    }

    expect(parseOaEvent(sent)).toMatchObject({
      from: 'person',
      chat: { type: 'person', id: '2512523625412515999' },
    })
    expect(parseOaEvent(echo)).toMatchObject({ from: 'oa', chat: { type: 'person', id: '5' } })
  })

  it('keep the attachments of a file', () => {
    const payload = { url: 'https://f.zdn.vn/1', name: 'a.pdf', size: '1024', type: 'pdf' }
    const event = {
      ...inGroup,
      event_name: 'user_send_file',
      message: { msg_id: 'm', attachments: [{ type: 'file', payload }] },
    }

    expect(parseOaEvent(event)).toMatchObject({
      what: 'file',
      attachments: [{ type: 'file', url: 'https://f.zdn.vn/1', name: 'a.pdf', size: 1024 }],
    })
  })

  it.each([
    ['create_group', 'created'],
    ['user_join_group', 'joined'],
    ['accept_request_join_group', 'joined'],
    ['user_out_group', 'left'],
    ['user_leave_group', 'left'],
    ['delete_group', 'dissolved'],
    ['disperse_group', 'dissolved'],
    ['add_group_admin', 'other'],
  ])('know %s as a group that is %s', (event_name, change) => {
    const event = { event_name, group_id: 'g1', timestamp: '5', users: [{ id: '1' }] }

    expect(parseOaEvent(event)).toMatchObject({
      kind: 'group',
      change,
      groupId: 'g1',
      userIds: ['1'],
    })
  })

  it('know receipts, followers, withdrawals and revoked rights', () => {
    const seen = {
      event_name: 'user_seen_message',
      sender: { id: '77' },
      recipient: { id: '5' },
      message: { msg_ids: ['a', 'b'] },
    }

    expect(parseOaEvent(seen)).toMatchObject({ receipt: 'seen', messageIds: ['a', 'b'] })
    expect(
      parseOaEvent({ ...seen, event_name: 'user_received_message', message: { msg_id: 'a' } }),
    ).toMatchObject({ receipt: 'delivered', messageIds: ['a'] })
    expect(parseOaEvent({ event_name: 'follow', follower: { id: '5' } })).toMatchObject({
      kind: 'follow',
      userId: '5',
    })
    expect(parseOaEvent({ event_name: 'user_withdraw', sender: { id: '5' } })).toMatchObject({
      kind: 'withdraw',
      userId: '5',
    })
    expect(parseOaEvent({ event_name: 'permission_revoked' })).toMatchObject({
      kind: 'permission-revoked',
    })
  })

  it('pass unknown ones through and make nothing of what is no event', () => {
    const unknown = { event_name: 'user_does_something_new', payload: 1 }

    expect(parseOaEvent(unknown)).toMatchObject({ kind: 'other', raw: unknown })
    expect(parseOaEvent({ event_name: 'constructor' })).toMatchObject({ kind: 'other' })
    for (const junk of [null, 1, 'x', [], {}, { event_name: {} }, { event_name: '' }])
      expect(parseOaEvent(junk)).toBeNull()
  })
})

describe('events of a bot', () => {
  const flat = {
    event_name: 'message.text.received',
    message: {
      from: { id: 'u1', display_name: 'Hoa', is_bot: false },
      chat: { id: 'zgr-1', chat_type: 'GROUP' },
      text: '@Bot Như Xuân nhan T12',
      message_id: 'm1',
      date: 1_750_316_131_602,
    },
  }

  it('come flat and wrapped', () => {
    const expected = {
      kind: 'text',
      chat: { id: 'zgr-1', type: 'group' },
      from: { id: 'u1', name: 'Hoa', isBot: false },
      messageId: 'm1',
      text: '@Bot Như Xuân nhan T12',
    }

    expect(parseBotEvent(flat)).toMatchObject(expected)
    expect(parseBotEvent({ ok: true, result: flat })).toMatchObject(expected)
  })

  it.each([{ photo: 'https://p.zdn.vn/1' }, { photo_url: 'https://p.zdn.vn/1' }])(
    'carry a picture in either field: %j',
    (photo) => {
      const event = {
        event_name: 'message.image.received',
        message: { ...flat.message, text: undefined, caption: 'Ảnh', ...photo },
      }

      expect(parseBotEvent(event)).toMatchObject({
        kind: 'image',
        photoUrl: 'https://p.zdn.vn/1',
        text: 'Ảnh',
      })
    },
  )

  it('may withhold what was said, and may be new', () => {
    const named = (event_name: string): unknown => ({ ...flat, event_name })

    expect(parseBotEvent(named('message.unsupported.received'))).toMatchObject({
      kind: 'unsupported',
    })
    expect(parseBotEvent(named('message.poll.received'))).toMatchObject({ kind: 'other' })
    for (const junk of [null, 1, [], {}, { ok: true }, { event_name: 'x', message: {} }])
      expect(parseBotEvent(junk)).toBeNull()
  })
})
