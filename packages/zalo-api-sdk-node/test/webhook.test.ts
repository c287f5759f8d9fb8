import { createHash } from 'node:crypto'
import { describe, expect, it } from '@jest/globals'
import {
  checkOaSignature,
  type OaEvent,
  parseBotEvent,
  parseOaEvent,
  verifyBotSecret,
  verifyOaSignature,
} from '../src/index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const sign = (body: string, timestamp: string, secret = 'oa-secret'): string =>
  `mac=${createHash('sha256').update(`4711${body}${timestamp}${secret}`).digest('hex')}`

describe('the time of an event', () => {
  const LAST = 253_402_300_799_999

  it.each([
    ['1726129110187', 1_726_129_110_187],
    [LAST, LAST],
    [LAST + 1, 0],
    [1e20, 0],
    ['1e20', 0],
    [-1, 0],
    ['tomorrow', 0],
    [null, 0],
  ])('said as %p is %d', (timestamp, expected) => {
    const message = { chat: { id: 'u1' }, from: { id: 'u1' }, message_id: 'm1', date: timestamp }
    const ofBot = parseBotEvent({ event_name: 'message.text.received', message })

    expect(parseOaEvent({ event_name: 'follow', timestamp })?.at.getTime()).toBe(expected)
    expect(ofBot).toMatchObject({ at: new Date(expected) })
  })
})

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
    { title: 'no header', signature: undefined, verdict: 'no-signature' },
    { title: 'an empty header', signature: '', verdict: 'no-signature' },
    { title: 'half a hash', signature: 'mac=abcdef', verdict: 'no-signature' },
    {
      title: 'another secret',
      signature: sign(spaced, '1726129110187', 'app-secret'),
      verdict: 'mismatch',
    },
    { title: 'another time', signature: sign(spaced, '1726129110188'), verdict: 'mismatch' },
  ])('is refused with $title, which is $verdict', ({ signature, verdict }) => {
    const input = { ...keys, body: bytes(spaced), signature }

    expect(verifyOaSignature(input)).toBe(false)
    expect(checkOaSignature(input)).toBe(verdict)
  })

  it('is refused where the secret is not known', () => {
    const input = {
      body: bytes(spaced),
      signature: sign(spaced, '1726129110187', ''),
      appId: '4711',
    }

    expect(checkOaSignature({ ...input, webhookSecret: '' })).toBe('no-secret')
  })

  it('covers letters typed in pieces as they came', () => {
    const body = spaced.normalize('NFD')
    const input = { ...keys, signature: sign(body, '1726129110187') }

    expect(checkOaSignature({ ...input, body: bytes(body) })).toBe('ok')
    expect(checkOaSignature({ ...input, body: bytes(body.normalize('NFC')) })).toBe('mismatch')
  })

  it.each(['', 'x', '[]', '{}', '{"timestamp":null}'])('is refused over %j', (body) => {
    const input = { ...keys, body: bytes(body), signature: sign(body, '') }

    expect(checkOaSignature(input)).toBe('no-timestamp')
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
    ['update_group_info', 'updated'],
    ['user_join_group', 'joined'],
    ['user_request_join_group', 'join-requested'],
    ['add_group_admin', 'admin-added'],
    ['remove_group_admin', 'admin-removed'],
  ])('know %s as a group that is %s', (event_name, change) => {
    const event = { event_name, group_id: 'g1', timestamp: '5', users: [{ id: '1' }] }

    expect(parseOaEvent(event)).toMatchObject({
      kind: 'group',
      change,
      groupId: 'g1',
      userIds: ['1'],
    })
  })

  it.each([
    ['user_send_image', 'image', { thumbnail: 't', url: 'u' }],
    ['user_send_gif', 'gif', { thumbnail: 't', url: 'u' }],
    ['user_send_link', 'link', { thumbnail: 't', description: 'd', url: 'u' }],
    ['user_send_audio', 'audio', { url: 'u' }],
    ['user_send_video', 'video', { url: 'u', thumbnail: 't', description: 'd' }],
    ['user_send_sticker', 'sticker', { id: 's1', url: 'u' }],
    ['user_send_business_card', 'business_card', { thumbnail: 't', description: 'd', url: 'u' }],
    ['user_send_file', 'file', { url: 'u', name: 'a.pdf', size: '9', type: 'pdf', checksum: 'c' }],
    ['user_send_group_image', 'image', { thumbnail: 't', url: 'u' }],
    ['user_send_group_location', 'location', { coordinates: { latitude: 1, longitude: 2 } }],
    ['oa_send_list', 'list', {}],
    ['oa_send_group_sticker', 'sticker', { id: 's1', url: 'u' }],
  ])('know %s as a message with %s', (event_name, what, payload) => {
    const attachments = [{ type: what, payload }]
    const event = parseOaEvent({ ...inGroup, event_name, message: { msg_id: 'm', attachments } })

    const { type: _type, ...fields } = payload as { readonly type?: string }
    const size = 'size' in fields ? { size: 9 } : {}
    expect(event).toMatchObject({
      kind: 'message',
      what,
      attachments: [{ type: what, ...fields, ...size }],
    })
  })

  it('know visitors of the widget by their conversation', () => {
    const visit = {
      event_name: 'anonymous_send_text',
      sender: { id: 'an1' },
      recipient: { id: '77' },
      message: { msg_id: 'm', text: 'Chào', conversation_id: 'c1' },
    }

    expect(parseOaEvent(visit)).toMatchObject({
      kind: 'anonymous-message',
      from: 'person',
      what: 'text',
      anonymousId: 'an1',
      conversationId: 'c1',
      text: 'Chào',
    })
    expect(
      parseOaEvent({
        ...visit,
        event_name: 'oa_send_anonymous_file',
        sender: { id: '77' },
        recipient: { id: 'an1' },
      }),
    ).toMatchObject({ kind: 'anonymous-message', from: 'oa', what: 'file', anonymousId: 'an1' })
  })

  it.each<[string, object, Partial<OaEvent>]>([
    [
      'user_reacted_message',
      { sender: { id: '5' }, message: { msg_id: 'm', react_icon: '/-heart' } },
      { kind: 'reaction', from: 'person', userId: '5', messageId: 'm', icon: '/-heart' },
    ],
    [
      'oa_reacted_message',
      { sender: { id: '77' }, recipient: { id: '5' }, message: { msg_id: 'm' } },
      { kind: 'reaction', from: 'oa', userId: '5' },
    ],
    ['unfollow', { follower: { id: '5' } }, { kind: 'unfollow', userId: '5', source: null }],
    [
      'follow',
      { follower: { id: '5' }, source: 'oa_profile' },
      { kind: 'follow', source: 'oa_profile' },
    ],
    ['user_click_chatnow', { oa_id: '77', user_id: '5' }, { kind: 'chat-now', userId: '5' }],
    ['user_call_oa', { sender: { id: '5' } }, { kind: 'call', userId: '5' }],
    ['update_user_info', { user_id: '5' }, { kind: 'info-updated', userId: '5' }],
    [
      'add_user_to_tag',
      { tag: { user_ids: ['5', '6'], name: 'Thôn Đông' } },
      { kind: 'tag', change: 'added', tag: 'Thôn Đông', userIds: ['5', '6'] },
    ],
    [
      'remove_user_from_tag',
      { tag: { user_ids: ['5'], name: 'T' } },
      { kind: 'tag', change: 'removed' },
    ],
    ['remove_tag', { tag: { name: 'T' } }, { kind: 'tag', change: 'deleted', userIds: [] }],
    ['oa_send_consent', { recipient: { id: '5' } }, { kind: 'consent', userId: '5' }],
    ['user_reply_consent', { sender: { id: '5' } }, { kind: 'consent', userId: '5' }],
    ['widget_interaction_accepted', { user_id: '5' }, { kind: 'widget', userId: '5' }],
    ['change_template_status', {}, { kind: 'template' }],
    ['change_template_quality', {}, { kind: 'template' }],
    ['change_oa_daily_quota', {}, { kind: 'template' }],
    ['user_feedback', {}, { kind: 'template' }],
    ['user_click_response_button', {}, { kind: 'template' }],
  ])('know %s', (event_name, fields, expected) => {
    const raw = { event_name, timestamp: '1726129110187', ...fields }

    expect(parseOaEvent(raw)).toMatchObject({ ...expected, name: event_name, raw })
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

    expect(parseOaEvent(unknown)).toMatchObject({ kind: 'unknown', raw: unknown })
    expect(parseOaEvent({ event_name: 'constructor' })).toMatchObject({ kind: 'unknown' })
    // A message of nobody in no chat.
    expect(parseOaEvent({ event_name: 'user_send_text' })).toMatchObject({ kind: 'unknown' })
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

  it('carry stickers and voices', () => {
    const with_ = (event_name: string, fields: object): unknown => ({
      event_name,
      message: { ...flat.message, ...fields },
    })

    expect(
      parseBotEvent(with_('message.sticker.received', { sticker: 's1', url: 'https://x/s' })),
    ).toMatchObject({ kind: 'sticker', sticker: 's1', stickerUrl: 'https://x/s' })
    expect(
      parseBotEvent(with_('message.voice.received', { voice_url: 'https://x/v' })),
    ).toMatchObject({ kind: 'voice', voiceUrl: 'https://x/v' })
  })

  it('may withhold what was said', () => {
    const event = { ...flat, event_name: 'message.unsupported.received' }

    expect(parseBotEvent(event)).toMatchObject({ kind: 'unsupported', chat: { id: 'zgr-1' } })
  })

  it('pass unknown ones through and make nothing of what is no event', () => {
    const poll = { ...flat, event_name: 'message.poll.received' }
    const odd = { event_name: 'bot.added', group: 1 }

    expect(parseBotEvent(poll)).toMatchObject({
      kind: 'unknown',
      name: 'message.poll.received',
      message: { messageId: 'm1' },
      raw: poll,
    })
    for (const raw of [odd, { ok: true, result: odd }])
      expect(parseBotEvent(raw)).toEqual({ kind: 'unknown', name: 'bot.added', message: null, raw })
    // A known name without a chat is not that event.
    expect(parseBotEvent({ event_name: 'message.text.received' })).toMatchObject({
      kind: 'unknown',
      message: null,
    })
    for (const junk of [null, 1, [], {}, { ok: true }, { event_name: '', message: {} }])
      expect(parseBotEvent(junk)).toBeNull()
  })
})
