import { describe, expect, it } from '@jest/globals'
import type { Inbound } from '../../../../src/channels/channel.ts'
import { keyOfUpdate, parseUpdate } from '../../../../src/channels/telegram/telegram-inbound.ts'

const NOW = new Date('2026-11-23T08:00:00Z')
const bot = { externalId: '5000', username: 'nhipcau_bot' }
const lan = { id: 1001, is_bot: false, first_name: 'Lan', last_name: 'Lê Thị' }
const us = { id: 5000, is_bot: true, first_name: 'Nhịp Cầu', username: 'nhipcau_bot' }
const privateChat = { id: 1001, type: 'private', first_name: 'Lan' }
const group = { id: -1009, type: 'supergroup', title: 'Thôn Yên Cát' }

const read = (update: object): Inbound[] =>
  parseUpdate({ update_id: 7, ...update }, { bot, receivedAt: NOW })
const message = (fields: object): Inbound[] =>
  read({ message: { message_id: 12, date: 1_764_000_000, from: lan, chat: group, ...fields } })
const event = (fields: object): Inbound['event'] | undefined => message(fields)[0]?.event

describe('a message from Telegram', () => {
  it('is of nobody who is known where an administrator writes anonymously, in the group’s name', () => {
    const from = { id: 1_087_968_824, is_bot: true, first_name: 'Group' }
    const hidden = message({ from, sender_chat: group, text: '/nhom HND' })
    expect(hidden).toMatchObject([{ isHidden: true, event: { kind: 'text', text: '/nhom HND' } }])
    expect(hidden[0]?.from).toBeUndefined()
    // A channel’s post that is passed on to its group is nobody’s word; “Telegram” is no bot.
    const telegram = { id: 777_000, is_bot: false, first_name: 'Telegram' }
    const channel = { id: -2, type: 'channel', title: 'Tin xã' }
    for (const by of [from, telegram])
      for (const text of ['/nhom HND', 'Đã nhận T12', '@nhipcau_bot liên hệ'])
        expect(
          message({ from: by, sender_chat: channel, is_automatic_forward: true, text }),
        ).toEqual([])
  })

  it('says who wrote what, where and when', () => {
    expect(message({ chat: privateChat, text: 'nhan T12' })).toEqual([
      {
        chat: { externalId: '1001', type: 'private' },
        from: { externalId: '1001', name: 'Lan Lê Thị' },
        at: new Date(1_764_000_000_000),
        event: { kind: 'text', text: 'nhan T12', messageId: '12' },
      },
    ])
  })

  it('names the group it was written in', () => {
    expect(message({ text: 'chào' })[0]?.chat).toEqual({
      externalId: '-1009',
      type: 'group',
      title: 'Thôn Yên Cát',
    })
  })

  it.each([
    ['/hoi@nhipcau_bot', '/hoi'],
    ['/hoi@NhipCau_Bot mấy giờ họp?', '/hoi mấy giờ họp?'],
    ['/nhan T12', '/nhan T12'],
  ])('is a command to us: %j', (text, expected) => {
    expect(event({ text })).toMatchObject({ kind: 'text', text: expected })
  })

  it.each([
    ['@nhipcau_bot dừng hẳn T12', 'dừng hẳn T12'],
    ['dừng hẳn T12 @NhipCau_Bot', 'dừng hẳn T12'],
    ['@nhipcau_bot, /dunghan T12', '/dunghan T12'],
    ['/dunghan @nhipcau_bot T12', '/dunghan T12'],
  ])('in a group is meant for us where it names us: %j', (text, expected) => {
    expect(event({ text })).toMatchObject({ text: expected, isAddressed: true })
    const under = { caption: expected, isAddressed: true }
    expect(event({ caption: text, animation: {} })).toMatchObject(under)
  })

  it('is said as it stands in private, and to others', () => {
    const text = 'gặp @nhipcau_bot  nhé'
    expect(event({ text, chat: privateChat })).toEqual({ kind: 'text', text, messageId: '12' })
    for (const other of ['gặp  @nhipcau_bot2 nhé', 'thư lan@nhipcau_bot.vn  ạ', 'dừng hẳn T12'])
      expect(event({ text: other })).toEqual({ kind: 'text', text: other, messageId: '12' })
  })

  it('is nothing when the command is for another bot', () => {
    expect(message({ text: '/start@other_bot' })).toEqual([])
  })

  it('knows the message of ours that it answers, and no other', () => {
    const to = (from: object): object => ({
      text: 'ok',
      reply_to_message: { message_id: 9, date: 1, chat: group, from },
    })

    expect(event(to(us))).toMatchObject({ replyTo: '9' })
    expect(event(to(us))).not.toHaveProperty('repliesToOther')
    expect(event(to(lan))).not.toHaveProperty('replyTo')
    expect(event(to(lan))).toMatchObject({ repliesToOther: true })
    // A thread has the number of the message that began it, as a topic has that of its first.
    expect(event({ ...to(lan), message_thread_id: 9 })).toMatchObject({ repliesToOther: true })
    expect(event({ ...to(lan), message_thread_id: 9, is_topic_message: true })).not.toHaveProperty(
      'repliesToOther',
    )
    expect(event({ text: 'ok', external_reply: { origin: {} } })).toMatchObject({
      repliesToOther: true,
    })
  })

  it('knows the topic in which it stands; a thread of replies is none', () => {
    const place = { text: 'ok', message_thread_id: 9 }

    expect(message({ ...place, is_topic_message: true })).toMatchObject([{ thread: '9' }])
    expect(message(place)[0]).not.toHaveProperty('thread')
    const shown = { message_id: 12, date: 1, chat: group, ...place, is_topic_message: true }
    expect(
      read({ callback_query: { id: '77', from: lan, data: 'ack:1', message: shown } }),
    ).toMatchObject([{ thread: '9' }])
  })

  it('reads a forwarded text as a text', () => {
    const forward_origin = { type: 'hidden_user', date: 1, sender_user_name: 'x' }

    expect(event({ text: 'Thông báo', forward_origin })).toMatchObject({ kind: 'text' })
  })

  it('carries a document with its caption', () => {
    const document = {
      file_id: 'BQAC',
      file_unique_id: 'u',
      file_name: 'Thông báo.docx',
      mime_type: 'application/msword',
      file_size: 1234,
    }

    expect(event({ document, caption: 'Gửi các chi bộ' })).toEqual({
      kind: 'file',
      file: { ref: 'BQAC', name: 'Thông báo.docx', mime: 'application/msword', size: 1234 },
      caption: 'Gửi các chi bộ',
      messageId: '12',
    })
  })

  it('carries the largest of a photo’s sizes', () => {
    const size = (side: number) => ({
      file_id: `p${side}`,
      file_unique_id: 'u',
      width: side,
      height: side,
    })

    expect(event({ photo: [size(90), size(1280), size(320)] })).toMatchObject({
      kind: 'file',
      file: { ref: 'p1280', name: 'anh-12.jpg', mime: 'image/jpeg', size: null },
    })
  })

  it.each(['voice', 'sticker', 'video', 'location', 'contact', 'poll', 'animation'])(
    'says what is not taken: %s',
    (what) => {
      const document = what === 'animation' ? { document: { file_id: 'g' } } : {}

      expect(event({ [what]: { file_id: 'x' }, ...document })).toEqual({
        kind: 'unsupported',
        what,
      })
    },
  )

  it('tells of a move in the old chat and in the new one alike', () => {
    const old = { id: -55, type: 'group', title: 'Thôn' }

    expect(message({ chat: old, migrate_to_chat_id: -1009 })).toMatchObject([
      { chat: { externalId: '-55' }, event: { kind: 'migrated', toChatId: '-1009' } },
    ])
    expect(message({ migrate_from_chat_id: -55 })).toMatchObject([
      { chat: { externalId: '-55' }, event: { kind: 'migrated', toChatId: '-1009' } },
    ])
  })

  it.each([
    { title: 'our own', fields: { from: us, text: 'x' } },
    { title: 'another bot’s', fields: { from: { ...us, id: 7 }, text: 'x' } },
    { title: 'a channel’s', fields: { chat: { id: -9, type: 'channel' }, text: 'x' } },
    { title: 'a service message', fields: { new_chat_title: 'x' } },
    { title: 'nobody’s', fields: { from: undefined, text: 'x' } },
    { title: 'one with a chat that is none', fields: { chat: 'x', text: 'x' } },
    { title: 'one with an id that is none', fields: { message_id: 'x', text: 'x' } },
  ])('says nothing when it is $title', ({ fields }) => {
    expect(message(fields)).toEqual([])
  })

  it('gives a nameless person no name', () => {
    expect(
      message({ from: { ...lan, first_name: ' ', last_name: '\n' }, text: 'x' }),
    ).toMatchObject([{ from: { externalId: '1001', name: '' } }])
  })

  it('is not read again when it is changed; in private the person is told', () => {
    const edited = { message_id: 12, date: 1, edit_date: 2, from: lan, text: '/duyet T12' }

    expect(read({ edited_message: { ...edited, chat: privateChat } })).toMatchObject([
      { event: { kind: 'unsupported', what: 'edited-message' } },
    ])
    expect(read({ edited_message: { ...edited, chat: group } })).toEqual([])
  })
})

describe('a press on a button', () => {
  const press = (fields: object): Inbound[] =>
    read({ callback_query: { id: '77', from: lan, chat_instance: 'c', data: 'ack:1', ...fields } })

  it('says which action, by whom, under which message', () => {
    expect(press({ message: { message_id: 12, date: 0, chat: group } })).toEqual([
      {
        chat: { externalId: '-1009', type: 'group', title: 'Thôn Yên Cát' },
        from: { externalId: '1001', name: 'Lan Lê Thị' },
        at: NOW,
        event: { kind: 'press', pressId: '77', action: 'ack:1', messageId: '12' },
      },
    ])
  })

  it('says when its message was sent, to the end of that second', () => {
    expect(press({ message: { message_id: 12, date: 1_800_000_000, chat: group } })).toMatchObject([
      { event: { shownAt: new Date(1_800_000_000_999) } },
    ])
  })

  it('says nothing without a chat or without an action', () => {
    expect(press({})).toEqual([])
    expect(press({ data: undefined, message: { message_id: 1, chat: group } })).toEqual([])
  })
})

describe('a change of our standing', () => {
  const standing = (chat: object, member: object): unknown =>
    read({
      my_chat_member: {
        chat,
        from: lan,
        date: 1,
        old_chat_member: { user: us, status: 'member' },
        new_chat_member: { user: us, ...member },
      },
    })[0]?.event

  it.each([
    { chat: privateChat, member: { status: 'kicked', until_date: 0 }, standing: 'blocked' },
    { chat: privateChat, member: { status: 'member' }, standing: 'member' },
    { chat: group, member: { status: 'administrator' }, standing: 'member' },
    { chat: group, member: { status: 'kicked' }, standing: 'left' },
    { chat: group, member: { status: 'left' }, standing: 'left' },
    {
      chat: group,
      member: { status: 'restricted', is_member: true, can_send_messages: false },
      standing: 'no-rights',
    },
    {
      chat: group,
      member: { status: 'restricted', is_member: true, can_send_messages: true },
      standing: 'member',
    },
    { chat: group, member: { status: 'restricted', is_member: false }, standing: 'left' },
  ])('is $standing for $member.status in a $chat.type', ({ chat, member, standing: expected }) => {
    expect(standing(chat, member)).toEqual({
      kind: 'standing',
      standing: expected,
      // It may be a small group that has just grown.
      ...(chat === group && expected === 'member' && { mayHaveMoved: true }),
    })
  })
})

describe('the key of an update', () => {
  it.each([
    { title: 'a message', update: { message: { chat: group } }, order: 'chat:-1009' },
    {
      title: 'a press under a message',
      update: { callback_query: { from: lan, message: { chat: group } } },
      order: 'chat:-1009',
    },
    {
      title: 'a press without one',
      update: { callback_query: { from: lan } },
      order: 'user:1001',
    },
    {
      title: 'a membership',
      update: { my_chat_member: { chat: privateChat } },
      order: 'chat:1001',
    },
    {
      title: 'a kind we do not know',
      update: { quantum_message: { chat: group } },
      order: 'chat:-1009',
    },
    { title: 'an empty kind', update: { quantum_message: null }, order: 'other' },
  ])('orders $title', ({ update, order }) => {
    expect(keyOfUpdate({ update_id: 31, ...update })).toEqual({ dedupKey: '31', orderKey: order })
  })

  it.each([null, 3, 'x', [], {}, { update_id: '7' }, { update_id: -1 }, { update_id: 1.5 }])(
    'is none for %j',
    (junk) => {
      expect(keyOfUpdate(junk)).toBeNull()
    },
  )

  it('leaves unknown kinds without meaning', () => {
    expect(read({ quantum_message: { chat: group, from: lan, text: 'x' } })).toEqual([])
    expect(read({ channel_post: { message_id: 1, date: 1, chat: group, text: 'x' } })).toEqual([])
  })
})
