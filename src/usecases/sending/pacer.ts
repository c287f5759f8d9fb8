import type { Pace } from '../../channels/channel.ts'
import type { ChatId, DeliveryId } from '../../domain/id.ts'
import type { ChatType } from '../../domain/platform.ts'

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
  /** When the bot as a whole may make its next call. */
  laneReadyAt(): number
  /** A call starts now (or started at `at`). */
  take(call: PacedCall, at: number): void
  freezeChat(chatId: ChatId, until: number): void
  freezeLane(until: number): void
}

const MINUTE_MS = 60_000
/** Calls do not all take equally long to arrive, so the platform's minute may begin later than ours. */
const MINUTE_MARGIN_MS = 500
/** How far a call may be ahead of its slot: one slot, or every late timer would cost rate for good. */
const SLOTS_AHEAD = 1

/** Keeps a platform's published pace: GCRA over the bot, gaps per chat, a sliding minute per group. */
export function createPacer(pace: Pace): Pacer {
  const interval = 1000 / pace.perSecond
  const chats = new Recent<ChatId, { last: number; minute: number[]; frozenUntil: number }>()
  const edits = new Recent<DeliveryId, number>()
  let nextSlot = 0
  let laneFrozenUntil = 0

  const chatOf = (chatId: ChatId) =>
    chats.get(chatId) ?? { last: -Infinity, minute: [], frozenUntil: 0 }

  return {
    chatReadyAt({ chatId, type, editOf }) {
      const chat = chatOf(chatId)
      const gap = type === 'group' ? pace.groupGapMs : pace.privateGapMs
      const lastEdit = editOf === null ? undefined : edits.get(editOf)
      return Math.max(
        chat.frozenUntil,
        chat.last + gap,
        type === 'group' ? minuteReadyAt(chat.minute, pace.groupPerMinute) : 0,
        lastEdit === undefined ? 0 : lastEdit + pace.editGapMs[type],
      )
    },
    laneReadyAt: () => Math.max(laneFrozenUntil, nextSlot - SLOTS_AHEAD * interval),
    take({ chatId, type, editOf }, at) {
      nextSlot = Math.max(nextSlot, at) + interval
      const chat = chatOf(chatId)
      const minute =
        type === 'group' && pace.groupPerMinute !== null
          ? [...chat.minute.filter((time) => time > at - MINUTE_MS - MINUTE_MARGIN_MS), at]
          : []
      chats.set(chatId, { ...chat, last: at, minute }, at + MINUTE_MS + MINUTE_MARGIN_MS)
      if (editOf !== null) edits.set(editOf, at, at + MINUTE_MS)
      chats.forgetUntil(at)
      edits.forgetUntil(at)
    },
    freezeChat(chatId, until) {
      const chat = chatOf(chatId)
      chats.set(
        chatId,
        { ...chat, frozenUntil: Math.max(chat.frozenUntil, until) },
        until + MINUTE_MS,
      )
    },
    freezeLane(until) {
      laneFrozenUntil = Math.max(laneFrozenUntil, until)
    },
  }
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
