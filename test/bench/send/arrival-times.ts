/** Moments in order, kept small, with the most that any window of a second has held. */
export class ArrivalTimes {
  #times = new Float64Array(1_024)
  #count = 0
  #windowFrom = 0
  #mostInSecond = 0

  add(at: number): void {
    if (this.#count === this.#times.length) {
      const larger = new Float64Array(this.#times.length * 2)
      larger.set(this.#times)
      this.#times = larger
    }
    this.#times[this.#count++] = at
    this.#leaveBehind(at - 1_000)
    this.#mostInSecond = Math.max(this.#mostInSecond, this.#count - this.#windowFrom)
  }

  /** How many lie in the second before `now`. */
  inLastSecond(now: number): number {
    this.#leaveBehind(now - 1_000)
    return this.#count - this.#windowFrom
  }

  /** The oldest of the last second. */
  get oldestInSecond(): number {
    return this.#times[this.#windowFrom] ?? Infinity
  }

  get count(): number {
    return this.#count
  }

  get first(): number | null {
    return this.#count === 0 ? null : (this.#times[0] ?? null)
  }

  get last(): number | null {
    return this.#count === 0 ? null : (this.#times[this.#count - 1] ?? null)
  }

  get mostInSecond(): number {
    return this.#mostInSecond
  }

  /** Counts per stretch of `widthMs` from the first on. */
  buckets(widthMs: number): number[] {
    const { first, last } = this
    if (first === null || last === null) return []
    const counts = Array.from({ length: Math.floor((last - first) / widthMs) + 1 }, () => 0)
    for (let index = 0; index < this.#count; index++) {
      const bucket = Math.floor(((this.#times[index] ?? first) - first) / widthMs)
      counts[bucket] = (counts[bucket] ?? 0) + 1
    }
    return counts
  }

  /** An event at the very edge has left the window. */
  #leaveBehind(edge: number): void {
    while (this.#windowFrom < this.#count && (this.#times[this.#windowFrom] ?? 0) <= edge)
      this.#windowFrom++
  }
}
