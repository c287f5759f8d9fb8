import { describe, expect, it } from '@jest/globals'
import { keyOfZaloOa, parseZaloOa } from '../../../../src/channels/zalo-oa/zalo-oa-inbound.ts'
import { listedGroupUpdate } from '../../../../src/channels/zalo-oa/zalo-oa-listed-group.ts'

const OA = '579745863508352884'
const HOA = '2512523625412515999'
const GROUP = 'f414c8f76fa586fbdfb4'
const AT = new Date(1_764_000_000_000)

const event = (event_name: string, rest: object = {}): unknown => ({
  app_id: '4711',
  oa_id: OA,
  event_name,
  timestamp: '1764000000000',
  sender: { id: HOA },
  recipient: { id: OA },
  ...rest,
})
const said = (text: string, rest: object = {}): unknown =>
  event('user_send_text', { message: { msg_id: 'm1', text }, ...rest })
const events = (update: unknown): unknown[] => parseZaloOa(update, OA).map((one) => one.event)

describe('what comes from an official account', () => {
  it('is a text in a private chat, with what it quotes', () => {
    const update = said('nhận T12', {
      message: { msg_id: 'm1', text: 'nhận T12', quote_msg_id: 'q1' },
    })

    expect(parseZaloOa(update, OA)).toEqual([
      {
        chat: { externalId: HOA, type: 'private' },
        from: { externalId: HOA, name: '' },
        at: AT,
        event: { kind: 'text', text: 'nhận T12', messageId: 'm1', replyTo: 'q1' },
      },
    ])
  })

  it.each([
    said('Họp lúc 8h', { sender: { id: OA }, recipient: { id: HOA } }),
    event('user_send_group_text', {
      sender: { id: OA },
      recipient: { id: GROUP },
      message: { msg_id: 'm1', text: 'nhan T12' },
    }),
  ])('is nobody’s word when the account itself is the sender: %#', (update) => {
    expect(parseZaloOa(update, OA)).toEqual([])
  })

  it.each(['1e20', '-5', '-99999999999999999', 'mai', ''])(
    'has a time that a database takes, whatever is said: %s',
    (timestamp) => {
      const update = event('follow', { follower: { id: HOA }, timestamp })

      expect(parseZaloOa(update, OA)).toMatchObject([{ at: new Date(0) }])
      expect(keyOfZaloOa(update, OA)?.dedupKey).toBe(`follow:0:${HOA}`)
    },
  )

  it('is a text in a group', () => {
    const update = event('user_send_group_text', {
      recipient: { id: GROUP },
      message: { msg_id: 'm1', text: 'ok' },
    })

    expect(parseZaloOa(update, OA)).toMatchObject([
      { chat: { externalId: GROUP, type: 'group' }, from: { externalId: HOA } },
    ])
  })

  it('is a press when the text is an action, in private only', () => {
    const action = '~ack.!AAECAwQFBgcICQoLDA0ODw..c2lnbmVk'
    const inGroup = event('user_send_group_text', {
      recipient: { id: GROUP },
      message: { msg_id: 'm1', text: action },
    })

    expect(events(said(action))).toEqual([{ kind: 'press', pressId: 'm1', action }])
    expect(events(inGroup)).toMatchObject([{ kind: 'text', text: action }])
    for (const words of ['~', '~ ack', `~${'a'.repeat(64)}`, '~đã', 'x~ack.1'])
      expect(events(said(words))).toMatchObject([{ kind: 'text' }])
  })

  it('is a text in whole letters and with its link', () => {
    const link = event('user_send_link', {
      message: {
        msg_id: 'm1',
        text: 'Xem',
        attachments: [{ type: 'link', payload: { url: 'https://x.vn' } }],
      },
    })

    expect(events(said('Đã nhận'.normalize('NFD')))).toMatchObject([{ text: 'Đã nhận' }])
    expect(events(link)).toMatchObject([{ kind: 'text', text: 'Xem\nhttps://x.vn' }])
  })

  it('is one file per attachment, the words with the first', () => {
    const attachments = [
      { type: 'file', payload: { url: 'https://f.zdn.vn/1', name: 'Công văn.pdf', size: '9' } },
      { type: 'file', payload: { url: 'https://f.zdn.vn/2', name: 'b.docx' } },
    ]
    const update = event('user_send_file', { message: { msg_id: 'm1', text: 'đây', attachments } })

    expect(events(update)).toMatchObject([
      {
        kind: 'file',
        caption: 'đây',
        file: { ref: 'https://f.zdn.vn/1', name: 'Công văn.pdf', mime: 'application/pdf', size: 9 },
      },
      { kind: 'file', file: { name: 'b.docx', size: null } },
    ])
  })

  it('is an image, or something that is not taken', () => {
    const attachments = [{ type: 'image', payload: { url: 'https://f.zdn.vn/1' } }]

    expect(
      events(event('user_send_image', { message: { msg_id: 'm', attachments } })),
    ).toMatchObject([{ kind: 'file', file: { mime: 'image/jpeg' } }])
    expect(events(event('user_send_sticker', { message: { msg_id: 'm' } }))).toEqual([
      { kind: 'unsupported', what: 'sticker' },
    ])
  })

  it('has the name that its address ends in when it has no other', () => {
    const named = (url: string): unknown => {
      const attachments = [{ type: 'file', payload: { url } }]
      return events(event('user_send_file', { message: { msg_id: 'm', attachments } }))
    }

    expect(named('https://f.zdn.vn/1/K%E1%BA%BFt%20lu%E1%BA%ADn.docx')).toMatchObject([
      { file: { name: 'Kết luận.docx', mime: expect.stringContaining('wordprocessingml') } },
    ])
    expect(named('https://f.zdn.vn/1/%E0%A4%A')).toMatchObject([{ file: { name: 'tep-1' } }])
  })

  it('is who follows and who no longer does', () => {
    const follower = { follower: { id: HOA } }

    expect(events(event('follow', follower))).toEqual([{ kind: 'standing', standing: 'member' }])
    expect(events(event('unfollow', follower))).toEqual([{ kind: 'standing', standing: 'left' }])
  })

  it('is somebody’s wish to be forgotten, and nobody is asked who it is', () => {
    expect(parseZaloOa(event('user_withdraw'), OA)).toEqual([
      { chat: { externalId: HOA, type: 'private' }, at: AT, event: { kind: 'withdraw' } },
    ])
  })

  it('is that our rights were taken back', () => {
    expect(parseZaloOa(event('permission_revoked'), OA)).toEqual([
      { chat: { externalId: OA, type: 'private' }, at: AT, event: { kind: 'revoked' } },
    ])
  })

  it('is how the account stands in a group', () => {
    const change = (name: string, users: string[] = []): unknown =>
      event(name, { group_id: GROUP, users: users.map((id) => ({ id })) })

    expect(events(change('create_group'))).toEqual([{ kind: 'standing', standing: 'member' }])
    expect(events(change('user_join_group', [HOA]))).toMatchObject([{ standing: 'member' }])
    expect(events(change('disperse_group'))).toMatchObject([{ standing: 'dissolved' }])
    expect(events(change('delete_group'))).toMatchObject([{ standing: 'dissolved' }])
    expect(events(change('user_out_group', [HOA]))).toEqual([])
    expect(events(change('user_out_group', [OA]))).toMatchObject([{ standing: 'left' }])
    expect(events(change('add_group_admin', [HOA]))).toEqual([])
  })

  it('is our own message, as an echo', () => {
    const update = event('oa_send_group_text', {
      sender: { id: OA },
      recipient: { id: GROUP },
      message: { msg_id: 'm9', text: 'Họp' },
    })

    expect(parseZaloOa(update, OA)).toEqual([
      {
        chat: { externalId: GROUP, type: 'group' },
        at: AT,
        event: { kind: 'echo', messageId: 'm9', text: 'Họp' },
      },
    ])
  })

  it.each([
    { sender: { id: OA }, recipient: { id: HOA } },
    { sender: { id: HOA }, recipient: { id: OA } },
  ])('is a receipt of the person, whichever side says so', (parties) => {
    const seen = event('user_seen_message', { ...parties, message: { msg_ids: ['a', 'b'] } })

    expect(parseZaloOa(seen, OA)).toEqual([
      {
        chat: { externalId: HOA, type: 'private' },
        at: AT,
        event: { kind: 'receipt', receipt: 'seen', messageIds: ['a', 'b'] },
      },
    ])
  })

  it('is a group from the account’s list', () => {
    const group = {
      groupId: GROUP,
      name: 'Chi hội',
      status: 'enabled',
      totalMembers: 3,
      link: null,
    }

    expect(parseZaloOa(listedGroupUpdate(group, AT), OA)).toEqual([
      {
        chat: { externalId: GROUP, type: 'group', title: 'Chi hội' },
        at: new Date(AT.getTime() - 60_000),
        event: { kind: 'standing', standing: 'member' },
      },
    ])
    expect(events(listedGroupUpdate({ ...group, status: 'disabled' }, AT))).toMatchObject([
      { standing: 'no-rights' },
    ])
  })

  it.each([
    event('user_reacted_message'),
    event('user_does_something_new'),
    event('user_send_text'),
    event('user_send_text', { sender: null, message: { msg_id: 'm', text: 'x' } }),
    { listed: 'group' },
    { event_name: 'follow' },
    null,
    'x',
    [],
  ])('is nothing when there is nothing to do: %#', (update) => {
    expect(parseZaloOa(update, OA)).toEqual([])
  })
})

describe('the key of an update', () => {
  const keyOf = (update: unknown) => keyOfZaloOa(update, OA)

  it('is the same for a repetition and another for another message', () => {
    expect(keyOf(said('a'))).toEqual({ dedupKey: 'user_send_text:m1', orderKey: HOA })
    expect(keyOf(said('a', { timestamp: '9' }))).toEqual(keyOf(said('a')))
    expect(keyOf(said('a', { message: { msg_id: 'm2' } }))?.dedupKey).not.toBe(
      keyOf(said('a'))?.dedupKey,
    )
  })

  it('orders the events of a group together', () => {
    const change = event('user_join_group', { group_id: GROUP, users: [{ id: HOA }] })

    expect(keyOf(change)?.orderKey).toBe(GROUP)
  })

  it('orders a receipt after the echo of what it is for, whichever side says so', () => {
    const echo = event('oa_send_text', {
      sender: { id: OA },
      recipient: { id: HOA },
      message: { msg_id: 'm9', text: 'Họp' },
    })
    const seen = (sender: string, recipient: string): unknown =>
      event('user_seen_message', {
        sender: { id: sender },
        recipient: { id: recipient },
        message: { msg_ids: ['m9'] },
      })

    expect([echo, seen(HOA, OA), seen(OA, HOA)].map((update) => keyOf(update)?.orderKey)).toEqual([
      HOA,
      HOA,
      HOA,
    ])
  })

  it('tells two followers of one moment apart', () => {
    const keys = ['1', '2'].map((id) => keyOf(event('follow', { follower: { id } }))?.dedupKey)

    expect(new Set(keys).size).toBe(2)
  })

  it('takes a message without an id by its content', () => {
    const one = said('a', { message: { text: 'a' } })

    expect(keyOf(one)).toEqual(keyOf(one))
    expect(keyOf(one)?.dedupKey).not.toBe(keyOf(said('b', { message: { text: 'b' } }))?.dedupKey)
  })

  it('is none for what is no update', () => {
    expect([null, {}, [], 'x', { event_name: '' }].map(keyOf)).toEqual(Array(5).fill(null))
  })
})
