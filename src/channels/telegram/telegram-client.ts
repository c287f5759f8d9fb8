import { Telegram } from 'telegraf'
import type { Opts, Telegram as Methods } from 'telegraf/types'
import { Pool } from 'undici'
import {
  exchangeHttp,
  type ExchangeLimits,
  type HttpExchange,
  type HttpRequest,
} from '../http-exchange.ts'
import { multipartOf, type Upload } from './multipart.ts'
import { readAnswer } from './read-answer.ts'

export interface TelegramClientOptions {
  readonly token: string
  /** Origin with an optional path prefix; `/bot<token>/<method>` is appended. */
  readonly apiRoot: string
  /** Calls at the same time; a flood-waited call holds its slot for up to 8 s. */
  readonly connections?: number
  /** Least limit that stands above the server's own flood wait of 8 s (TDLib NetQueryCreator.cpp). */
  readonly timeoutMs?: number
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined
  readonly timeoutMs?: number
  /** Asked when a connection is there; false: nothing leaves. */
  readonly mayLeave?: (() => boolean) | undefined
}

const TIMEOUT_MS = 25_000
/** More than a lane has calls out (`slots.ts`): receiving, downloads and toasts go beside them. */
const CONNECTIONS = 80
/** A document of 50 MB over a commune's uplink. */
const UPLOAD_TIMEOUT_MS = 180_000
/** getUpdates answers are cut at 4 MiB by the server. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024
/** Shorter than any server's own limit: a call on a connection that is just being closed has no known outcome. */
const KEEP_ALIVE_MS = 10_000

/**
 * telegraf's typed methods over our own transport. telegraf's has a limit of 500 s, drops fields of
 * uploads, hides the body of a 5xx and puts the token into the text of one error.
 */
export class TelegramClient extends Telegram {
  readonly #pool: Pool
  readonly #path: string
  readonly #timeoutMs: number
  readonly #tails = new WeakMap<object, Buffer>()

  constructor({
    token,
    apiRoot,
    connections = CONNECTIONS,
    timeoutMs = TIMEOUT_MS,
  }: TelegramClientOptions) {
    super(token, { apiRoot, webhookReply: false })
    const root = new URL(apiRoot)
    this.#path = root.pathname.replace(/\/+$/u, '')
    this.#timeoutMs = timeoutMs
    this.#pool = new Pool(root.origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      connect: { timeout: 10_000 },
      // Our own clock runs over the whole exchange.
      headersTimeout: 0,
      bodyTimeout: 0,
    })
  }

  /** A call by name with telegraf's types; throws only `TelegramCallError`. */
  override async callApi<M extends keyof Methods>(
    method: M,
    payload: Opts<M>,
    { signal, ...options }: Omit<CallOptions, 'signal'> & { signal?: object | undefined } = {},
  ): Promise<ReturnType<Methods[M]>> {
    const result = await this.call(method, payload, {
      ...options,
      // telegraf declares the signal by a shim of its own; callers pass the real thing.
      signal: signal as AbortSignal | undefined,
    })
    return result as ReturnType<Methods[M]>
  }

  /** A call with what was rendered, which has telegraf's types there; all others go by `callApi`. */
  call(method: keyof Methods, payload: object, options: CallOptions = {}): Promise<unknown> {
    return this.#exchange(method, toJson(payload), options)
  }

  /** A call to one of the many chats that get the same; the bytes of it are made once for all of them. */
  callFor(
    chatId: string,
    method: keyof Methods,
    body: object,
    options: CallOptions = {},
  ): Promise<unknown> {
    const head = Buffer.from(`{"chat_id":${JSON.stringify(chatId)}`)
    return this.#exchange(method, Buffer.concat([head, this.#tailOf(body)]), options)
  }

  /** What follows the chat in the JSON of a body. */
  #tailOf(body: object): Buffer {
    const known = this.#tails.get(body)
    if (known) return known
    const json = toJson(body)
    const made = Buffer.from(json === '{}' ? '}' : `,${json.slice(1)}`)
    this.#tails.set(body, made)
    return made
  }

  async #exchange(
    method: string,
    body: string | Uint8Array,
    options: CallOptions,
  ): Promise<unknown> {
    const exchange = await this.#post(
      method,
      { headers: { 'content-type': 'application/json' }, body },
      { ...options, timeoutMs: options.timeoutMs ?? this.#timeoutMs },
    )
    return readAnswer(method, exchange)
  }

  /** A call with a file as multipart; objects travel as JSON text. */
  async upload(
    method: keyof Methods,
    payload: object,
    file: Upload,
    options: CallOptions = {},
  ): Promise<unknown> {
    const form = multipartOf(payload, file)
    const limits = { ...options, timeoutMs: options.timeoutMs ?? UPLOAD_TIMEOUT_MS }
    return readAnswer(method, await this.#post(method, form, limits))
  }

  /** The bytes behind a `file_path` of getFile, read up to `maxBytes`. */
  fetchFile(filePath: string, maxBytes: number, options: CallOptions = {}): Promise<HttpExchange> {
    const path = filePath.split('/').map(encodeURIComponent).join('/')
    return exchangeHttp(
      this.#pool,
      { method: 'GET', path: `${this.#path}/file/bot${this.token}/${path}` },
      { timeoutMs: options.timeoutMs ?? UPLOAD_TIMEOUT_MS, maxBytes, signal: options.signal },
    )
  }

  /** Lets calls in flight finish, takes no new ones. */
  async disconnect(): Promise<void> {
    if (!this.#pool.closed) await this.#pool.close()
  }

  #post(
    method: string,
    request: Required<Pick<HttpRequest, 'headers' | 'body'>>,
    limits: Omit<ExchangeLimits, 'maxBytes'>,
  ): Promise<HttpExchange> {
    if (!/^[A-Za-z]+$/u.test(method)) throw new RangeError('not the name of a Bot API method')
    return exchangeHttp(
      this.#pool,
      { method: 'POST', path: `${this.#path}/bot${this.token}/${method}`, ...request },
      { ...limits, maxBytes: MAX_ANSWER_BYTES },
    )
  }
}

/** Telegram takes a field that is not there as its default, but not every null. */
function toJson(payload: object): string {
  return JSON.stringify(payload, (_key, value: unknown) => value ?? undefined)
}
