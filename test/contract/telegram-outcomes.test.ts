import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Destination, RenderedPart, SendOutcome } from '../../src/channels/channel.ts'
import { newId, type FileId } from '../../src/domain/id.ts'
import { type Message, plainMessage } from '../../src/messages/message.ts'
import type { GroupBench } from '../support/channel-contract.ts'
import { type EmulatorControl, emulatorControl, type Fault } from '../support/emulator-control.ts'
import { startTelegramBench } from '../support/telegram-bench.ts'

type Expected = Partial<Record<string, unknown>>
type Row = readonly [code: number, description: string, outcome: Expected]

const lost = (chatState: string, why = chatState): Expected => ({
  kind: 'unreachable',
  chatState,
  why,
})
const rejected = (why: string): Expected => ({ kind: 'rejected', why })
const REFUSED_TOKEN = { kind: 'auth', why: 'token-refused' }
const UNKNOWN = { kind: 'unknown' }
const GONE_MESSAGE = rejected('message-gone')

/** Every row of telegram-api.md section 2 that the server words; what state can show is shown by state below. */
const WORDED: readonly Row[] = [
  [403, 'Forbidden: bot was blocked by the user', lost('blocked')],
  [400, 'Bad Request: USER_IS_BLOCKED', lost('blocked')],
  [403, 'Forbidden: user is deactivated', lost('gone')],
  [400, 'Bad Request: INPUT_USER_DEACTIVATED', lost('gone')],
  [403, "Forbidden: bot can't initiate conversation with a user", lost('never-started')],
  [403, "Forbidden: the bot can't send messages to the bot", lost('gone')],
  [403, "Forbidden: bot can't send messages to bots", lost('gone')],
  [400, 'Bad Request: chat_id is empty', rejected('refused')],
  [403, 'Forbidden: bot was kicked from the group chat', lost('left')],
  [403, 'Forbidden: bot was kicked from the supergroup chat', lost('left')],
  [403, 'Forbidden: bot was kicked from the channel chat', lost('left')],
  [400, 'Bad Request: USER_BANNED_IN_CHANNEL', lost('left')],
  [403, 'Forbidden: bot is not a member of the group chat', lost('left')],
  [403, 'Forbidden: bot is not a member of the supergroup chat', lost('left')],
  [403, 'Forbidden: bot is not a member of the channel chat', lost('left')],
  [400, 'Bad Request: CHANNEL_PRIVATE', lost('left')],
  [403, 'Forbidden: the group chat was deleted', lost('dissolved')],
  [400, 'Bad Request: not enough rights to send text messages to the chat', lost('no-rights')],
  [400, 'Bad Request: not enough rights to send photos to the chat', lost('no-rights')],
  [400, 'Bad Request: not enough rights to send documents to the chat', lost('no-rights')],
  [400, 'Bad Request: not enough rights to send polls to the chat', lost('no-rights')],
  [400, 'Bad Request: have no rights to send a message', lost('no-rights')],
  [400, 'Bad Request: have no write access to the chat', lost('no-rights')],
  [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', lost('no-rights')],
  [400, 'Bad Request: CHAT_RESTRICTED', lost('no-rights')],
  [400, 'Bad Request: CHAT_SEND_PLAIN_FORBIDDEN', lost('no-rights')],
  [400, 'Bad Request: CHAT_ADMIN_REQUIRED', lost('no-rights')],
  [400, 'Bad Request: need administrator rights in the channel chat', lost('no-rights')],
  [400, 'Bad Request: TOPIC_CLOSED', lost('no-rights', 'topic-closed')],
  [400, 'Bad Request: ALLOW_PAYMENT_REQUIRED_5', lost('no-rights', 'paid-messages')],
  [400, 'Bad Request: message thread not found', GONE_MESSAGE],
  [400, 'Bad Request: TOPIC_DELETED', GONE_MESSAGE],
  [400, 'Bad Request: message to be replied not found', GONE_MESSAGE],
  [400, 'Bad Request: message to edit not found', GONE_MESSAGE],
  [400, "Bad Request: message can't be edited", GONE_MESSAGE],
  [400, 'Bad Request: MESSAGE_ID_INVALID', GONE_MESSAGE],
  [400, 'Bad Request: message to delete not found', GONE_MESSAGE],
  [400, "Bad Request: message can't be deleted for everyone", GONE_MESSAGE],
  [400, "Bad Request: message can't be deleted", GONE_MESSAGE],
  [
    400,
    'Bad Request: query is too old and response timeout expired or query ID is invalid',
    GONE_MESSAGE,
  ],
  [400, 'Bad Request: poll has already been closed', GONE_MESSAGE],
  [400, 'Bad Request: message with poll to stop not found', GONE_MESSAGE],
  [
    400,
    'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    { kind: 'sent' },
  ],
  [
    400,
    "Bad Request: can't parse entities: Unsupported start tag at byte offset 4",
    rejected('format-refused'),
  ],
  [
    400,
    "Bad Request: can't parse entities: Can't find end tag corresponding to start tag b",
    rejected('format-refused'),
  ],
  [400, 'Bad Request: ENTITY_BOUNDS_INVALID', rejected('format-refused')],
  [400, 'Bad Request: message is too long', rejected('too-long')],
  [400, 'Bad Request: text is too long', rejected('too-long')],
  [400, 'Bad Request: MESSAGE_TOO_LONG', rejected('too-long')],
  [400, 'Bad Request: message caption is too long', rejected('too-long')],
  [400, 'Bad Request: MEDIA_CAPTION_TOO_LONG', rejected('too-long')],
  [400, 'Bad Request: message text is empty', rejected('refused')],
  [400, 'Bad Request: text must be non-empty', rejected('refused')],
  [400, 'Bad Request: reply markup is too long', rejected('format-refused')],
  [400, 'Bad Request: BUTTON_DATA_INVALID', rejected('format-refused')],
  [400, 'Bad Request: BUTTON_URL_INVALID', rejected('format-refused')],
  [400, 'Bad Request: object expected as reply markup', rejected('format-refused')],
  [
    400,
    'Bad Request: text buttons are unallowed in the inline keyboard',
    rejected('format-refused'),
  ],
  [400, 'Bad Request: wrong file identifier/HTTP URL specified', rejected('file-stale')],
  [
    400,
    'Bad Request: wrong file_id or the file is temporarily unavailable',
    rejected('file-stale'),
  ],
  [400, 'Bad Request: invalid file_id', rejected('file-stale')],
  [400, 'Bad Request: FILE_REFERENCE_EXPIRED', rejected('file-stale')],
  [400, 'Bad Request: failed to get HTTP URL content', rejected('file-refused')],
  [400, 'Bad Request: wrong type of the web page content', rejected('file-refused')],
  [400, 'Bad Request: wrong HTTP URL specified', rejected('file-refused')],
  [400, 'Bad Request: file is too big', rejected('file-too-large')],
  [413, 'Request Entity Too Large', rejected('file-too-large')],
  [400, 'Bad Request: PHOTO_INVALID_DIMENSIONS', rejected('file-refused')],
  [400, 'Bad Request: IMAGE_PROCESS_FAILED', rejected('file-refused')],
  [400, 'Bad Request: photo has unsupported extension', rejected('file-refused')],
  [
    400,
    "Bad Request: can't use the media of the specified type in the album",
    rejected('file-refused'),
  ],
  [
    400,
    'Bad Request: failed to send message #2 with the error message "IMAGE_PROCESS_FAILED"',
    rejected('file-refused'),
  ],
  [401, 'Unauthorized', REFUSED_TOKEN],
  [404, 'Not Found', REFUSED_TOKEN],
  [404, 'Not Found: method not found', rejected('refused')],
  [
    409,
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
    { kind: 'retry-after', scope: 'lane' },
  ],
  [
    409,
    "Conflict: can't use getUpdates method while webhook is active",
    { kind: 'retry-after', scope: 'lane' },
  ],
  [
    409,
    'Conflict: terminated by setWebhook request',
    { kind: 'retry-after', scope: 'lane', why: 'platform-trouble' },
  ],
  [420, 'Misdirected Request: unallowed token', REFUSED_TOKEN],
  [421, 'Misdirected Request: unallowed token', REFUSED_TOKEN],
  [500, 'Internal Server Error: restart', UNKNOWN],
  [
    500,
    "Internal Server Error: sent message was immediately deleted and can't be returned",
    { kind: 'sent', messageIds: [] },
  ],
  [502, 'Bad Gateway', UNKNOWN],
  [503, 'Service Unavailable', UNKNOWN],
  [504, 'Gateway Timeout', UNKNOWN],
  // What nobody has seen yet speaks of this message only.
  [400, 'Bad Request: the moon is full', rejected('refused')],
  [400, 'Bad Request: SOMETHING_NEW_FORBIDDEN', rejected('refused')],
  [403, 'Forbidden: the moon is full', rejected('refused')],
  [406, 'Not Acceptable', rejected('refused')],
]

describe('what Telegram answers to a send', () => {
  let bench: GroupBench
  let control: EmulatorControl

  beforeAll(async () => {
    bench = await startTelegramBench({
      limits: {
        telegram: { privateBurst: 10_000, sendsPerSecond: 10_000, groupPerMinute: 10_000 },
      },
    })
    control = emulatorControl(bench.emulator.origin)
  })
  afterAll(() => bench.stop())

  const fail = (fault: Omit<Fault, 'platform' | 'times'>): Promise<void> =>
    control.fault({ ...fault, platform: 'telegram', times: 1 })
  const partOf = (message: Message): RenderedPart => {
    const [part] = bench.channel.render(message, 'private')
    if (part === undefined) throw new Error('nothing rendered')
    return part
  }
  const send = (
    to: Destination = bench.privateChat,
    message: Message = plainMessage('Một'),
  ): Promise<SendOutcome> =>
    bench.channel.send(to, partOf(message), { signal: AbortSignal.timeout(20_000) })

  it.each(WORDED)('%i %s', async (code, description, outcome) => {
    await fail({ kind: 'code', code, description })

    const got = await send()

    expect(got).toMatchObject(outcome)
    // Operators find the platform's own words in the ledger.
    expect('reason' in got ? got.reason : `${code} ${description}`).toBe(`${code} ${description}`)
  })

  it.each([
    [3, 3_000],
    [10_072, 10_072_000],
    [9_999_999, 86_400_000],
  ])(
    '429 retry after %i holds this chat for %i ms, and nothing was sent',
    async (retryAfter, afterMs) => {
      await fail({ kind: 'code', code: 429, retryAfter })

      expect(await send()).toEqual({
        kind: 'retry-after',
        afterMs,
        scope: 'chat',
        why: 'too-many',
        reason: `429 Too Many Requests: retry after ${retryAfter}`,
      })
    },
  )

  it.each([
    ['html', 502, UNKNOWN],
    ['html', 500, UNKNOWN],
    ['html', 413, rejected('refused')],
    ['html', 429, { kind: 'retry-after', scope: 'chat', afterMs: 5_000 }],
    ['html', 404, UNKNOWN],
    ['drop-after', undefined, UNKNOWN],
    ['drop-before', undefined, UNKNOWN],
  ] as const)('%s %s from a gateway or the network', async (kind, status, outcome) => {
    await fail({ kind, ...(status !== undefined && { status }) })

    expect(await send()).toMatchObject(outcome)
  })

  it.each([
    [500, 'Internal Server Error: restart'],
    [502, 'Bad Gateway'],
  ])('%i to an edit leaves it open whether it was changed', async (code, description) => {
    const sent = await send()
    const [messageId = ''] = sent.kind === 'sent' ? sent.messageIds : []
    await fail({ kind: 'code', code, description })

    const part = partOf(plainMessage('Hai'))
    const signal = AbortSignal.timeout(20_000)
    expect(await bench.channel.edit(bench.privateChat, messageId, part, { signal })).toMatchObject({
      kind: 'unknown',
    })
  })

  it('sends the same words and buttons without formatting when that is refused', async () => {
    const message: Message = {
      blocks: [{ kind: 'title', text: 'Mời họp' }],
      buttons: [[{ label: 'Đã nhận', action: 'ack:1' }]],
    }
    const refusal = "Bad Request: can't parse entities: x"
    await fail({ kind: 'code', code: 400, description: refusal })
    const copy = partOf(message)
    const signal = AbortSignal.timeout(20_000)
    const before = (await control.calls('telegram')).length

    for (const chat of [bench.privateChat, bench.group])
      expect(await bench.channel.send(chat, copy, { signal })).toMatchObject({ kind: 'sent' })

    const [first, second, ofGroup, ...more] = (await control.calls('telegram')).slice(before)
    expect(first?.payload).toHaveProperty('entities')
    for (const plain of [second, ofGroup]) {
      expect(plain?.payload).not.toHaveProperty('entities')
      expect(plain?.payload).toMatchObject({ text: 'Mời họp', reply_markup: expect.anything() })
    }
    expect(more).toEqual([])
  })

  it('sends an answer to a topic, and to the general one when it is there no more', async () => {
    const message: Message = { ...plainMessage('Một'), thread: '9' }
    const before = (await control.calls('telegram')).length

    // No group of the emulator has topics.
    expect(await send(bench.group, message)).toMatchObject({ kind: 'sent' })

    const [first, second, ...more] = (await control.calls('telegram')).slice(before)
    expect(first?.payload).toMatchObject({ text: 'Một', message_thread_id: 9 })
    expect(second?.payload).toMatchObject({ text: 'Một' })
    expect(second?.payload).not.toHaveProperty('message_thread_id')
    expect(more).toEqual([])
  })

  it('asks twice before it writes a chat off', async () => {
    const words = { kind: 'code', code: 400, description: 'Bad Request: chat not found' } as const
    await fail({ ...words, method: 'sendMessage' })
    expect(await send()).toMatchObject({ kind: 'rejected', why: 'unknown' })

    await fail({ ...words, method: 'sendMessage' })
    await fail({ ...words, method: 'getChat' })
    expect(await send()).toMatchObject(lost('never-started'))
    expect(await send({ chatId: '-404', type: 'group' })).toMatchObject(lost('gone'))
  })

  it.each([
    ['PEER_ID_INVALID', lost('gone')],
    ['private chat not found', lost('gone')],
  ])('%s, said twice', async (description, outcome) => {
    const words = { kind: 'code', code: 400, description: `Bad Request: ${description}` } as const
    await fail({ ...words, method: 'sendMessage' })
    await fail({ ...words, method: 'getChat' })

    expect(await send(bench.group)).toMatchObject(outcome)
  })

  it.each([
    [500, 'Internal Server Error: restart'],
    [401, 'Unauthorized'],
    [429, 'Too Many Requests: retry after 3'],
  ])('tries again when the second look ends in %i %s', async (code, description) => {
    const words = { kind: 'code', code: 400, description: 'Bad Request: chat not found' } as const
    await fail({ ...words, method: 'sendMessage' })
    await fail({ kind: 'code', code, description, method: 'getChat' })

    expect(await send(bench.group)).toMatchObject({ kind: 'retry-after', scope: 'chat' })
    expect(await send(bench.group)).toMatchObject({ kind: 'sent' })
  })

  it('writes a chat off of which the second look says that it cannot be seen', async () => {
    const words = { kind: 'code', code: 400, description: 'Bad Request: chat not found' } as const
    await fail({ ...words, method: 'sendMessage' })
    await fail({ ...words, description: 'Bad Request: CHANNEL_PRIVATE', method: 'getChat' })

    expect(await send(bench.group)).toMatchObject(lost('gone'))
  })

  it('asks twice also when a message was to be changed', async () => {
    const sent = await send()
    const [messageId = ''] = sent.kind === 'sent' ? sent.messageIds : []
    const words = { kind: 'code', code: 400, description: 'Bad Request: chat not found' } as const
    const edit = () =>
      bench.channel.edit(bench.privateChat, messageId, partOf(plainMessage('Hai')), {
        signal: AbortSignal.timeout(20_000),
      })

    await fail({ ...words, method: 'editMessageText' })
    expect(await edit()).toMatchObject({ kind: 'rejected', why: 'unknown' })

    await fail({ ...words, method: 'editMessageText' })
    await fail({ ...words, method: 'getChat' })
    expect(await edit()).toMatchObject(lost('never-started'))
  })

  it.each([
    ['not enough rights to send documents to the chat', rejected('file-forbidden')],
    ['CHAT_SEND_DOCS_FORBIDDEN', rejected('file-forbidden')],
    ['not enough rights to send text messages to the chat', lost('no-rights')],
    ['CHAT_WRITE_FORBIDDEN', lost('no-rights')],
  ])('%s, to a file', async (words, outcome) => {
    await fail({ kind: 'code', code: 400, description: `Bad Request: ${words}` })
    const file = { fileId: newId<FileId>(), name: 'a.pdf', mime: 'application/pdf', size: 9 }
    const source = {
      ...file,
      token: 'BQAC1',
      read: () => Promise.resolve(new Uint8Array(9)),
      keep: () => Promise.resolve(),
    }

    expect(
      await bench.channel.send(bench.group, partOf({ blocks: [], files: [file] }), {
        signal: AbortSignal.timeout(20_000),
        file: source,
      }),
    ).toMatchObject(outcome)
  })

  it('takes a file that is too large for nobody’s chat', async () => {
    const file = { fileId: newId<FileId>(), name: 'a.pdf', mime: 'application/pdf', size: 9 }
    const part = partOf({ blocks: [], files: [file] })
    const source = {
      ...file,
      token: null,
      read: () => Promise.resolve(new Uint8Array(50 * 1024 * 1024 + 1)),
      keep: () => Promise.resolve(),
    }

    expect(
      await bench.channel.send(bench.group, part, {
        signal: AbortSignal.timeout(20_000),
        file: source,
      }),
    ).toMatchObject(rejected('file-too-large'))
  })
})

describe('what Telegram answers because of how things stand', () => {
  let bench: GroupBench
  let control: EmulatorControl

  beforeAll(async () => {
    bench = await startTelegramBench()
    control = emulatorControl(bench.emulator.origin)
  })
  afterAll(() => bench.stop())

  const send = (to: Destination): Promise<SendOutcome> => {
    const [part] = bench.channel.render(plainMessage('Một'), to.type)
    if (part === undefined) throw new Error('nothing rendered')
    return bench.channel.send(to, part, { signal: AbortSignal.timeout(20_000) })
  }
  const change = (as: string, chatId: string, action: string): Promise<void> =>
    control.membership({ as, chatId: `telegram:${chatId}`, action })

  it('follows a person, a group and the token through their fates', async () => {
    const { group, privateChat } = bench
    const told: [string, unknown][] = []
    const after = async (what: string, to: Destination): Promise<void> => {
      const outcome = await send(to)
      told.push([what, 'chatState' in outcome ? [outcome.chatState, outcome.why] : outcome.kind])
    }

    await change('lan', privateChat.chatId, 'block')
    await after('blocked', privateChat)
    await change('lan', privateChat.chatId, 'unblock')
    await after('unblocked', privateChat)
    await change('lan', privateChat.chatId, 'deactivate')
    await after('deactivated', privateChat)
    await after('never started', { chatId: '1002', type: 'private' })
    await change('minh', group.chatId, 'mute-bot')
    await after('muted', group)
    await change('minh', group.chatId, 'unmute-bot')
    await after('unmuted', group)
    await change('minh', group.chatId, 'upgrade')
    const moved = await send(group)
    const large = {
      chatId: moved.kind === 'migrated' ? moved.toChatId : '',
      type: 'group',
    } as const
    await after('upgraded', large)
    await change('minh', large.chatId, 'close-topic')
    await after('topic closed', large)
    await change('minh', large.chatId, 'open-topic')
    await after('topic open', large)
    await change('minh', large.chatId, 'kick-bot')
    await after('kicked', large)
    await change('minh', large.chatId, 'dissolve')
    await after('dissolved', large)
    await control.revoke('telegram')
    await after('token revoked', large)

    expect(moved).toMatchObject({ kind: 'migrated', toChatId: expect.stringMatching(/^-100\d+$/u) })
    expect(told).toEqual([
      ['blocked', ['blocked', 'blocked']],
      ['unblocked', 'sent'],
      ['deactivated', ['gone', 'gone']],
      ['never started', ['never-started', 'never-started']],
      ['muted', ['no-rights', 'no-rights']],
      ['unmuted', 'sent'],
      ['upgraded', 'sent'],
      ['topic closed', ['no-rights', 'topic-closed']],
      ['topic open', 'sent'],
      ['kicked', ['left', 'left']],
      ['dissolved', ['dissolved', 'dissolved']],
      ['token revoked', 'auth'],
    ])
  })
})
