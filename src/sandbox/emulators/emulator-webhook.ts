import { Agent, request } from 'node:http'
import { networkInterfaces } from 'node:os'
import type { EmulatorClock } from './emulator-clock.ts'

/** Content stays with whoever offers the item, so that a long queue costs little. */
export interface WebhookItem {
  readonly id: string
  /** Items of one queue go one after another. */
  readonly queue: string
}

export interface WebhookTarget {
  readonly url: URL
  readonly maxConnections: number
  readonly timeoutMs: number
}

export interface WebhookRequest {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The same request is sent twice. */
  readonly twice?: boolean
}

/** Others of the queue go first: items then arrive out of order. */
export interface Later {
  readonly laterMs: number
}

export interface WebhookAnswer {
  /** HTTP status; 0: no answer in time. */
  readonly status: number
  readonly retryAfterSeconds: number | null
}

export type NextTry =
  { readonly kind: 'drop' } | { readonly kind: 'retry'; readonly afterMs: number }

/** What a platform decides about its webhook. */
export interface WebhookRules {
  /** Where to send; null: nowhere for now. */
  readonly target: () => WebhookTarget | null
  /** The request of this try; null: the item is gone or no longer worth sending. */
  readonly write: (item: WebhookItem, tries: number) => WebhookRequest | Later | null
  readonly delivered: (item: WebhookItem) => void
  readonly failed: (item: WebhookItem, tries: number, answer: WebhookAnswer) => NextTry
  readonly dropped: (item: WebhookItem) => void
  /** Whether an item that failed lets the later ones of its queue pass. */
  readonly failedStandsAside: boolean
}

interface Queued {
  readonly item: WebhookItem
  tries: number
}

const MAX_ANSWER_BYTES = 1024 * 1024

/** Sends items to a webhook: one in flight per queue, several queues at once, with retries. */
export class WebhookSender {
  readonly #clock: EmulatorClock
  readonly #rules: WebhookRules
  readonly #agent = new Agent({ keepAlive: true })
  readonly #queues = new Map<string, Queued[]>()
  #ready: string[] = []
  #active = 0
  #stopped = false
  readonly #waiting = new Set<() => void>()

  constructor(clock: EmulatorClock, rules: WebhookRules) {
    this.#clock = clock
    this.#rules = rules
  }

  offer({ id, queue }: WebhookItem): void {
    this.#enqueue(queue, { item: { id, queue }, tries: 0 })
    this.#pump()
  }

  /** Forgets everything that waits; what is in flight ends by itself. */
  clear(): void {
    this.#queues.clear()
    this.#ready = []
    for (const cancel of this.#waiting) cancel()
    this.#waiting.clear()
  }

  stop(): void {
    this.#stopped = true
    this.clear()
    this.#agent.destroy()
  }

  #enqueue(queue: string, queued: Queued): void {
    const items = this.#queues.get(queue)
    if (items !== undefined) items.push(queued)
    else {
      this.#queues.set(queue, [queued])
      this.#ready.push(queue)
    }
  }

  #pump(): void {
    const target = this.#stopped ? null : this.#rules.target()
    while (target !== null && this.#active < target.maxConnections) {
      const queue = this.#ready.shift()
      if (queue === undefined) return
      this.#active += 1
      void this.#deliverFirst(queue, target).finally(() => {
        this.#active -= 1
        this.#pump()
      })
    }
  }

  async #deliverFirst(queue: string, target: WebhookTarget): Promise<void> {
    const items = this.#queues.get(queue)
    const first = items?.[0]
    if (items === undefined || first === undefined) return
    const written = this.#rules.write(first.item, first.tries)
    if (written === null) {
      this.#rules.dropped(first.item)
      return this.#advance(queue, items)
    }
    if ('laterMs' in written) {
      this.#advance(queue, items)
      return this.#later(written.laterMs, () => this.#enqueue(`later ${first.item.id}`, first))
    }
    const answer = await this.#post(target, written)
    if (written.twice === true) await this.#post(target, written)
    const taken = answer.status >= 200 && answer.status < 300
    if (taken) this.#rules.delivered(first.item)
    // A webhook that was changed in the meantime has its own queues.
    if (this.#queues.get(queue) !== items) return
    if (taken) this.#advance(queue, items)
    else this.#repeat(queue, items, first, answer)
  }

  #repeat(queue: string, items: Queued[], first: Queued, answer: WebhookAnswer): void {
    first.tries += 1
    const next = this.#rules.failed(first.item, first.tries, answer)
    if (next.kind === 'drop') {
      this.#rules.dropped(first.item)
      this.#advance(queue, items)
    } else if (this.#rules.failedStandsAside) {
      this.#advance(queue, items)
      this.#later(next.afterMs, () => this.#enqueue(`retry ${first.item.id}`, first))
    } else this.#later(next.afterMs, () => this.#ready.push(queue))
  }

  #advance(queue: string, items: Queued[]): void {
    items.shift()
    if (items.length > 0) this.#ready.push(queue)
    else this.#queues.delete(queue)
  }

  #later(ms: number, run: () => void): void {
    const cancel = this.#clock.at(this.#clock.now() + ms, () => {
      this.#waiting.delete(cancel)
      run()
      this.#pump()
    })
    this.#waiting.add(cancel)
  }

  #post(target: WebhookTarget, written: WebhookRequest): Promise<WebhookAnswer> {
    return postOnce(this.#agent, target, written)
  }
}

/** One POST; never throws. */
export async function postOnce(
  agent: Agent,
  target: Pick<WebhookTarget, 'url' | 'timeoutMs'>,
  written: WebhookRequest,
): Promise<WebhookAnswer> {
  const none: WebhookAnswer = { status: 0, retryAfterSeconds: null }
  return new Promise((resolve) => {
    const body = Buffer.from(written.body)
    const sent = request(
      target.url,
      {
        agent,
        method: 'POST',
        signal: AbortSignal.timeout(target.timeoutMs),
        headers: { 'content-length': body.length, ...written.headers },
      },
      (response) => {
        let bytes = 0
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          if (bytes > MAX_ANSWER_BYTES) response.destroy()
        })
        const seconds = Number(response.headers['retry-after'] ?? Number.NaN)
        const retryAfterSeconds = Number.isFinite(seconds) ? seconds : null
        response.on('close', () => resolve({ status: response.statusCode ?? 0, retryAfterSeconds }))
        response.on('error', () => resolve(none))
      },
    )
    sent.on('error', (error: NodeJS.ErrnoException) => {
      // A kept connection may have been closed by the other side in the same moment: not its fault.
      const stale = sent.reusedSocket && error.code === 'ECONNRESET'
      resolve(stale ? postOnce(new Agent(), target, written) : none)
    })
    sent.end(body)
  })
}

/**
 * Whether an address is one the sandbox may call: plain HTTP to this machine, by the loopback interface or by one of its own
 * addresses, where a service listens that is to be reached from telephones in the same network.
 */
export function readLocalUrl(
  text: string,
  own: () => readonly string[] = ownAddresses,
): URL | null {
  if (text.length > 2048 || !URL.canParse(text)) return null
  const url = new URL(text)
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const isHere = /^(127(\.\d+){3}|localhost|::1)$/.test(host) || own().includes(host)
  return url.protocol === 'http:' && isHere ? url : null
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((all) =>
    (all ?? []).map(({ address }) => address),
  )
}
