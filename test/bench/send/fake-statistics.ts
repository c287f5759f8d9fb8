/** How the fake Telegram behaves from a reset on. */
export interface FakeSettings {
  /** Refuses a bot's 32nd send in any second, a group's 21st call in any minute, a private chat above 1/s. */
  readonly limits: boolean
  /** Least and most time of an answer in milliseconds, evenly drawn; null: at once. */
  readonly latencyMs: readonly [number, number] | null
  readonly seed: number
  /** Words by which sends are told apart; each is counted by itself. */
  readonly labels: readonly string[]
}

/** Private chats from this id on are watched one by one: the first send to each is noted. */
export const WATCHED_FROM = 90_000_000

/** What arrived at the fake since its reset; moments are in milliseconds of the wall clock. */
export interface FakeStatistics {
  /** Calls that would make or change a message, refused ones included. */
  readonly arrivals: number
  readonly accepted: number
  readonly refused: number
  /** Accepted copies of broadcasts, and when the first and the last of them came. */
  readonly copies: number
  readonly firstAt: number | null
  readonly lastAt: number | null
  readonly mostInSecond: number
  /** Over all groups. */
  readonly mostInGroupMinute: number
  /** Private chats that got a message, and messages that were one too many for their chat and label. */
  readonly chats: number
  readonly repeats: number
  /** Arrivals in each tenth of a second. */
  readonly tenths: readonly number[]
  readonly labels: Readonly<Record<string, LabelStatistics>>
  readonly watched: Readonly<Record<string, number>>
}

export interface LabelStatistics {
  readonly accepted: number
  readonly firstAt: number | null
  readonly lastAt: number | null
  /** Accepted in each second from the label's first on. */
  readonly seconds: readonly number[]
}
