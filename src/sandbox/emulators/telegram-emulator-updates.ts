import type { EmulatorContext } from './emulator-context.ts'
import {
  isRecord,
  readFlag,
  readInteger,
  readObject,
  textOf,
  type Params,
} from './emulator-params.ts'
import type { Collection } from './emulator-store.ts'
import {
  readLocalUrl,
  WebhookSender,
  type NextTry,
  type WebhookAnswer,
  type WebhookRequest,
} from './emulator-webhook.ts'
import {
  badRequest,
  refuse,
  succeed,
  tooMany,
  type TelegramResult,
} from './telegram-emulator-answer.ts'

export type UpdateKind =
  'message' | 'edited_message' | 'callback_query' | 'my_chat_member' | 'chat_member'

interface PendingUpdate {
  readonly id: string
  /** Chat or user: updates of one queue are delivered one after another. */
  readonly queue: string
  readonly expires: number
  readonly update: Readonly<Record<string, unknown>>
}

interface Subscription {
  readonly url: string
  readonly secret: string
  readonly maxConnections: number
  /** Null: the default set. */
  readonly allowed: readonly string[] | null
  readonly lastErrorAt?: number
  readonly lastError?: string
}

const NO_SUBSCRIPTION: Subscription = { url: '', secret: '', maxConnections: 40, allowed: null }
const NOT_BY_DEFAULT = ['chat_member', 'message_reaction', 'message_reaction_count']
const CONFLICT_POLL =
  'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running'
const CONFLICT_WEBHOOK =
  "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"

/** The bot's queue of updates with its two ways out: long polling and the webhook. */
export class TelegramUpdates {
  readonly #context: EmulatorContext
  readonly #pending: Collection<PendingUpdate>
  readonly #subscriptions: Collection<Subscription>
  readonly #sender: WebhookSender
  #wakePoller: ((why: 'update' | 'other-poll' | 'webhook') => void) | null = null
  #webhookSetAt = -Infinity

  constructor(context: EmulatorContext) {
    this.#context = context
    this.#pending = context.state.store.collection('telegram-updates')
    this.#subscriptions = context.state.store.collection('telegram-webhook')
    this.#sender = new WebhookSender(context.clock, {
      target: () => this.#target(),
      write: ({ id }) => this.#write(this.#pending.get(id)),
      delivered: (item) => this.#pending.remove(item.id),
      failed: (_item, tries, answer) => this.#retry(tries, answer),
      dropped: (item) => this.#pending.remove(item.id),
      failedStandsAside: false,
    })
    if (this.#subscription.url !== '') this.#offerAll()
  }

  /** Stores an update for the bot, unless it asked not to get this kind. */
  push(kind: UpdateKind, queue: string, content: unknown): void {
    const { allowed } = this.#subscription
    const wanted = allowed === null ? !NOT_BY_DEFAULT.includes(kind) : allowed.includes(kind)
    if (wanted) this.inject({ [kind]: content }, queue, kind === 'callback_query')
  }

  /** Stores an update as given. */
  inject(content: Record<string, unknown>, queue: string, isPress = false): void {
    const { telegram } = this.#context.limits
    const number = this.#context.state.nextNumber('telegram-update', 100_000_000)
    const life = isPress ? telegram.pressLifeMs : telegram.updateLifeMs
    const id = String(number)
    const expires = this.#context.clock.now() + life
    const update = { update_id: number, ...content }
    const item = this.#pending.put(id, { id, queue, expires, update })
    if (this.#pending.size > telegram.pendingUpdates)
      this.#pending.remove(this.#pending.keys().next().value ?? '')
    if (this.#subscription.url === '') this.#wakePoller?.('update')
    else this.#sender.offer(item)
  }

  /** `getUpdates`: waits until there is something, the time is over or somebody else asks. */
  async poll(params: Params, signal: AbortSignal): Promise<TelegramResult> {
    if (this.#subscription.url !== '') return refuse(409, CONFLICT_WEBHOOK)
    this.#wakePoller?.('other-poll')
    this.#rememberAllowed(params)
    this.#confirm(readInteger(params, 'offset') ?? 0)
    const limit = Math.min(Math.max(readInteger(params, 'limit') ?? 100, 1), 100)
    const seconds = Math.max(readInteger(params, 'timeout') ?? 0, 0)
    const waitMs = Math.min(seconds, this.#context.limits.telegram.longestPollSeconds) * 1000
    const ready = this.#list(limit)
    if (ready.length > 0 || waitMs === 0) return succeed(ready)
    const why = await this.#waitForUpdate(waitMs, signal)
    if (why === 'other-poll') return refuse(409, CONFLICT_POLL)
    if (why === 'webhook') return refuse(409, 'Conflict: terminated by setWebhook request')
    return succeed(this.#list(limit))
  }

  setWebhook(params: Params): TelegramResult {
    const address = textOf(params, 'url')
    if (address === '') return this.deleteWebhook(params)
    const now = this.#context.clock.now()
    const wait = this.#webhookSetAt + this.#context.limits.telegram.setWebhookGapMs - now
    if (wait > 0) return tooMany(wait)
    const url = readLocalUrl(address)
    const why = url === null ? webhookRefusal(address) : null
    if (why !== null) return badRequest(`bad webhook: ${why}`)
    if (url === null)
      return badRequest(
        'bad webhook: the sandbox delivers to http:// addresses of this machine only',
      )
    const secret = textOf(params, 'secret_token')
    if (!/^[\w-]{0,256}$/.test(secret))
      return badRequest('secret token contains unallowed characters')
    const connections = readInteger(params, 'max_connections') ?? 40
    this.#webhookSetAt = now
    this.#subscribe({
      url: url.href,
      secret,
      maxConnections: Math.min(Math.max(connections, 1), 100),
      allowed: readAllowed(params, this.#subscription.allowed),
    })
    if (readFlag(params, 'drop_pending_updates')) this.#dropAll()
    this.#wakePoller?.('webhook')
    this.#sender.clear()
    this.#offerAll()
    return succeed(true, 'Webhook was set')
  }

  deleteWebhook(params: Params): TelegramResult {
    const existed = this.#subscription.url !== ''
    this.#sender.clear()
    this.#subscribe({ ...NO_SUBSCRIPTION, allowed: this.#subscription.allowed })
    if (readFlag(params, 'drop_pending_updates')) this.#dropAll()
    return succeed(true, existed ? 'Webhook was deleted' : 'Webhook is already deleted')
  }

  webhookInfo(): TelegramResult {
    const { url, maxConnections, allowed, lastErrorAt, lastError } = this.#subscription
    const pending = { pending_update_count: this.#pending.size }
    const shared = { url, has_custom_certificate: false, ...pending }
    if (url === '') return succeed(shared)
    return succeed({
      ...shared,
      max_connections: maxConnections,
      ip_address: '127.0.0.1',
      ...(allowed && { allowed_updates: allowed }),
      ...(lastErrorAt !== undefined && {
        last_error_date: Math.floor(lastErrorAt / 1000),
        last_error_message: lastError,
      }),
    })
  }

  stop(): void {
    this.#wakePoller?.('update')
    this.#sender.stop()
  }

  get #subscription(): Subscription {
    return this.#subscriptions.get('bot') ?? NO_SUBSCRIPTION
  }

  #subscribe(subscription: Subscription): void {
    this.#subscriptions.put('bot', subscription)
  }

  #rememberAllowed(params: Params): void {
    const current = this.#subscription
    const allowed = readAllowed(params, current.allowed)
    if (JSON.stringify(allowed) !== JSON.stringify(current.allowed))
      this.#subscribe({ ...current, allowed })
  }

  /** Forgets the updates before the offset; a negative one counts from the end. */
  #confirm(offset: number): void {
    const ids = [...this.#pending.keys()]
    const gone =
      offset < 0
        ? ids.slice(0, Math.max(ids.length + offset, 0))
        : ids.filter((id) => Number(id) < offset)
    for (const id of gone) this.#pending.remove(id)
  }

  #list(limit: number): unknown[] {
    const now = this.#context.clock.now()
    const found: unknown[] = []
    for (const { id, expires, update } of this.#pending.values()) {
      if (expires <= now) this.#pending.remove(id)
      else if (found.push(update) === limit) break
    }
    return found
  }

  async #waitForUpdate(
    waitMs: number,
    signal: AbortSignal,
  ): Promise<'update' | 'other-poll' | 'webhook' | 'over'> {
    const { clock } = this.#context
    return new Promise((resolve) => {
      const end = (why: 'update' | 'other-poll' | 'webhook' | 'over'): void => {
        if (this.#wakePoller === end) this.#wakePoller = null
        cancel()
        signal.removeEventListener('abort', abandon)
        resolve(why)
      }
      const abandon = (): void => end('over')
      const cancel = clock.at(clock.now() + waitMs, abandon)
      signal.addEventListener('abort', abandon)
      this.#wakePoller = end
    })
  }

  #dropAll(): void {
    for (const id of this.#pending.keys()) this.#pending.remove(id)
  }

  #offerAll(): void {
    for (const item of this.#pending.values()) this.#sender.offer(item)
  }

  #target(): { url: URL; maxConnections: number; timeoutMs: number } | null {
    const { url, maxConnections } = this.#subscription
    const timeoutMs = this.#context.limits.telegram.webhookTimeoutMs
    return url === '' ? null : { url: new URL(url), maxConnections, timeoutMs }
  }

  #write(item: PendingUpdate | undefined): WebhookRequest | null {
    if (item === undefined || item.expires <= this.#context.clock.now()) return null
    const { secret } = this.#subscription
    const fault = this.#context.faults.strike('telegram', 'webhook', null)
    const shown = fault?.kind === 'wrong-signature' ? `${secret}x` : secret
    const signed = secret !== '' && fault?.kind !== 'no-signature'
    const headers = {
      'content-type': 'application/json',
      ...(signed && { 'x-telegram-bot-api-secret-token': shown }),
    }
    return { headers, body: JSON.stringify(item.update), twice: fault?.kind === 'duplicate' }
  }

  /** First at once, then 2, 4, 8 … s; the receiver's own Retry-After replaces that (1.4). */
  #retry(tries: number, answer: WebhookAnswer): NextTry {
    const { telegram } = this.#context.limits
    const lastError =
      answer.status === 0
        ? 'Connection failed or read timeout expired'
        : `Wrong response from the webhook: ${answer.status}`
    const lastErrorAt = this.#context.clock.now()
    this.#subscribe({ ...this.#subscription, lastErrorAt, lastError })
    if (answer.retryAfterSeconds !== null && answer.status !== 0) {
      const seconds = Math.min(answer.retryAfterSeconds, telegram.webhookRetryAfterMaxSeconds)
      return { kind: 'retry', afterMs: Math.max(seconds, 0) * 1000 }
    }
    const backOff = telegram.webhookRetryFirstMs * 2 ** (tries - 2)
    return {
      kind: 'retry',
      afterMs: tries === 1 ? 0 : Math.min(backOff, telegram.webhookRetryMaxMs),
    }
  }
}

/** `allowed_updates`: absent keeps the old value, an empty list or a broken one means the default. */
function readAllowed(params: Params, current: readonly string[] | null): readonly string[] | null {
  if (params.values['allowed_updates'] === undefined) return current
  const given = readObject(params, 'allowed_updates')
  if (!Array.isArray(given)) return current
  const names = given.filter((name): name is string => typeof name === 'string')
  return names.length === 0 || names.length < given.length ? null : names
}

/** The queue of an update that somebody made up: its chat, else its own. */
export function queueOf(update: Record<string, unknown>): string {
  const content = Object.values(update).find(isRecord)
  const chat = isRecord(content?.['chat']) ? content['chat']['id'] : undefined
  return typeof chat === 'number' ? `chat:${chat}` : 'injected'
}

/** The real server's words for an address that it would not call; null: it would. */
function webhookRefusal(address: string): string | null {
  const { protocol, port } = URL.canParse(address) ? new URL(address) : { protocol: '', port: '' }
  if (protocol !== 'https:') return 'An HTTPS URL must be provided for webhook'
  const isOpen = ['', '80', '88', '8443'].includes(port)
  return isOpen ? null : 'Webhook can be set up only on ports 80, 88, 443 or 8443'
}
