import type { EmulatorContext } from './emulator-context.ts'
import type { Chat } from './emulator-types.ts'
import { PacerMap, SlidingWindow, TokenBucket } from './emulator-window.ts'

/** Telegram's flood limits: whole bot, group and private chat (telegram-api.md 1.1). */
export class TelegramPace {
  readonly #clock: EmulatorContext['clock']
  readonly #bot: SlidingWindow
  readonly #groups: PacerMap
  readonly #privates: PacerMap

  /** When the next upload of a size may be taken. */
  readonly #uploads = new Map<number, number>()
  readonly #pacedUploadBytes: number

  constructor({ clock, limits: { telegram } }: Pick<EmulatorContext, 'clock' | 'limits'>) {
    this.#clock = clock
    this.#pacedUploadBytes = telegram.pacedUploadBytes
    this.#bot = new SlidingWindow(() => telegram.sendsPerSecond, 1000)
    this.#groups = new PacerMap(() => new SlidingWindow(() => telegram.groupPerMinute, 60_000))
    this.#privates = new PacerMap(
      () => new TokenBucket(telegram.privateBurst, telegram.privateRefillMs),
    )
  }

  /** Takes one call into the books; more than 0: it is refused for so many milliseconds. */
  enter(kind: 'send' | 'edit', chatId: string, chat: Pick<Chat, 'kind'> | undefined): number {
    const now = this.#clock.now()
    const isGroup = chat === undefined ? chatId.startsWith('-') : chat.kind !== 'private'
    const own = (isGroup ? this.#groups : this.#privates).of(chatId, now)
    const wait = Math.max(own.waitMs(now), kind === 'send' ? this.#bot.waitMs(now) : 0)
    if (wait > 0) return wait
    own.add(now)
    if (kind === 'send') this.#bot.add(now)
    return 0
  }

  /** Milliseconds that an upload waits for earlier ones of the same size: 0.2 to 0.9 s each (telegram-api.md 1.3). */
  upload(bytes: number): number {
    if (bytes < this.#pacedUploadBytes) return 0
    const now = this.#clock.now()
    const from = Math.max(now, this.#uploads.get(bytes) ?? 0)
    this.#uploads.set(bytes, from + Math.min(Math.max(bytes / 10_000, 200), 900))
    return from - now
  }
}
