import type { Reason } from '../../domain/reason.ts'
import type { ChatType, SendOutcome, UnreachableState } from '../channel.ts'
import { askedWaitMs, type TelegramCallError } from './telegram-error.ts'

/** Waits where the server names none. */
const NO_NETWORK_WAIT_MS = 5_000
const NO_NUMBER_WAIT_MS = 5_000
/** It is tried for all that wait for it; on a line that is too slow for the file each try fills that for three minutes. */
const UPLOAD_AGAIN_MS = 5 * 60_000

/**
 * Texts of 400 and 403 that say that the chat takes nothing; matched in lower case, in this order. The server passes
 * upper-case codes of the layer below through where it has no text of its own.
 */
const UNREACHABLE: readonly (readonly [RegExp, UnreachableState, Reason?])[] = [
  [/bot was blocked by the user|user_is_blocked/u, 'blocked'],
  [/user is deactivated|user_deactivated/u, 'gone'],
  [/can't initiate conversation with a user/u, 'never-started'],
  [/can't send messages to (?:the )?bots?/u, 'gone'],
  [/bot was kicked from|user_banned_in_channel/u, 'left'],
  [/bot is not a member of|channel_private/u, 'left'],
  [/group chat was deleted/u, 'dissolved'],
  [/topic_closed/u, 'no-rights', 'topic-closed'],
  // The person or the group asks for Stars for each message.
  [/payment_required/u, 'no-rights', 'paid-messages'],
  [
    /not enough rights|no rights to send a message|no write access|need administrator rights|chat_write_forbidden|chat_restricted|chat_admin_required|chat_send_\w+_forbidden/u,
    'no-rights',
  ],
]

/**
 * Of a chat that takes words and not this kind of media: each has a right of its own, and a document may count as video,
 * music or an animation. Only a call with a file can be refused for it.
 */
const MEDIA_FORBIDDEN = /not enough rights to send (?!text)|chat_send_(?!plain)\w+_forbidden/u

/** Texts of 400 that speak of this content only. */
const REJECTED: readonly (readonly [RegExp, Reason])[] = [
  [/message is too long|text is too long|message_too_long/u, 'too-long'],
  [/caption is too long|media_caption_too_long/u, 'too-long'],
  [/text is empty|text must be non-empty/u, 'refused'],
  [
    /can't parse entities|strings must be encoded in utf-8|entity_bounds_invalid/u,
    'format-refused',
  ],
  [/reply markup|button_\w+_invalid|text buttons are/u, 'format-refused'],
  [/file is too big|request entity too large|too big for a photo/u, 'file-too-large'],
  [/file identifier|file_id|file_reference_\w+|file is temporarily unavailable/u, 'file-stale'],
  [/wrong type of the web page|http url|web page content/u, 'file-refused'],
  [
    /photo_invalid_dimensions|image_process_failed|unsupported extension|file must be non-empty|can't use file of type/u,
    'file-refused',
  ],
  [/media of the specified type in the album|failed to send message #/u, 'file-refused'],
  [/message to (?:edit|delete|copy|forward) not found|message_id_invalid/u, 'message-gone'],
  [/message can't be (?:edited|deleted|copied|forwarded)/u, 'message-gone'],
  [/poll has already been closed|message with poll to stop not found/u, 'message-gone'],
  [/message to be replied not found|message thread not found|topic_deleted/u, 'message-gone'],
  // A press that waited too long: nothing of it can be shown any more.
  [/query is too old|query id is invalid/u, 'message-gone'],
  [/chat_id is empty/u, 'refused'],
]

/** What a text of the server cannot be read without. */
export interface FailedCall {
  readonly chatType: ChatType
  readonly carriesFile: boolean
}

/** What a failed call means for the delivery: the table of error texts of the Bot API server, in code. */
export function outcomeOfError(error: TelegramCallError, call: FailedCall): SendOutcome {
  const reason = reasonOf(error)
  switch (error.failure) {
    case 'not-sent':
      return {
        kind: 'retry-after',
        afterMs: NO_NETWORK_WAIT_MS,
        scope: 'lane',
        why: 'offline',
        reason,
      }
    case 'cut-short':
      // Only files are long enough for it. A firewall cuts what carries much and lets messages pass.
      return {
        kind: 'retry-after',
        afterMs: UPLOAD_AGAIN_MS,
        scope: 'chat',
        why: 'upload-failed',
        reason,
      }
    case 'no-answer':
      return { kind: 'unknown', reason }
    case 'not-api':
      return outcomeOfPage(error, reason, call)
    case 'refused':
      return outcomeOfRefusal(error, reason, call)
  }
}

/** A proxy's page: only two statuses say for certain that nothing was sent. Of a file it speaks only where there is one. */
function outcomeOfPage(
  error: TelegramCallError,
  reason: string,
  { carriesFile }: FailedCall,
): SendOutcome {
  if (error.error_code === 429) return waitFor(error, reason)
  if (error.error_code === 413)
    return { kind: 'rejected', why: carriesFile ? 'file-too-large' : 'refused', reason }
  return { kind: 'unknown', reason }
}

function outcomeOfRefusal(error: TelegramCallError, reason: string, call: FailedCall): SendOutcome {
  const text = error.description.toLowerCase()
  if (error.error_code >= 500) {
    // The anti-spam bot of the group took it away: sending it again would only repeat that.
    if (text.includes('sent message was immediately deleted'))
      return { kind: 'sent', messageIds: [] }
    return { kind: 'unknown', reason }
  }
  switch (error.error_code) {
    case 429:
      return waitFor(error, reason)
    case 401:
      return { kind: 'auth', why: 'token-refused', reason }
    case 404:
      return text.includes('method not found')
        ? { kind: 'rejected', why: 'refused', reason }
        : { kind: 'auth', why: 'token-refused', reason }
    case 409:
      return {
        kind: 'retry-after',
        afterMs: NO_NUMBER_WAIT_MS,
        scope: 'lane',
        why: 'platform-trouble',
        reason,
      }
    case 413:
      return { kind: 'rejected', why: 'file-too-large', reason }
    case 420:
    case 421:
      return { kind: 'auth', why: 'token-refused', reason }
    default:
      return outcomeOfText(error, text, reason, call)
  }
}

function outcomeOfText(
  error: TelegramCallError,
  text: string,
  reason: string,
  { chatType, carriesFile }: FailedCall,
): SendOutcome {
  const target = error.parameters.migrate_to_chat_id
  if (target !== undefined) return { kind: 'migrated', toChatId: String(target), reason }
  // First: the full text goes on about the reply markup.
  if (text.includes('message is not modified')) return { kind: 'sent', messageIds: [] }
  if (isUnknownChat(error)) {
    // A private chat that the server does not know was never opened; a group was there once.
    const chatState = chatType === 'private' ? 'never-started' : 'gone'
    return { kind: 'unreachable', chatState, why: chatState, reason }
  }
  if (carriesFile && MEDIA_FORBIDDEN.test(text))
    return { kind: 'rejected', why: 'file-forbidden', reason }
  const [, chatState, why] = UNREACHABLE.find(([pattern]) => pattern.test(text)) ?? []
  if (chatState !== undefined)
    return { kind: 'unreachable', chatState, why: why ?? chatState, reason }
  const [, refused = 'refused'] = REJECTED.find(([pattern]) => pattern.test(text)) ?? []
  return { kind: 'rejected', why: refused, reason }
}

/** The server does not know the chat: it may be wrong about that once. */
export function isUnknownChat({ failure, description }: TelegramCallError): boolean {
  return failure === 'refused' && /chat not found|peer_id_invalid/u.test(description.toLowerCase())
}

function waitFor(error: TelegramCallError, reason: string): SendOutcome {
  const afterMs = askedWaitMs(error) ?? NO_NUMBER_WAIT_MS
  return { kind: 'retry-after', afterMs, scope: 'chat', why: 'too-many', reason }
}

function reasonOf({ error_code, description }: TelegramCallError): string {
  return error_code === 0 ? description : `${error_code} ${description}`
}
