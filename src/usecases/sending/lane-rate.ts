import type { SendOutcome } from '../../channels/channel.ts'
import type { ChatId } from '../../domain/id.ts'
import type { Reason } from '../../domain/reason.ts'

/** How fast a whole bot may send, as a share of its published pace: below 1 while the platform shows strain. */
export interface LaneRate {
  /** 0.2 to 1. */
  shareAt(now: number): number
  /** The platform said "wait" to a chat whose own pace was kept. True: the whole bot is meant. */
  throttled(chatId: ChatId, now: number): boolean
  /** The platform answered a call (`hasSpoken`), `ms` after it was made. */
  answered(ms: number, now: number): void
}

/** This many chats told to wait within this time are not a coincidence: the bot as a whole is too fast. */
const CHATS_TOGETHER = 3
const TOGETHER_MS = 2_000
/** What is refused so soon after had mostly left before the rate was lowered: some dozens may be out. */
const SAME_STRAIN_MS = 10_000
const SLOWER = 0.7
const LEAST_SHARE = 0.2
/** Half a call a second of thirty, for every half minute in which the platform was content. */
const FASTER_BY = 1 / 59
const CALM_MS = 30_000
/**
 * The Bot API server waits up to 8 s by itself before it answers 429 (reference: TDLib, NetQueryCreator), so
 * slow answers are the first sign of throttling.
 */
const SLOW_ANSWER_MS = 3_000
const ANSWERS = 40
/** One slow answer in twenty is the 95th percentile. */
const SLOW_OF_ANSWERS = 2
const SLOWER_FOR_LATENCY = 0.85
const LATENCY_PAUSE_MS = 10_000

/** Lowers a lane's rate when several chats are told to wait at once or answers become slow; it recovers by itself. */
export function createLaneRate(): LaneRate {
  let share = 1
  /** When the last strain was seen, or the share was last raised. */
  let calmSince = -Infinity
  let latencyJudgedAt = -Infinity
  let throttledAt = -Infinity
  let recent: { chatId: ChatId; at: number }[] = []
  let answers = 0
  /** Which of the last answers were slow. */
  let slow: number[] = []

  const recover = (now: number): void => {
    if (share >= 1) return
    const steps = Math.floor((now - calmSince) / CALM_MS)
    if (steps <= 0) return
    share = Math.min(1, share + steps * FASTER_BY)
    calmSince += steps * CALM_MS
  }
  const slowDown = (factor: number, now: number): void => {
    share = Math.max(LEAST_SHARE, share * factor)
    calmSince = now
  }

  return {
    shareAt(now) {
      recover(now)
      return share
    },
    throttled(chatId, now) {
      recover(now)
      recent = [...recent.filter(({ at }) => at > now - TOGETHER_MS), { chatId, at: now }]
      if (new Set(recent.map((each) => each.chatId)).size < CHATS_TOGETHER) return false
      recent = []
      calmSince = now
      if (now < throttledAt + SAME_STRAIN_MS) return true
      throttledAt = now
      slowDown(SLOWER, now)
      return true
    },
    answered(ms, now) {
      recover(now)
      answers++
      if (ms > SLOW_ANSWER_MS) slow.push(answers)
      while (slow[0] !== undefined && slow[0] <= answers - ANSWERS) slow.shift()
      if (slow.length <= SLOW_OF_ANSWERS || now < latencyJudgedAt + LATENCY_PAUSE_MS) return
      latencyJudgedAt = now
      slow = []
      slowDown(SLOWER_FOR_LATENCY, now)
    },
  }
}

/** The call did not reach the platform, or was not even made, or a file was on its way for long. */
const NOT_SPOKEN: ReadonlySet<Reason> = new Set([
  'offline',
  'file-missing',
  'upload-failed',
  'interrupted',
])

/** Whether the platform has answered: a network that is down says nothing of how busy the platform is. */
export function hasSpoken(outcome: SendOutcome): boolean {
  return outcome.kind === 'retry-after' ? !NOT_SPOKEN.has(outcome.why) : outcome.kind !== 'unknown'
}
