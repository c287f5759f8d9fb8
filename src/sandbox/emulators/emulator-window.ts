/** Counts events in a sliding window of time. An event at the very edge has left it. */
export class SlidingWindow {
  readonly #limit: () => number
  readonly #spanMs: number
  #times: number[] = []

  constructor(limit: () => number, spanMs: number) {
    this.#limit = limit
    this.#spanMs = spanMs
  }

  /** Milliseconds until one more event fits; 0: now. */
  waitMs(now: number): number {
    const kept = this.#times.findIndex((time) => time > now - this.#spanMs)
    if (kept > 0) this.#times.splice(0, kept)
    if (kept < 0) this.#times = []
    const blocking = this.#times[this.#times.length - this.#limit()]
    return blocking === undefined ? 0 : blocking + this.#spanMs - now
  }

  add(now: number): void {
    this.#times.push(now)
  }

  isIdle(now: number): boolean {
    return (this.#times.at(-1) ?? 0) <= now - this.#spanMs
  }
}

/** Takes a burst at once and then one event per refill time. */
export class TokenBucket {
  readonly #burst: number
  readonly #refillMs: number
  /** Time at which the bucket is full again. */
  #fullAt = 0

  constructor(burst: number, refillMs: number) {
    this.#burst = burst
    this.#refillMs = refillMs
  }

  /** Milliseconds until one more event fits; 0: now. */
  waitMs(now: number): number {
    const used = Math.max(this.#fullAt - now, 0)
    return Math.max(used - (this.#burst - 1) * this.#refillMs, 0)
  }

  add(now: number): void {
    this.#fullAt = Math.max(this.#fullAt, now) + this.#refillMs
  }

  isIdle(now: number): boolean {
    return this.#fullAt <= now
  }
}

interface Pacer {
  waitMs(now: number): number
  add(now: number): void
  isIdle(now: number): boolean
}

/** One pacer per key, made when needed and forgotten once idle, so that many chats cost no memory. */
export class PacerMap {
  readonly #make: () => Pacer
  readonly #pacers = new Map<string, Pacer>()
  #sweepAt = 1000

  constructor(make: () => Pacer) {
    this.#make = make
  }

  of(key: string, now: number): Pacer {
    const known = this.#pacers.get(key)
    if (known !== undefined) return known
    this.#sweep(now)
    const pacer = this.#make()
    this.#pacers.set(key, pacer)
    return pacer
  }

  #sweep(now: number): void {
    if (this.#pacers.size < this.#sweepAt) return
    for (const [key, pacer] of this.#pacers) if (pacer.isIdle(now)) this.#pacers.delete(key)
    this.#sweepAt = this.#pacers.size * 2 + 1000
  }
}
