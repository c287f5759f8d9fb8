import type { ServerResponse } from 'node:http'
import type { LiveEvent } from './emulator-types.ts'

const HEARTBEAT_MS = 15_000
const MAX_LISTENERS = 64
/** A reader that lags further behind than this is cut off; it reads the state again when it returns. */
const MAX_BACKLOG_BYTES = 1024 * 1024

/** Server-sent events for the sandbox page. */
export class LiveEvents {
  readonly #listeners = new Set<ServerResponse>()
  readonly #heartbeat: NodeJS.Timeout

  constructor() {
    this.#heartbeat = setInterval(() => this.#write(': ok\n\n'), HEARTBEAT_MS)
    this.#heartbeat.unref()
  }

  /** Takes a response over and writes events into it; false: too many readers. */
  listen(response: ServerResponse): boolean {
    if (this.#listeners.size >= MAX_LISTENERS) return false
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    response.write(': ok\n\n')
    response.on('close', () => this.#listeners.delete(response))
    this.#listeners.add(response)
    return true
  }

  publish(event: LiveEvent): void {
    if (this.#listeners.size > 0) this.#write(`data: ${JSON.stringify(event)}\n\n`)
  }

  stop(): void {
    clearInterval(this.#heartbeat)
    for (const response of this.#listeners) response.end()
    this.#listeners.clear()
  }

  #write(text: string): void {
    for (const response of this.#listeners) {
      if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy()
      else response.write(text)
    }
  }
}
