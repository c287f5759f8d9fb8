import type { Pace } from '../../channels/channel.ts'
import type { ChatId, DeliveryId } from '../../domain/id.ts'
import type { ChatType } from '../../domain/platform.ts'
import { createBunches } from './bunches.ts'
import { createLaneRate } from './lane-rate.ts'

/** A call as the platform's limits see it. */
export interface PacedCall {
  readonly chatId: ChatId
  readonly type: ChatType
  /** Message that is changed in place; null: a new message. */
  readonly editOf: DeliveryId | null
}

/** Says when a call may start. All moments are milliseconds of one clock that never runs backwards. */
export interface Pacer {
  /** When the chat takes the next call. */
  chatReadyAt(call: PacedCall): number
  /** When the bot as a whole may make its next call; `ahead` others that wait for their slot go before it. */
  laneReadyAt(ahead?: number): number
  /** A call starts now. */
  take(call: PacedCall, at: number): void
  /** The chat's last call may have arrived only at `at`: for its chat this counts, not when it left. */
  arrivedLate(call: PacedCall, at: number): void
  /**
   * A call of an earlier owner of the lane ended at `at`. It had left when its slot had come, by the pace that the platform
   * told it then, which may have been another than the one we know.
   */
  recall(call: PacedCall, at: number): void
  /** Chats that the platform wants left alone beyond `now`. */
  frozenChats(now: number): ChatId[]
  freezeChat(chatId: ChatId, until: number): void
  freezeLane(until: number): void
  /**
   * The platform told a chat to wait until a moment. The chat does; when several are told so at once, the
   * whole bot waits too, and is slower afterwards; not for groups that may be in slow mode (TDLib, NetQueryDelayer).
   */
  throttled(chatId: ChatId, until: number, at: number): void
  /** The platform answered a call (`hasSpoken`) `ms` after it was made. */
  answered(ms: number, at: number): void
  /**
   * The process stood still for `ms` and woke at `at`: calls of before may be leaving only now, and room is left for them.
   * False: it was too short to matter.
   */
  stoodStill(ms: number, at: number): boolean
}

const MINUTE_MS = 60_000
/** Calls do not all take equally long to arrive, so the platform's minute may begin later than ours. */
const MINUTE_MARGIN_MS = 500
/**
 * How far a call may be ahead of its slot, in slots, or every late timer would cost rate for good. A fast bot no more than
 * timers are late on a quiet machine: after a short stall two calls leave closer together by this, and of 31 slots of
 * 33.9 ms (Telegram's) only 51 ms are not needed to keep its second. A slow bot, under ten a second, keeps a whole slot:
 * what is written late would cost its rate, and it cannot come near the second.
 */
const SLOTS_AHEAD = { fast: 0.25, slow: 1 }
const SLOW_INTERVAL_MS = 100
/**
 * The first call of an owner, or after a pause, arrives late: its code is cold, its connection is still to be made, and the
 * copies that it is the first of are just being written. The next ones, which are quicker, would come up to it, so they
 * keep away from it by these slots more, but no longer than a bot can wait unnoticed.
 */
const SLOTS_AFTER_FIRST = 4
const LONGEST_AFTER_FIRST_MS = 150
/** So long after its slot, a call is the first after a pause; what is only late is not. */
const PAUSE_MS = 66
/** A long wait is broken off by one careful call now and then; the chats' own waits stay whole. */
const LONGEST_LANE_WAIT_MS = 30_000
/** Timers are a few milliseconds late always; more means that the machine is busy and calls leave in bunches. */
const STILL_MS = 20
const LONGEST_STILL_MS = 200

/** When a chat was last called, and when within the last minute, if that matters. */
interface PastCalls {
  readonly last: number
  readonly minute: readonly number[]
}

/** Asked for hundreds of chats at each look at what is in hand. */
const NOT_CALLED: PastCalls = { last: -Infinity, minute: [] }

/**
 * Keeps a platform's published pace: GCRA over the bot, gaps per chat, a sliding minute per group. `paceNow` is
 * asked each time, because some platforms tell their pace with every answer.
 */
export function createPacer(paceNow: () => Pace): Pacer {
  const rate = createLaneRate()
  const bunches = createBunches()
  /** Apart, because each forgets after a time of its own: a private chat matters no longer than its gap. */
  const chats = {
    private: new Recent<ChatId, PastCalls>(),
    group: new Recent<ChatId, PastCalls>(),
  }
  const frozen = new Map<ChatId, number>()
  const edits = new Recent<DeliveryId, number>()
  // Before every moment: calls of an earlier owner lie before the beginning of a young process's clock.
  let nextSlot = -Infinity
  let lastInterval = 0
  let hasCalled = false
  let laneFrozenUntil = 0

  const intervalAt = (now: number): number => 1000 / (paceNow().perSecond * rate.shareAt(now))
  const chatOf = (type: ChatType, chatId: ChatId) => chats[type].get(chatId) ?? NOT_CALLED
  const freezeChat = (chatId: ChatId, until: number): void =>
    void frozen.set(chatId, Math.max(frozen.get(chatId) ?? 0, until))

  const noteChat = (
    { chatId, type, editOf }: PacedCall,
    at: number,
    earlier: readonly number[] = chatOf(type, chatId).minute,
  ): void => {
    const pace = paceNow()
    const minute =
      type === 'group' && pace.groupPerMinute !== null
        ? [...earlier.filter((time) => time > at - MINUTE_MS - MINUTE_MARGIN_MS), at]
        : []
    const memory = type === 'group' ? MINUTE_MS + MINUTE_MARGIN_MS : pace.privateGapMs
    chats[type].set(chatId, { last: at, minute }, at + memory)
    if (editOf !== null) edits.set(editOf, at, at + MINUTE_MS)
    chats[type].forgetUntil(at)
    edits.forgetUntil(at)
  }

  return {
    chatReadyAt({ chatId, type, editOf }) {
      const pace = paceNow()
      const chat = chatOf(type, chatId)
      const gap = type === 'group' ? pace.groupGapMs : pace.privateGapMs
      const lastEdit = editOf === null ? undefined : edits.get(editOf)
      return Math.max(
        frozen.get(chatId) ?? 0,
        chat.last + gap,
        type === 'group' ? minuteReadyAt(chat.minute, pace.groupPerMinute) : 0,
        lastEdit === undefined ? 0 : lastEdit + pace.editGapMs[type],
      )
    },
    laneReadyAt: (ahead = 0) =>
      Math.max(laneFrozenUntil, nextSlot + ahead * lastInterval - aheadOfSlot(lastInterval)),
    take(call, at) {
      // By the pace that the slot was given by: it may have changed since.
      const isFirst = !hasCalled || at - nextSlot > PAUSE_MS
      lastInterval = intervalAt(at)
      nextSlot = Math.max(nextSlot, at) + lastInterval
      if (isFirst) nextSlot += Math.min(SLOTS_AFTER_FIRST * lastInterval, LONGEST_AFTER_FIRST_MS)
      hasCalled = true
      bunches.departed(at)
      noteChat(call, at)
    },
    arrivedLate(call, at) {
      // One call of a chat is out at a time, so that the last one noted is this one.
      noteChat(call, at, chatOf(call.type, call.chatId).minute.slice(0, -1))
    },
    recall(call, at) {
      lastInterval = intervalAt(at)
      // How far ahead of its slot it was is not known: one slot at most is assumed, or calls of a faster pace would add up
      // to minutes of waiting.
      const slot = Math.min(Math.max(nextSlot, at), at + lastInterval)
      nextSlot = slot + lastInterval
      noteChat(call, at)
    },
    frozenChats(now) {
      for (const [chatId, until] of frozen) if (until <= now) frozen.delete(chatId)
      return [...frozen.keys()]
    },
    freezeChat,
    freezeLane(until) {
      laneFrozenUntil = Math.max(laneFrozenUntil, until)
    },
    throttled(chatId, until, at) {
      freezeChat(chatId, until)
      // A group that has had another call within the minute may be in slow mode, which says the same, and of it alone.
      const calls = chats.group.get(chatId)?.minute ?? []
      if (calls.length > 1 || !rate.throttled(chatId, at)) return
      laneFrozenUntil = Math.max(laneFrozenUntil, Math.min(until, at + LONGEST_LANE_WAIT_MS))
    },
    answered(ms, at) {
      rate.answered(ms, at)
      // They are in the platform's second as if they had left just now.
      const together = bunches.answered(ms, at)
      if (together > 0) nextSlot = Math.max(nextSlot, at) + together * lastInterval
    },
    stoodStill(ms, at) {
      if (ms < STILL_MS) return false
      nextSlot = Math.max(nextSlot, at) + Math.min(ms, LONGEST_STILL_MS)
      return true
    },
  }
}

/** In milliseconds, of a bot that calls every `interval` milliseconds. */
function aheadOfSlot(interval: number): number {
  return interval * (interval > SLOW_INTERVAL_MS ? SLOTS_AHEAD.slow : SLOTS_AHEAD.fast)
}

function minuteReadyAt(calls: readonly number[], limit: number | null): number {
  if (limit === null || calls.length < limit) return 0
  return (calls[calls.length - limit] ?? 0) + MINUTE_MS + MINUTE_MARGIN_MS
}

/** A map that forgets: what is over cannot matter any more, and a million chats must not fill the memory. */
class Recent<K, V> {
  readonly #entries = new Map<K, { value: V; until: number }>()

  get(key: K): V | undefined {
    return this.#entries.get(key)?.value
  }

  set(key: K, value: V, until: number): void {
    // Entered anew, so that the oldest entries stand first.
    this.#entries.delete(key)
    this.#entries.set(key, { value, until })
  }

  forgetUntil(now: number): void {
    for (const [key, { until }] of this.#entries) {
      if (until > now) return
      this.#entries.delete(key)
    }
  }
}
