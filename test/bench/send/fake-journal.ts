import { ArrivalTimes } from './arrival-times.ts'
import { FloodLimits } from './flood-limits.ts'
import { type FakeSettings, type FakeStatistics, WATCHED_FROM } from './fake-statistics.ts'

const MINUTE_MS = 60_000
/** Private chats of broadcasts have ids below this; an array of counters is cheaper than a map. */
const COUNTED_CHATS = 2_000_000

/** One bot as the fake sees it: what it sent, and what of that was taken. */
export class FakeJournal {
  readonly settings: FakeSettings
  readonly #arrivals = new ArrivalTimes()
  readonly #accepted = new ArrivalTimes()
  /** Accepted ones that are copies of a broadcast: to groups and to private chats that are counted. */
  readonly #copies = new ArrivalTimes()
  readonly #limits: FloodLimits
  readonly #labels: readonly { readonly word: string; readonly times: ArrivalTimes }[]
  readonly #groups = new Map<number, number[]>()
  readonly #received: Uint8Array
  readonly #watched = new Map<number, number>()
  #edits = 0
  #refused = 0
  #repeats = 0
  #chats = 0

  constructor(settings: FakeSettings) {
    this.settings = settings
    this.#limits = new FloodLimits(this.#accepted)
    this.#labels = settings.labels.map((word) => ({ word, times: new ArrivalTimes() }))
    this.#received = new Uint8Array(COUNTED_CHATS)
  }

  /** Takes a call into the books; more than 0: it is refused for so many milliseconds. */
  enter(call: { chatId: number; text: string; isSend: boolean }, now: number): number {
    const { chatId, text, isSend } = call
    if (isSend) this.#arrivals.add(now)
    else this.#edits++
    if (chatId < 0) this.#noteGroup(chatId, now)
    const wait = this.settings.limits ? this.#limits.enter(chatId, isSend, now) : 0
    if (wait > 0) {
      this.#refused++
      return wait
    }
    if (isSend) this.#accept(chatId, text, now)
    return 0
  }

  statistics(): FakeStatistics {
    return {
      arrivals: this.#arrivals.count,
      accepted: this.#accepted.count,
      refused: this.#refused,
      copies: this.#copies.count,
      firstAt: wallClock(this.#copies.first),
      lastAt: wallClock(this.#copies.last),
      mostInSecond: this.#arrivals.mostInSecond,
      mostInGroupMinute: Math.max(0, ...[...this.#groups.values()].map(mostInMinute)),
      chats: this.#chats,
      repeats: this.#repeats,
      tenths: this.#arrivals.buckets(100),
      labels: Object.fromEntries(
        this.#labels.map(({ word, times }) => [
          word,
          {
            accepted: times.count,
            firstAt: wallClock(times.first),
            lastAt: wallClock(times.last),
            seconds: times.buckets(1_000),
          },
        ]),
      ),
      watched: Object.fromEntries(
        [...this.#watched].map(([chatId, at]) => [chatId, wallClock(at) ?? 0]),
      ),
    }
  }

  get copies(): number {
    return this.#copies.count
  }

  #noteGroup(chatId: number, now: number): void {
    const calls = this.#groups.get(chatId)
    if (calls) calls.push(now)
    else this.#groups.set(chatId, [now])
  }

  #accept(chatId: number, text: string, now: number): void {
    this.#accepted.add(now)
    for (const { word, times } of this.#labels) if (text.includes(word)) times.add(now)
    if (chatId < COUNTED_CHATS) this.#copies.add(now)
    if (chatId >= WATCHED_FROM) {
      if (!this.#watched.has(chatId)) this.#watched.set(chatId, now)
    } else if (chatId > 0 && chatId < COUNTED_CHATS) {
      const before = this.#received[chatId] ?? 0
      this.#received[chatId] = before + 1
      if (before === 0) this.#chats++
      if (before >= Math.max(1, this.#labels.length)) this.#repeats++
    }
  }
}

function mostInMinute(times: readonly number[]): number {
  let from = 0
  let most = 0
  times.forEach((at, index) => {
    while ((times[from] ?? at) <= at - MINUTE_MS) from++
    most = Math.max(most, index - from + 1)
  })
  return most
}

function wallClock(at: number | null): number | null {
  return at === null ? null : performance.timeOrigin + at
}
