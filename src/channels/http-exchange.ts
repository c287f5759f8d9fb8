import { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { onAbort } from './on-abort.ts'

export interface HttpRequest {
  readonly method: 'GET' | 'POST'
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** In pieces where it is long: then it is known whether the last of it was handed to the connection. */
  readonly body?: string | Uint8Array | readonly Uint8Array[]
}

/** What came of one HTTP request. `left`: how much of it can have left this process. */
export type HttpExchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly retryAfter: string | null
      readonly body: Buffer
      /** Whether it came before the whole request was handed over. */
      readonly isEarly: boolean
    }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failed'; readonly left: 'nothing' | 'part' | 'all'; readonly reason: string }

export interface ExchangeLimits {
  readonly timeoutMs: number
  /** Longest answer that is read. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
  /** Asked when a connection is there; false: nothing leaves. */
  readonly mayLeave?: (() => boolean) | undefined
}

/**
 * One request over a pool, told apart by how much of it has left: one that never got a connection, or whose body was cut off
 * before its end, was certainly not acted on; one that failed later may have been. Never throws; the reason holds no URL.
 */
export function exchangeHttp(
  dispatcher: Dispatcher,
  { body = '', ...request }: HttpRequest,
  { timeoutMs, maxBytes, signal, mayLeave }: ExchangeLimits,
): Promise<HttpExchange> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null
    let forget: (() => void) | undefined
    let settled = false
    const isWhole = typeof body === 'string' || body instanceof Uint8Array
    let isAllHandedOver = isWhole
    let status = 0
    let retryAfter: string | null = null
    let size = 0
    const chunks: Buffer[] = []

    const settle = (result: HttpExchange): void => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      forget?.()
      resolve(result)
    }
    const giveUp = (result: HttpExchange): void => {
      settle(result)
      controller?.abort(new Error('given up'))
    }
    const failed = (reason: string): HttpExchange => {
      const left = controller === null ? 'nothing' : isAllHandedOver ? 'all' : 'part'
      return { kind: 'failed', left, reason }
    }
    const stop = (reason: string): void => giveUp(failed(reason))
    const timer = setTimeout(() => stop('no answer in time'), timeoutMs)
    if (signal?.aborted === true) return stop('aborted')
    forget = signal && onAbort(signal, () => stop('aborted'))

    const handler: Dispatcher.DispatchHandler = {
      // Called when a connection is there and the first byte is about to be written.
      onRequestStart(started) {
        if (!settled && mayLeave?.() === false) stop('too late to leave')
        if (settled) return started.abort(new Error('given up'))
        controller = started
      },
      onResponseStart(_controller, statusCode, headers) {
        status = statusCode
        const header = headers['retry-after']
        retryAfter = typeof header === 'string' ? header : null
      },
      onResponseData(_controller, chunk) {
        size += chunk.length
        if (size > maxBytes) giveUp({ kind: 'too-large' })
        else chunks.push(chunk)
      },
      onResponseEnd() {
        const answer = { status, retryAfter, body: Buffer.concat(chunks) }
        settle({ kind: 'answered', ...answer, isEarly: !isAllHandedOver })
      },
      onResponseError(_controller, error) {
        settle(failed(errorName(error)))
      },
    }
    const sent = isWhole ? body : handOver(body, () => (isAllHandedOver = true))
    try {
      dispatcher.dispatch({ ...request, body: sent }, handler)
    } catch (error) {
      settle({ kind: 'failed', left: 'nothing', reason: errorName(error) })
    }
  })
}

/** Gives the pieces as the connection takes them, and says so before it gives the last. */
function handOver(pieces: readonly Uint8Array[], beforeLast: () => void): Readable {
  function* oneByOne(): Generator<Uint8Array> {
    for (const [index, piece] of pieces.entries()) {
      if (index === pieces.length - 1) beforeLast()
      yield piece
    }
  }
  // One piece ahead of the connection, no more.
  return Readable.from(oneByOne(), { highWaterMark: 1 })
}

/** The code of a network error; its message can hold an address. */
function errorName(error: unknown): string {
  if (error instanceof AggregateError) return errorName(error.errors[0])
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown error'
}
