import { describe, expect, it } from '@jest/globals'
import type { SendOutcome } from '../../../../src/channels/channel.ts'
import type { ChatType } from '../../../../src/domain/platform.ts'
import {
  TelegramCallError,
  type TelegramErrorDetails,
} from '../../../../src/channels/telegram/telegram-error.ts'
import { outcomeOfError } from '../../../../src/channels/telegram/telegram-outcome.ts'

const outcome = (
  details: Partial<TelegramErrorDetails>,
  chatType: ChatType = 'group',
  carriesFile = false,
): SendOutcome =>
  outcomeOfError(
    new TelegramCallError('sendMessage', {
      failure: 'refused',
      error_code: 400,
      description: '',
      ...details,
    }),
    { chatType, carriesFile },
  )
const refused = (error_code: number, description: string): SendOutcome =>
  outcome({ error_code, description })

describe('what Telegram answers', () => {
  it.each([
    [403, 'Forbidden: bot was blocked by the user', 'blocked'],
    [403, 'Forbidden: user is deactivated', 'gone'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'never-started'],
    [403, "Forbidden: bot can't send messages to bots", 'gone'],
    [403, "Forbidden: the bot can't send messages to the bot", 'gone'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'left'],
    [403, 'Forbidden: bot is not a member of the group chat', 'left'],
    [403, 'Forbidden: the group chat was deleted', 'dissolved'],
    [400, 'Bad Request: not enough rights to send text messages to the chat', 'no-rights'],
    [400, 'Bad Request: not enough rights to send documents to the chat', 'no-rights'],
    [400, 'Bad Request: have no rights to send a message', 'no-rights'],
    [400, 'Bad Request: have no write access to the chat', 'no-rights'],
    [400, 'Bad Request: CHAT_WRITE_FORBIDDEN', 'no-rights'],
    [400, 'Bad Request: CHAT_RESTRICTED', 'no-rights'],
    [400, 'Bad Request: TOPIC_CLOSED', 'no-rights'],
    [400, 'Bad Request: ALLOW_PAYMENT_REQUIRED_5', 'no-rights'],
  ])('makes the chat unreachable: %i %s', (code, description, chatState) => {
    expect(refused(code, description)).toMatchObject({ kind: 'unreachable', chatState })
  })

  it.each([
    'not enough rights to send documents to the chat',
    'not enough rights to send videos to the chat',
    'CHAT_SEND_DOCS_FORBIDDEN',
    'CHAT_SEND_MEDIA_FORBIDDEN',
  ])('takes a group that takes words and no files for no lost one: %s', (words) => {
    expect(outcome({ description: `Bad Request: ${words}` }, 'group', true)).toMatchObject({
      kind: 'rejected',
      why: 'file-forbidden',
    })
  })

  it.each([
    'not enough rights to send text messages to the chat',
    'have no rights to send a message',
    'CHAT_SEND_PLAIN_FORBIDDEN',
    'CHAT_WRITE_FORBIDDEN',
    'CHAT_RESTRICTED',
  ])('takes a group that takes nothing for lost, also when a file finds out: %s', (words) => {
    expect(outcome({ description: `Bad Request: ${words}` }, 'group', true)).toMatchObject({
      kind: 'unreachable',
      chatState: 'no-rights',
    })
  })

  it('tells an unknown private chat, never started, from an unknown group, gone', () => {
    const details = { description: 'Bad Request: chat not found' }

    expect(outcome(details, 'private')).toMatchObject({
      chatState: 'never-started',
    })
    expect(outcome(details)).toMatchObject({ chatState: 'gone' })
  })

  it('gives the new id of a group that moved', () => {
    expect(
      outcome({
        description: 'Bad Request: group chat was upgraded to a supergroup chat',
        parameters: { migrate_to_chat_id: -1_001_234_567_890 },
      }),
    ).toMatchObject({ kind: 'migrated', toChatId: '-1001234567890' })
  })

  it.each([
    ['Bad Request: message is too long', 'too-long'],
    ['Bad Request: message caption is too long', 'too-long'],
    ['Bad Request: message text is empty', 'refused'],
    ["Bad Request: can't parse entities: Unsupported start tag", 'format-refused'],
    ['Bad Request: BUTTON_DATA_INVALID', 'format-refused'],
    ['Bad Request: wrong file identifier/HTTP URL specified', 'file-stale'],
    ['Bad Request: message to edit not found', 'message-gone'],
    ['Bad Request: something that nobody has seen yet', 'refused'],
  ])('rejects this content only: %s', (description, why) => {
    expect(refused(400, description)).toMatchObject({ kind: 'rejected', why })
  })

  it('leaves the chat alone at a 403 that it does not know', () => {
    expect(refused(403, 'Forbidden: the moon is full')).toMatchObject({
      kind: 'rejected',
      why: 'refused',
    })
  })

  it.each([
    [401, 'Unauthorized', 'auth'],
    [404, 'Not Found', 'auth'],
    [404, 'Not Found: method not found', 'rejected'],
    [421, 'Misdirected Request: unallowed token', 'auth'],
    [409, 'Conflict: terminated by other getUpdates request', 'retry-after'],
    [500, 'Internal Server Error: restart', 'unknown'],
    [502, 'Bad Gateway', 'unknown'],
    [
      500,
      "Internal Server Error: sent message was immediately deleted and can't be returned",
      'sent',
    ],
  ])('%i %s is %s', (code, description, kind) => {
    expect(refused(code, description).kind).toBe(kind)
  })

  it('waits as long as it is told, for this chat only, and has sent nothing', () => {
    expect(
      outcome({
        error_code: 429,
        description: 'Too Many Requests: retry after 37',
        parameters: { retry_after: 37 },
      }),
    ).toMatchObject({ kind: 'retry-after', afterMs: 37_000, scope: 'chat' })
  })

  it.each([{}, { retry_after: 0 }])('waits a while when a 429 gives no time: %j', (parameters) => {
    expect(
      outcome({ error_code: 429, description: 'Too Many Requests', parameters }),
    ).toMatchObject({ kind: 'retry-after', afterMs: 5_000 })
  })
})

describe('no answer from Telegram', () => {
  it.each([
    { failure: 'not-sent', description: 'ECONNREFUSED', kind: 'retry-after' },
    { failure: 'cut-short', description: 'ECONNRESET', kind: 'retry-after' },
    { failure: 'no-answer', description: 'ECONNRESET', kind: 'unknown' },
    { failure: 'not-api', error_code: 502, kind: 'unknown' },
    { failure: 'not-api', error_code: 200, kind: 'unknown' },
    { failure: 'not-api', error_code: 413, kind: 'rejected' },
    { failure: 'not-api', error_code: 429, kind: 'retry-after' },
  ] as const)('$failure $error_code is $kind', ({ kind, ...details }) => {
    expect(outcome({ error_code: 0, ...details }).kind).toBe(kind)
  })
})
