/**
 * What the caller can do about a failure:
 *
 * - `transient`: not done; the same call may be tried again after `retryAfterMs`
 * - `refresh`: the access token is refused, a new one is needed
 * - `reschedule`: not done; a quota or an hour forbids it for now
 * - `human`: not done; somebody must change something (permission, package, token)
 * - `recipient`: not done; this person or group takes nothing
 * - `payload`: not done; this content will never be taken
 * - `unknown-outcome`: the request left and no answer came; it may have been done
 */
export type ZaloErrorClass =
  'transient' | 'refresh' | 'reschedule' | 'human' | 'recipient' | 'payload' | 'unknown-outcome'

/** What a ZaloError is made of. */
export interface ZaloFailure {
  /**
   * The platform's number, or a word of ours: `network`, `timeout`, `aborted`, `too-long`, `not-json`, `http-502`,
   * `no-token`, `token-store`, `refresh-lost`, `grant-in-doubt`, `bad-argument`, `file-type`, `file-empty`, `file-too-large`,
   * `empty-upload`.
   */
  readonly code: number | string
  readonly class: ZaloErrorClass
  /** The platform's words, secrets masked, at most 300 characters. */
  readonly text: string
  /** HTTP status of the answer. */
  readonly status?: number
  readonly retryAfterMs?: number
  /** The access token could not be had; the call itself was not made. */
  readonly ofGrant?: boolean
  /** There was no connection, so nothing of the request has left. */
  readonly neverLeft?: boolean
}

/** The same in every copy of this package: a program may load it by `import` and by `require`. */
const BRAND = Symbol.for('zalo-api-sdk-node.ZaloError')

/**
 * The one error of this package. It never carries a URL, a token or the error below it, because an HTTP
 * error of a runtime prints both.
 */
export class ZaloError extends Error {
  override readonly name = 'ZaloError'
  readonly code: number | string
  readonly class: ZaloErrorClass
  readonly text: string
  /** HTTP status of the answer; null when there was none. */
  readonly status: number | null
  /** How long to wait before the next try, where the platform lets one know. */
  readonly retryAfterMs: number | null
  /**
   * True: this is about the tokens (the OAuth server, the store), and the call that needed one was not made. Its
   * number and status then say nothing of what was to be sent.
   */
  readonly ofGrant: boolean
  /**
   * True of a `network` failure that came before the connection was there: the way to the platform is down. A connection
   * that broke later may have been cut for what it carried.
   */
  readonly neverLeft: boolean

  constructor(failure: ZaloFailure) {
    super(`Zalo: ${failure.text} (${failure.code}, ${failure.class})`)
    this.code = failure.code
    this.class = failure.class
    this.text = failure.text
    this.status = failure.status ?? null
    this.retryAfterMs = failure.retryAfterMs ?? null
    this.ofGrant = failure.ofGrant ?? false
    this.neverLeft = failure.neverLeft ?? false
    Object.defineProperty(this, BRAND, { value: true })
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // Classes made from this one inherit the method, and are told apart as any others.
    if (this !== ZaloError) return super[Symbol.hasInstance](value)
    return typeof value === 'object' && value !== null && BRAND in value
  }
}

/** What the documentation rules out, refused before anything is sent. */
export function badArgument(text: string): ZaloError {
  return new ZaloError({ code: 'bad-argument', class: 'payload', text })
}
