import type { EmulatorContext } from './emulator-context.ts'
import { readText, textOf, type Params } from './emulator-params.ts'
import type { Collection } from './emulator-store.ts'
import {
  readLocalUrl,
  WebhookSender,
  type Later,
  type WebhookRequest,
  type WebhookTarget,
} from './emulator-webhook.ts'
import { botRefusal, botSuccess, type BotResult } from './zalo-bot-emulator-answer.ts'

interface PendingUpdate {
  readonly id: string
  readonly queue: string
  /** `{event_name, message}` */
  readonly update: Readonly<Record<string, unknown>>
  readonly read?: true
}

interface Subscription {
  readonly url: string
  readonly secret: string
  readonly updatedAt: number
}

const WEBHOOK_IS_SET =
  'You cannot use this API while a webhook is set. Please remove the webhook first'

/** The bot's queue of updates: one object at a time by polling, or the webhook. */
export class BotUpdates {
  readonly #context: EmulatorContext
  readonly #pending: Collection<PendingUpdate>
  readonly #subscriptions: Collection<Subscription>
  readonly #sender: WebhookSender
  readonly #pollers = new Set<() => void>()

  constructor(context: EmulatorContext) {
    this.#context = context
    this.#pending = context.state.store.collection('zalo-bot-updates')
    this.#subscriptions = context.state.store.collection('zalo-bot-webhook')
    this.#sender = new WebhookSender(context.clock, {
      target: () => this.#target(),
      write: ({ id }) => this.#write(this.#pending.get(id)),
      delivered: (item) => this.#pending.remove(item.id),
      failed: (_item, tries) => {
        const afterMs = context.limits.zaloBot.webhookRetryMs[tries - 1]
        return afterMs === undefined ? { kind: 'drop' } : { kind: 'retry', afterMs }
      },
      dropped: (item) => this.#pending.remove(item.id),
      failedStandsAside: false,
    })
    if (this.#target() !== null) for (const item of this.#pending.values()) this.#sender.offer(item)
  }

  push(queue: string, update: Readonly<Record<string, unknown>>): void {
    const id = String(this.#context.state.nextNumber('zalo-bot-update'))
    const item = this.#pending.put(id, { id, queue, update })
    if (this.#pending.size > this.#context.limits.zaloBot.pendingUpdates)
      this.#pending.remove(this.#pending.keys().next().value ?? '')
    if (this.#target() !== null) this.#sender.offer(item)
    for (const wake of this.#pollers) wake()
  }

  /** `getUpdates`: one wrapped update, or 408 after the asked seconds. */
  async poll(params: Params, signal: AbortSignal): Promise<BotResult> {
    if (this.#subscriptions.get('bot') !== undefined) return botRefusal(400, WEBHOOK_IS_SET)
    const { longestPollSeconds } = this.#context.limits.zaloBot
    const asked = Number(readText(params, 'timeout') ?? 30)
    const seconds = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), longestPollSeconds) : 30
    const first = this.#take() ?? (await this.#waitForUpdate(seconds * 1000, signal))
    return first === null ? botRefusal(408, 'Request timeout') : botSuccess(first)
  }

  setWebhook(params: Params): BotResult {
    const address = textOf(params, 'url')
    const secret = textOf(params, 'secret_token')
    if (address === '') return botRefusal(400, 'Bad request: The url must not be empty')
    if (secret === '') return botRefusal(400, 'Bad request: The secret_token must not be empty')
    if (secret.length < 8 || secret.length > 256)
      return botRefusal(400, 'Bad request: The secret_token must be 8-256 characters')
    const isHere = readLocalUrl(address) !== null
    if (!isHere && !isPublicHttps(address))
      return botRefusal(400, 'Bad request: The url must be a public https address')
    const updatedAt = this.#context.clock.now()
    this.#sender.clear()
    const { href } = new URL(address)
    this.#subscriptions.put('bot', { url: href, secret, updatedAt })
    for (const item of this.#pending.values()) this.#sender.offer(item)
    // The address is stored even when nothing answers there; the sandbox calls nobody but this machine.
    const verification = isHere
      ? { ok: true, hint: '' }
      : { ok: false, hint: 'The sandbox delivers to http:// of this machine only' }
    return botSuccess({ url: href, updated_at: updatedAt, verification })
  }

  deleteWebhook(): BotResult {
    this.#sender.clear()
    this.#subscriptions.remove('bot')
    return botSuccess({ url: '', updated_at: this.#context.clock.now() })
  }

  /** Without a webhook the real server says "Not Found". */
  webhookInfo(): BotResult {
    const subscription = this.#subscriptions.get('bot')
    if (subscription === undefined) return botRefusal(404, 'Not Found')
    return botSuccess({ url: subscription.url, updated_at: subscription.updatedAt })
  }

  stop(): void {
    for (const wake of this.#pollers) wake()
    this.#sender.stop()
  }

  #take(): unknown {
    const replay = this.#context.manners.zaloBot.replay
    let [first, second] = this.#pending.values()
    if (replay && first?.read && second !== undefined) {
      this.#pending.remove(first.id)
      ;[first, second] = [second, undefined]
    }
    if (first === undefined) return null
    if (replay) this.#pending.put(first.id, { ...first, read: true })
    else this.#pending.remove(first.id)
    return first.update
  }

  async #waitForUpdate(ms: number, signal: AbortSignal): Promise<unknown> {
    const { clock } = this.#context
    if (ms === 0) return null
    await new Promise<void>((resolve) => {
      const end = (): void => {
        cancel()
        this.#pollers.delete(end)
        signal.removeEventListener('abort', end)
        resolve()
      }
      const cancel = clock.at(clock.now() + ms, end)
      signal.addEventListener('abort', end)
      this.#pollers.add(end)
    })
    // Reading removes: who hung up must not take an update along.
    return signal.aborted ? null : this.#take()
  }

  #target(): WebhookTarget | null {
    const url = readLocalUrl(this.#subscriptions.get('bot')?.url ?? '')
    const timeoutMs = this.#context.limits.zaloBot.webhookTimeoutMs
    return url === null ? null : { url, maxConnections: 10, timeoutMs }
  }

  #write(item: PendingUpdate | undefined): WebhookRequest | Later | null {
    if (item === undefined) return null
    const fault = this.#context.faults.strike('zalo-bot', 'webhook', null)
    if (fault?.kind === 'delay') return { laterMs: fault.ms ?? 1000 }
    const secret = this.#subscriptions.get('bot')?.secret ?? ''
    const wrong = fault?.kind === 'wrong-signature' ? `${secret}x` : secret
    const wrapped = this.#context.manners.zaloBot.wrappedWebhook
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      ...(fault?.kind !== 'no-signature' && { 'x-bot-api-secret-token': wrong }),
    }
    const body = JSON.stringify(wrapped ? { ok: true, result: item.update } : item.update)
    return { headers, body, twice: fault?.kind === 'duplicate' }
  }
}

/** No address of this machine or of a network at home, which the real server does not call. */
const PRIVATE_HOST =
  /^(?:localhost|\[.*\]|(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168)\..*)$/u

function isPublicHttps(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' && !PRIVATE_HOST.test(hostname)
}
