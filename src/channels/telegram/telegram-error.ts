/** Why a Bot API call has no result. */
export type TelegramFailure =
  /** The server said no, in its own JSON. */
  | 'refused'
  /** An answer that is not the Bot API's: a gateway's page, a broken body. */
  | 'not-api'
  /** The request never left. */
  | 'not-sent'
  /** It began to leave, and its end never did: the server cannot have acted on it. */
  | 'cut-short'
  /** It left and no whole answer came. */
  | 'no-answer'

export interface TelegramErrorDetails {
  readonly failure: TelegramFailure
  /** HTTP status or `error_code`; 0 without an answer. */
  readonly error_code: number
  readonly description: string
  readonly parameters?: { readonly retry_after?: number; readonly migrate_to_chat_id?: number }
}

/** The one error of our Bot API client. Holds no payload and no URL, so no token and no words of people. */
export class TelegramCallError extends Error {
  override readonly name = 'TelegramCallError'
  readonly failure: TelegramFailure
  readonly error_code: number
  readonly description: string
  readonly parameters: NonNullable<TelegramErrorDetails['parameters']>

  constructor(method: string, details: TelegramErrorDetails) {
    super(`${method}: ${details.error_code} ${details.description}`)
    this.failure = details.failure
    this.error_code = details.error_code
    this.description = details.description
    this.parameters = details.parameters ?? {}
  }
}

/** The server takes nothing for this chat, or not this; any other error concerns all chats. */
export function isOfChat({ failure, error_code }: TelegramCallError): boolean {
  return failure === 'refused' && (error_code === 400 || error_code === 403)
}

/** Waits of hours were seen; a number beyond a day is a broken one. */
const LONGEST_WAIT_MS = 86_400_000

/** How long the server asks to wait, in milliseconds; null: it names no time. */
export function askedWaitMs({ parameters }: TelegramCallError): number | null {
  const { retry_after: seconds = 0 } = parameters
  return seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : null
}
