import type { Dispatcher } from 'undici'
import { onAbort } from '../on-abort.ts'

/** What came of one HTTP request. `begun`: whether a byte of it can have left this process. */
export type HttpExchange =
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly retryAfter: string | null
      readonly body: Buffer
    }
  | { readonly kind: 'too-large' }
  | { readonly kind: 'failed'; readonly begun: boolean; readonly reason: string }

export interface ExchangeLimits {
  readonly timeoutMs: number
  /** Longest answer that is read. */
  readonly maxBytes: number
  readonly signal?: AbortSignal | undefined
}

/**
 * One request over a pool, told apart by whether it began: a request that never got a connection was
 * certainly not acted on, one that was cut off later may have been. Never throws; the reason holds no URL.
 */
export function exchangeHttp(
  dispatcher: Dispatcher,
  request: Dispatcher.DispatchOptions,
  { timeoutMs, maxBytes, signal }: ExchangeLimits,
): Promise<HttpExchange> {
  return new Promise((resolve) => {
    let controller: Dispatcher.DispatchController | null = null
    let forget: (() => void) | undefined
    let settled = false
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
    const stop = (reason: string): void =>
      giveUp({ kind: 'failed', begun: controller !== null, reason })
    const timer = setTimeout(() => stop('no answer in time'), timeoutMs)
    if (signal?.aborted === true) return stop('aborted')
    forget = signal && onAbort(signal, () => stop('aborted'))

    const handler: Dispatcher.DispatchHandler = {
      // Called when a connection is there and the first byte is about to be written.
      onRequestStart(started) {
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
        settle({ kind: 'answered', status, retryAfter, body: Buffer.concat(chunks) })
      },
      onResponseError(_controller, error) {
        settle({ kind: 'failed', begun: controller !== null, reason: errorName(error) })
      },
    }
    try {
      dispatcher.dispatch(request, handler)
    } catch (error) {
      settle({ kind: 'failed', begun: false, reason: errorName(error) })
    }
  })
}

/** The code of a network error; its message can hold an address. */
function errorName(error: unknown): string {
  if (error instanceof AggregateError) return errorName(error.errors[0])
  const { code, name } = error as { code?: unknown; name?: unknown }
  return typeof code === 'string' ? code : typeof name === 'string' ? name : 'unknown error'
}
