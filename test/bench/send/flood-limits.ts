import type { ArrivalTimes } from './arrival-times.ts'

/** What the fake refuses; see `FakeSettings`. */
const SENDS_PER_SECOND = 31
const GROUP_PER_MINUTE = 20
const PRIVATE_BURST = 5
const MINUTE_MS = 60_000
const PRIVATE_REFILL_MS = 1_000

/**
 * Telegram's limits, of accepted calls: a bot's 32nd send in any second, a group's 21st call in any
 * minute, and a private chat above one a second after a burst of five.
 */
export class FloodLimits {
  readonly #accepted: ArrivalTimes
  readonly #groups = new Map<number, number[]>()
  /** When the chat's bucket is full again. */
  readonly #privates = new Map<number, number>()

  constructor(accepted: ArrivalTimes) {
    this.#accepted = accepted
  }

  /** Takes the call; more than 0: refused for so many milliseconds. */
  enter(chatId: number, isSend: boolean, now: number): number {
    const own = chatId < 0 ? this.#groupWait(chatId, now) : this.#privateWait(chatId, now)
    const wait = Math.max(own, isSend ? this.#botWait(now) : 0)
    if (wait > 0) return wait
    if (chatId < 0) this.#groups.get(chatId)?.push(now)
    else
      this.#privates.set(chatId, Math.max(this.#privates.get(chatId) ?? 0, now) + PRIVATE_REFILL_MS)
    return 0
  }

  #botWait(now: number): number {
    if (this.#accepted.inLastSecond(now) < SENDS_PER_SECOND) return 0
    return this.#accepted.oldestInSecond + 1_000 - now
  }

  #groupWait(chatId: number, now: number): number {
    const calls = (this.#groups.get(chatId) ?? []).filter((at) => at > now - MINUTE_MS)
    this.#groups.set(chatId, calls)
    const blocking = calls.at(-GROUP_PER_MINUTE)
    return blocking === undefined ? 0 : blocking + MINUTE_MS - now
  }

  #privateWait(chatId: number, now: number): number {
    const used = Math.max((this.#privates.get(chatId) ?? 0) - now, 0)
    return Math.max(used - (PRIVATE_BURST - 1) * PRIVATE_REFILL_MS, 0)
  }
}
