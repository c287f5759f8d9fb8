import { createHash } from 'node:crypto'
import { Agent } from 'node:http'
import type { ZaloOaSeed } from '../emulator-seed.ts'
import type { EmulatorContext } from './emulator-context.ts'
import type { Refused } from './emulator-platform.ts'
import type { Collection } from './emulator-store.ts'
import {
  postOnce,
  readLocalUrl,
  WebhookSender,
  type Later,
  type NextTry,
  type WebhookRequest,
  type WebhookTarget,
} from './emulator-webhook.ts'
import { writeIdsAsNumbers } from './zalo-oa-emulator-ids.ts'

interface PendingEvent {
  readonly id: string
  readonly queue: string
  /** The exact bytes: retries repeat them. */
  readonly body: string
  readonly timestamp: string
}

interface ConsoleWebhook {
  readonly url: string
  /** The last retry failed: nothing is sent until the address is saved again. */
  readonly switchedOff?: true
}

const MAX_CONNECTIONS = 10
const PENDING_EVENTS = 5000
/** The console calls an address that is saved, empty or with no event (zalo-api.md 3.1): this is harder to tell. */
const PROBE = '{}'

/** The OA's webhook: signed events with the retry schedule of zalo-api.md 3.1. */
export class OaEvents {
  readonly #context: EmulatorContext
  readonly #seed: ZaloOaSeed
  readonly #pending: Collection<PendingEvent>
  readonly #console: Collection<ConsoleWebhook>
  readonly #sender: WebhookSender

  constructor(context: EmulatorContext, seed: ZaloOaSeed) {
    this.#context = context
    this.#seed = seed
    this.#pending = context.state.store.collection('zalo-oa-events')
    this.#console = context.state.store.collection('zalo-oa-console')
    this.#plantUrl(seed.webhookUrl)
    this.#sender = new WebhookSender(context.clock, {
      target: () => this.#target(),
      write: ({ id }, tries) => this.#write(this.#pending.get(id), tries),
      delivered: (item) => this.#pending.remove(item.id),
      failed: (_item, tries) => this.#retry(tries),
      dropped: (item) => this.#pending.remove(item.id),
      failedStandsAside: true,
    })
    for (const item of this.#pending.values()) this.#sender.offer(item)
  }

  /** Sends an event; without an address in the console it is lost. */
  send(name: string, queue: string, content: Record<string, unknown>): void {
    this.inject(queue, { event_name: name, ...content })
  }

  /** Sends an event, signed, whose timestamp may be given. */
  inject(queue: string, event: Record<string, unknown>): void {
    if (this.#target() === null) return
    const number = this.#context.state.nextNumber('zalo-oa-event')
    const timestamp =
      typeof event['timestamp'] === 'string'
        ? event['timestamp']
        : String(this.#context.clock.now())
    // Both ways of writing JSON occur, so that only the raw bytes verify.
    const { appId, botId } = this.#seed
    const all = { app_id: appId, oa_id: botId, ...event, timestamp }
    const json = JSON.stringify(all, null, number % 2)
    const { numericIds } = this.#context.manners.zaloOa
    const body = numericIds ? writeIdsAsNumbers(json) : json
    const id = String(number)
    const item = this.#pending.put(id, { id, queue, body, timestamp })
    if (this.#pending.size > PENDING_EVENTS)
      this.#pending.remove(this.#pending.keys().next().value ?? '')
    this.#sender.offer(item)
  }

  /** The address as a deployment knows it: kept without a check. */
  #plantUrl(url: string | undefined): void {
    if (
      url !== undefined &&
      readLocalUrl(url) !== null &&
      this.#console.get('webhook')?.url !== url
    )
      this.#console.put('webhook', { url })
  }

  /** Saves the address in the developer console, which calls it once. */
  async saveUrl(text: string): Promise<Refused | null> {
    this.#sender.clear()
    this.#console.put('webhook', { url: text })
    if (text === '') return null
    const url = readLocalUrl(text)
    if (url === null) {
      this.#console.put('webhook', { url: '' })
      return { refused: 'Chỉ nhận địa chỉ http:// của chính máy này.' }
    }
    const agent = new Agent()
    const { webhookTimeoutMs: timeoutMs } = this.#context.limits.zaloOa
    const answer = await postOnce(agent, { url, timeoutMs }, { headers: {}, body: PROBE })
    agent.destroy()
    for (const item of this.#pending.values()) this.#sender.offer(item)
    return answer.status === 200 ? null : { refused: `Địa chỉ trả lời ${answer.status}, cần 200.` }
  }

  consoleWebhook(): { readonly url: string; readonly switchedOff: boolean } {
    const { url = '', switchedOff = false } = this.#console.get('webhook') ?? {}
    return { url, switchedOff }
  }

  stop(): void {
    this.#sender.stop()
  }

  #target(): WebhookTarget | null {
    const saved = this.#console.get('webhook')
    const url = saved === undefined || saved.switchedOff ? null : readLocalUrl(saved.url)
    const timeoutMs = this.#context.limits.zaloOa.webhookTimeoutMs
    return url === null ? null : { url, maxConnections: MAX_CONNECTIONS, timeoutMs }
  }

  #write(item: PendingEvent | undefined, tries: number): WebhookRequest | Later | null {
    if (item === undefined) return null
    const fault = this.#context.faults.strike('zalo-oa', 'webhook', null)
    if (fault?.kind === 'delay') return { laterMs: fault.ms ?? 1000 }
    const secret = fault?.kind === 'wrong-signature' ? 'not the secret' : this.#seed.webhookSecret
    const mac = signEvent(this.#seed.appId, item, secret)
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      ...(fault?.kind !== 'no-signature' && { 'x-zevent-signature': `mac=${mac}` }),
      ...(tries > 0 && { num_retry: String(tries) }),
    }
    return { headers, body: item.body, twice: fault?.kind === 'duplicate' }
  }

  #retry(tries: number): NextTry {
    const afterMs = this.#context.limits.zaloOa.webhookRetryMs[tries - 1]
    if (afterMs !== undefined) return { kind: 'retry', afterMs }
    const saved = this.#console.get('webhook')
    if (saved !== undefined) this.#console.put('webhook', { ...saved, switchedOff: true })
    return { kind: 'drop' }
  }
}

/** Plain SHA-256 over app id, raw body, timestamp and OA secret (zalo-api.md 3.3); no HMAC. */
function signEvent(appId: string, { body, timestamp }: PendingEvent, secret: string): string {
  return createHash('sha256').update(`${appId}${body}${timestamp}${secret}`).digest('hex')
}
