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
