interface Timer {
  readonly time: number
  readonly run: () => void
  handle?: NodeJS.Timeout
}

const LONGEST_SLEEP_MS = 3_600_000

/** The emulators' time: the real one plus what a test has advanced it by. Timers follow it. */
export class EmulatorClock {
  #offset: number
  readonly #timers = new Set<Timer>()

  constructor(offset = 0) {
    this.#offset = offset
  }

  /** Milliseconds since 1970. */
  now(): number {
    return Date.now() + this.#offset
  }

  get offset(): number {
    return this.#offset
  }

  /** Moves the time forward and runs every timer that became due. */
  advance(ms: number): void {
    this.#offset += ms
    const timers = [...this.#timers].toSorted((a, b) => a.time - b.time)
    for (const timer of timers) if (this.#timers.has(timer)) this.#arm(timer)
  }

  /** Runs something at a time of this clock; the answer cancels it. */
  at(time: number, run: () => void): () => void {
    const timer: Timer = { time, run }
    this.#timers.add(timer)
    this.#arm(timer, true)
    return () => this.#cancel(timer)
  }

  /** Cancels everything that waits. */
  stop(): void {
    for (const timer of this.#timers) this.#cancel(timer)
  }

  #arm(timer: Timer, later = false): void {
    clearTimeout(timer.handle)
    const wait = timer.time - this.now()
    if (wait <= 0 && !later) return this.#fire(timer)
    timer.handle = setTimeout(
      () => this.#arm(timer),
      Math.min(Math.max(Math.ceil(wait), 0), LONGEST_SLEEP_MS),
    )
  }

  #fire(timer: Timer): void {
    this.#cancel(timer)
    timer.run()
  }

  #cancel(timer: Timer): void {
    clearTimeout(timer.handle)
    this.#timers.delete(timer)
  }
}
