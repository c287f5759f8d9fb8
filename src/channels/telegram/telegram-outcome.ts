import type { ChatType, SendOutcome, UnreachableState } from '../channel.ts'
import type { TelegramCallError } from './telegram-error.ts'

/** What the classification depends on besides the error. */
export interface CallKind {
  readonly chatType: ChatType
  /** Repeating the call changes nothing (an edit): an open end is then a reason to try again. */
  readonly repeatable: boolean
}

/** Waits where the server names none. */
const NO_NETWORK_WAIT_MS = 5_000
const NO_NUMBER_WAIT_MS = 5_000
const REPEAT_WAIT_MS = 3_000

/** Texts of 400 and 403 that say that the chat takes nothing; matched in lower case, in this order. */
const UNREACHABLE: readonly (readonly [RegExp, UnreachableState])[] = [
  [/bot was blocked by the user/u, 'blocked'],
  [/user is deactivated/u, 'gone'],
  [/can't initiate conversation with a user/u, 'never-started'],
  [/can't send messages to (?:the )?bots?/u, 'gone'],
  [/bot was kicked from/u, 'left'],
  [/bot is not a member of/u, 'left'],
  [/group chat was deleted/u, 'dissolved'],
  [
    /not enough rights|no write access|need administrator rights|chat_write_forbidden|chat_restricted|chat_send_\w+_forbidden|topic_closed/u,
    'no-rights',
  ],
  // The person or the group asks for Stars for each message.
  [/payment_required/u, 'no-rights'],
]

/** Texts of 400 that speak of this content only, with the code that is kept. */
const REJECTED: readonly (readonly [RegExp, string])[] = [
  // First: the full text goes on about the reply markup.
  [/message is not modified/u, 'not-modified'],
  [/message is too long|text is too long|message_too_long/u, 'text-too-long'],
  [/caption is too long|media_caption_too_long/u, 'text-too-long'],
  [/text is empty|text must be non-empty/u, 'text-empty'],
  [/can't parse entities|strings must be encoded in utf-8/u, 'markup-invalid'],
  [/reply markup|button_data_invalid|button_url_invalid|text buttons are/u, 'buttons-invalid'],
  [/file is too big|request entity too large/u, 'file-too-large'],
  [/file identifier|file_id|wrong type of the web page|http url/u, 'file-invalid'],
  [/message to edit not found|message_id_invalid/u, 'message-gone'],
  [/message can't be edited/u, 'message-locked'],
  [/message to be replied not found|message thread not found|topic_deleted/u, 'reply-gone'],
  [/chat_id is empty/u, 'address-invalid'],
]

/** What a failed call means for the delivery: the table of error texts of the Bot API server, in code. */
export function outcomeOfError(error: TelegramCallError, kind: CallKind): SendOutcome {
  const reason = reasonOf(error)
  switch (error.failure) {
    case 'not-sent':
      return { kind: 'retry-after', afterMs: NO_NETWORK_WAIT_MS, scope: 'lane', reason }
    case 'no-answer':
      return openEnd(reason, kind)
    case 'not-api':
      return outcomeOfPage(error, reason, kind)
    case 'refused':
      return outcomeOfRefusal(error, reason, kind)
  }
}

/** A proxy's page: only two statuses say for certain that nothing was sent. */
function outcomeOfPage(error: TelegramCallError, reason: string, kind: CallKind): SendOutcome {
  if (error.error_code === 429) return waitFor(error, reason)
  if (error.error_code === 413) return { kind: 'rejected', code: 'file-too-large', reason }
  return openEnd(reason, kind)
}

function outcomeOfRefusal(error: TelegramCallError, reason: string, kind: CallKind): SendOutcome {
  const text = error.description.toLowerCase()
  if (error.error_code >= 500) {
    // The anti-spam bot of the group took it away: sending it again would only repeat that.
    if (text.includes('sent message was immediately deleted'))
      return { kind: 'sent', messageIds: [] }
    return openEnd(reason, kind)
  }
  switch (error.error_code) {
    case 429:
      return waitFor(error, reason)
    case 401:
      return { kind: 'auth', reason }
    case 404:
      if (text.includes('method not found')) {
        return { kind: 'rejected', code: 'method-not-found', reason }
      }
      return { kind: 'auth', reason }
    case 409:
      return { kind: 'retry-after', afterMs: NO_NUMBER_WAIT_MS, scope: 'lane', reason }
    case 420:
    case 421:
      return { kind: 'auth', reason }
    default:
      return outcomeOfText(error, text, reason, kind)
  }
}

function outcomeOfText(
  error: TelegramCallError,
  text: string,
  reason: string,
  kind: CallKind,
): SendOutcome {
  const target = error.parameters.migrate_to_chat_id
  if (target !== undefined) return { kind: 'migrated', toChatId: String(target), reason }
  // A private chat that the server does not know was never opened; a group was there once.
  if (/chat not found|peer_id_invalid/u.test(text)) {
    const chatState = kind.chatType === 'private' ? 'never-started' : 'gone'
    return { kind: 'unreachable', chatState, reason }
  }
  const chatState = firstMatch(UNREACHABLE, text)
  if (chatState !== undefined) return { kind: 'unreachable', chatState, reason }
  const code = firstMatch(REJECTED, text) ?? `telegram-${error.error_code}`
  return { kind: 'rejected', code, reason }
}

function waitFor(error: TelegramCallError, reason: string): SendOutcome {
  const seconds = error.parameters.retry_after
  const afterMs = seconds === undefined || seconds < 0 ? NO_NUMBER_WAIT_MS : seconds * 1000
  return { kind: 'retry-after', afterMs, scope: 'chat', reason }
}

function openEnd(reason: string, kind: CallKind): SendOutcome {
  if (!kind.repeatable) return { kind: 'unknown', reason }
  return { kind: 'retry-after', afterMs: REPEAT_WAIT_MS, scope: 'chat', reason }
}

function firstMatch<T>(table: readonly (readonly [RegExp, T])[], text: string): T | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1]
}

function reasonOf({ error_code, description }: TelegramCallError): string {
  return error_code === 0 ? description : `${error_code} ${description}`
}
